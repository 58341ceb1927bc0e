from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerGrade(models.Model):
    """A rung of a scheme, best first."""

    _name = "customer.grade"
    _description = "Customer Grade"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        "customer.grade.scheme",
        required=True,
        index=True,
        ondelete="cascade",
        help="The way of classifying that the grade belongs to.",
    )
    company_id = fields.Many2one(related="scheme_id.company_id")
    name = fields.Char(
        required=True,
        translate=True,
        help="What the grade is called, for example Key Customer.",
    )
    code = fields.Char(
        required=True, help="Letter or figure shown where room is short."
    )
    sequence = fields.Integer(default=10, help="1 is the best grade.")
    min_score = fields.Float(
        "Minimum Score",
        digits=(5, 2),
        help="A customer with at least this score (0 to 100) is proposed for the "
        "grade. The last grade begins at 0.",
    )
    color = fields.Integer(help="The colour in which the grade shows everywhere.")
    description = fields.Text(
        translate=True, help="What a customer of this grade may expect."
    )
    customer_count = fields.Integer(compute="_compute_customer_count")

    _code_unique = models.UniqueIndex(
        "(scheme_id, code) WHERE active",
        "Two grades of one scheme cannot have the same code.",
    )
    _check_min_score = models.Constraint(
        "CHECK (min_score >= 0 AND min_score <= 100)",
        "A minimum score lies between 0 and 100.",
    )

    def _compute_customer_count(self):
        counts = dict(
            self.env["customer.grade.assignment"]._read_group(
                [("grade_id", "in", self.ids), ("date_to", "=", False)],
                ["grade_id"],
                ["__count"],
            )
        )
        for grade in self:
            grade.customer_count = counts.get(grade, 0)

    @api.constrains("active")
    def _check_not_held(self):
        archived = self.filtered(lambda grade: not grade.active)
        held = archived.sudo().filtered("customer_count")
        if held:
            raise UserError(
                self.env._(
                    "Customers hold the grade %(grade)s. Give them another grade "
                    "first, then archive this one.",
                    grade=held[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = (
            self.env["customer.grade.assignment"]
            .sudo()
            .search([("grade_id", "in", self.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "Customers hold or have held the grade %(grade)s. Archive it "
                    "instead: their history stays.",
                    grade=used.grade_id.name,
                )
            )

    def action_open_customers(self):
        self.ensure_one()
        action = self.scheme_id.action_open_customers()
        return {**action, "domain": [("grade_id", "=", self.id)]}
