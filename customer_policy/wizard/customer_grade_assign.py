from odoo import api, fields, models


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
