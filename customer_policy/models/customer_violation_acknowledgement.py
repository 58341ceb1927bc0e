from datetime import timedelta

from odoo import api, fields, models


class CustomerViolation(models.Model):
    """Whether the person had been told the rule before breaking it."""

    _inherit = "customer.violation"

    is_clause_acknowledged = fields.Boolean(
        "Clause Acknowledged",
        compute="_compute_clause_acknowledged",
        help="Whether the person had acknowledged the clause when it happened.",
    )
    date_clause_acknowledged = fields.Datetime(
        "Acknowledged since", compute="_compute_clause_acknowledged"
    )

    @api.depends("clause_id", "employee_id", "date")
    def _compute_clause_acknowledged(self):
        cases = self.sudo().with_context(active_test=False)
        since = cases.clause_id._acknowledged_since(cases.employee_id)
        for violation in self:
            case = violation.sudo()
            date = since.get((case.clause_id._origin.id, case.employee_id._origin.id))
            if date and case.date:
                end = fields.Datetime.to_datetime(case.date + timedelta(days=1))
                date = date if date < end else False
            violation.is_clause_acknowledged = bool(date)
            violation.date_clause_acknowledged = date
