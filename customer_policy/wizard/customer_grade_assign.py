from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import grade_moves


class CustomerGradeAssign(models.TransientModel):
    """Give customers a grade by hand."""

    _name = "customer.grade.assign"
    _description = "Set Grade by Hand"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    scheme_id = fields.Many2one(
        "customer.grade.scheme",
        required=True,
        default=lambda self: self.env["customer.grade.review"]._default_scheme_id(),
    )
    grade_id = fields.Many2one(
        "customer.grade",
        required=True,
        domain="[('scheme_id', '=', scheme_id)]",
        compute="_compute_grade_id",
        store=True,
        readonly=False,
    )
    reason = fields.Char(required=True, help="Kept in the customer's history.")
    locked_until = fields.Date(
        help="Until this day no review changes the grade. Empty: the next review may."
    )

    partner_count = fields.Integer("Customers", compute="_compute_counts")
    new_count = fields.Integer(compute="_compute_counts")
    up_count = fields.Integer(compute="_compute_counts")
    down_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")
    locked_count = fields.Integer(compute="_compute_counts")

    @api.depends("partner_ids", "grade_id", "scheme_id")
    def _compute_counts(self):
        """What will change, in one query for all customers."""
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)
            held = wizard._held_grades()
            wizard.locked_count = sum(locked for _grade, _number, locked in held)
            numbers = grade_moves.Movement(0, 0, 0, 0)
            grades = wizard.scheme_id.grade_ids.sorted(lambda g: (g.sequence, g.id))
            if wizard.grade_id in grades:
                numbers = grade_moves.count(
                    [(grade_id, number) for grade_id, number, _locked in held],
                    grades.ids,
                    wizard.grade_id.id,
                )
            wizard.new_count, wizard.up_count = numbers.new, numbers.up
            wizard.down_count, wizard.same_count = numbers.down, numbers.same

    @api.depends("scheme_id")
    def _compute_grade_id(self):
        for wizard in self:
            if wizard.grade_id.scheme_id != wizard.scheme_id:
                wizard.grade_id = False

    def action_assign(self):
        self.ensure_one()
        self.partner_ids.check_access("read")
        self.env["customer.grade.assignment"]._assign(
            self.partner_ids, self.grade_id, self.reason, self.locked_until
        )
        return {"type": "ir.actions.act_window_close"}

    def _held_grades(self):
        """:return: list of (grade id or None, customers, of which locked)"""
        # The caller may read them: what is counted is what the list showed.
        partners = self.partner_ids._origin
        self.env["customer.grade.assignment"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT held.grade_id, count(*),
                       count(*) FILTER (WHERE held.locked_until >= %(today)s)
                  FROM (
                    SELECT DISTINCT commercial_partner_id AS id
                      FROM res_partner WHERE id = ANY(%(partners)s)
                  ) customer
                  LEFT JOIN customer_grade_assignment held
                         ON held.partner_id = customer.id
                        AND held.scheme_id = %(scheme)s AND held.date_to IS NULL
                 GROUP BY held.grade_id
                """,
                today=fields.Date.context_today(self),
                partners=partners._filtered_access("read").ids,
                scheme=self.scheme_id.id or None,
            )
        )
