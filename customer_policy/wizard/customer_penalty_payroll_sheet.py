from odoo import api, fields, models
from odoo.tools.date_utils import start_of


class CustomerPenaltyPayrollSheet(models.TransientModel):
    """For which month HR gives deductions to payroll."""

    _name = "customer.penalty.payroll.sheet"
    _description = "Deductions of a Month"

    month = fields.Date(
        required=True,
        default=lambda self: self._default_month(),
        help="Any day of the month of the pay.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.model
    def _default_month(self):
        return start_of(fields.Date.context_today(self), "month")

    def action_export(self):
        self.ensure_one()
        penalties = self.env["customer.penalty"]
        return penalties.action_export_month(self.month, self.company_id)
