from odoo import api, models
from odoo.exceptions import UserError

from .customer_report_sheet import Fact

LINES = (
    Fact("employee_id", total="count"),
    Fact("department_id"),
    Fact("points"),
    Fact("lost", "sum"),
    Fact("amount", "sum"),
    Fact("bonus", "sum"),
    Fact("supervisor_fine", "sum"),
    Fact("supervisor_bonus", "sum"),
    Fact("is_below", width=10),
)


class CustomerReportPoints(models.AbstractModel):
    """The sheet of a closed period, for payroll, on the day before pay."""

    _name = "customer.report.points"
    _inherit = ["customer.report.sheet"]
    _description = "Sheet of Points"

    _report_groups = ("hr.group_hr_user", "customer_policy.group_violation_officer")
    # Payroll needs it, whoever may export lists.
    _report_is_list = False

    @api.model
    def _report_name(self):
        return self.env._("Sheet of Points")

    @api.model
    def _report_scope(self, wizard):
        return self._scope_of(wizard, "point_period_id")

    @api.model
    def _report_sheets(self, wizard):
        period = wizard.point_period_id
        period.check_access("read")
        if period.state != "closed":
            raise UserError(
                self.env._("Close the period first: its sheet is not made.")
            )
        yield self._record_sheet(
            period.name,
            self.env["customer.point.result"],
            [("period_id", "=", period.id)],
            LINES,
            counts=[("department_id", self.env._("People by Department"), "bar")],
        )
