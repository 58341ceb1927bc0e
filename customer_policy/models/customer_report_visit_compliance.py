from odoo import api, models
from odoo.fields import Domain

from ..tools.sheet_report import Column, Picture, Sheet
from .customer_report_sheet import Fact

VISITS = (
    Fact("visit_id", width=18),
    Fact("date_planned"),
    Fact("partner_id", width=32),
    Fact("grade_id", width=12),
    Fact("user_id"),
    Fact("visit_type_id"),
    Fact("rule_id"),
    Fact("outcome", width=18),
    Fact("date_done"),
    Fact("planned_count", total="sum"),
    Fact("done_count", total="sum"),
    Fact("late_count", total="sum"),
    Fact("missed_count", total="sum"),
    Fact("open_count", total="sum"),
)
SUMS = ("planned_count", "done_count", "late_count", "missed_count", "open_count")
RATES = ("done_rate", "in_time_rate")
COVERAGE_READERS = (
    "customer_policy.group_visit_manager",
    "customer_policy.group_auditor",
)


class CustomerReportVisitCompliance(models.AbstractModel):
    """Whether visits took place, in time, by whom, and how much of what was due."""

    _name = "customer.report.visit.compliance"
    _inherit = ["customer.report.sheet"]
    _description = "Visits Kept as a Workbook"

    _report_groups = ("customer_policy.group_user",)

    @api.model
    def _report_name(self):
        return self.env._("Visits Kept")

    @api.model
    def _report_scope(self, wizard):
        return self._scope_of(wizard, "date_from", "date_to", "user_ids", "grade_ids")

    @api.model
    def _report_sheets(self, wizard):
        kept = self.env["customer.visit.compliance"]
        domain = (
            Domain("company_id", "=", wizard.company_id.id)
            & self._period_domain("date_planned", wizard)
            & self._in_domain(
                [("user_id", wizard.user_ids), ("grade_id", wizard.grade_ids)]
            )
        )
        yield self._record_sheet(
            self.env._("Visits"),
            kept,
            domain,
            VISITS,
            "date_planned, id",
            [("outcome", self.env._("Visits by Outcome"), "pie")],
        )
        yield self._grouped(domain, "user_id", self.env._("By Visitor"))
        yield self._grouped(domain, "visit_type_id", self.env._("By Type"))
        if any(map(self.env.user.has_group, COVERAGE_READERS)):
            yield self._coverage(wizard)._targets_sheet()

    @api.model
    def _grouped(self, domain, name, title):
        kept = self.env["customer.visit.compliance"]
        columns = [
            Column(kept._fields[name]._description_string(self.env), width=28),
            *(self._column(kept, Fact(one, "sum")) for one in SUMS),
            *(self._column(kept, Fact(one)) for one in RATES),
        ]
        aggregates = [f"{one}:sum" for one in SUMS] + [f"{one}:avg" for one in RATES]
        rows = [
            [group.display_name or None, *figures]
            for group, *figures in kept._read_group(domain, [name], aggregates)
        ]
        return Sheet(title, columns, rows, picture=Picture(title, (2, 3, 4), "column"))

    @api.model
    def _coverage(self, wizard):
        return self.env["customer.visit.coverage"].new(
            {
                "company_id": wizard.company_id.id,
                "date_from": wizard.date_from,
                "date_to": wizard.date_to,
            }
        )
