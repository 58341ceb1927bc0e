from odoo import api, models
from odoo.fields import Domain

from .customer_report_sheet import Fact

VISITS = (
    Fact("number", total="count"),
    Fact("date_planned"),
    Fact("user_id"),
    Fact("partner_id", width=32),
    Fact("grade_id", width=12),
    Fact("visit_type_id"),
    Fact("rule_id"),
    Fact("date_due_from"),
    Fact("date_due_until"),
    Fact("duration", total="sum"),
    Fact("state", width=14),
    Fact("date_done"),
    Fact("result", width=14),
    Fact("report", width=40),
    Fact("promise_date"),
)
GAPS = (
    Fact("partner_id", width=32, total="count"),
    Fact("rule_id"),
    Fact("visit_type_id"),
    Fact("user_id"),
    Fact("date_due_from"),
    Fact("date_due_until"),
    Fact("overdue_days"),
    Fact("reason", width=32),
)


class CustomerReportVisitPlan(models.AbstractModel):
    """Which visits are planned, what came of them, and what found no place."""

    _name = "customer.report.visit.plan"
    _inherit = ["customer.report.sheet"]
    _description = "Visit Plan and Results"

    _report_groups = ("customer_policy.group_user",)

    @api.model
    def _report_name(self):
        return self.env._("Visit Plan")

    @api.model
    def _report_scope(self, wizard):
        period = ("plan_id",) if wizard.plan_id else ("date_from", "date_to")
        return self._scope_of(wizard, *period, "user_ids", "grade_ids")

    @api.model
    def _report_sheets(self, wizard):
        plan = wizard.plan_id
        visits = Domain("plan_id", "=", plan.id)
        gaps = visits
        if not plan:
            company = Domain("company_id", "=", wizard.company_id.id)
            visits = company & self._period_domain("date_planned", wizard)
            gaps = (
                company
                & Domain("date_due_until", ">=", wizard.date_from)
                & Domain("date_due_from", "<=", wizard.date_to)
            )
        people = self._in_domain([("user_id", wizard.user_ids)])
        yield self._record_sheet(
            self.env._("Visits"),
            self.env["customer.visit"],
            visits & people & self._in_domain([("grade_id", wizard.grade_ids)]),
            VISITS,
            "user_id, date_planned, id",
            [
                ("state", self.env._("Visits by State"), "column"),
                ("user_id", self.env._("Visits by Visitor"), "bar"),
            ],
        )
        yield self._record_sheet(
            self.env._("Not Placed"),
            self.env["customer.visit.plan.gap"],
            gaps & people,
            GAPS,
            "overdue_days desc, date_due_from, id",
            [("reason", self.env._("Why Not Placed"), "bar")],
        )
