from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import sheet


class CustomerPointPeriod(models.Model):
    """The sheet of a closed period, for payroll, on the day before pay."""

    _inherit = "customer.point.period"

    def action_export(self):
        """The sheet as XLSX, for HR and the officers."""
        self.ensure_one()
        if not self.env.user.has_groups(
            "hr.group_hr_user,customer_policy.group_violation_officer"
        ):
            raise AccessError(self.env._("Only HR and violation officers take it out."))
        self.check_access("read")
        results = self.sudo().result_ids
        names = (
            "employee_id",
            "department_id",
            "points",
            "lost",
            "amount",
            "bonus",
            "is_below",
        )
        headings = [results._fields[n]._description_string(self.env) for n in names]
        rows = (
            (
                line.employee_id.name,
                line.department_id.name,
                line.points,
                line.lost,
                line.amount,
                line.bonus,
                self.env._("yes") if line.is_below else None,
            )
            for line in results
        )
        content = sheet.write(self.name, headings, rows)
        return self.env["customer.penalty"]._download(
            f"points-{self.name}.xlsx", content
        )

    @api.model
    def _cron_sheets(self):
        """Close periods that are over on the day that their sheet is due."""
        today = fields.Date.context_today(self)
        due = self.search(
            [
                ("state", "=", "open"),
                ("date_sheet", "<=", today),
                ("date_sheet", "!=", False),
                ("date_to", "<", today + timedelta(days=1)),
            ]
        )
        due.action_close()
