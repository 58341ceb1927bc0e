from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.sheet_report import Column, Picture, Sheet
from .customer_report_sheet import Fact

TOTALS = (
    "received_count",
    "complaint_count",
    "discontent_count",
    "enquiry_count",
    "suggestion_count",
    "praise_count",
    "valid_count",
    "unfounded_count",
    "base_count",
    "valid_rate",
    "max_valid_rate",
    "deadline_count",
    "deadline_met_count",
    "deadline_rate",
    "answered_count",
    "answer_hours",
    "closed_count",
    "close_hours",
    "reopened_count",
    "open_count",
    "rating_count",
    "rating_avg",
)
SUMS = (
    "received_count",
    "valid_count",
    "unfounded_count",
    "deadline_count",
    "deadline_met_count",
    "answered_count",
    "closed_count",
    "reopened_count",
    "open_count",
    "rating_count",
)
DETAILS = (
    *(Fact(name) for name in ("team_id", "kind", "category_id", "grade_id")),
    Fact("severity", width=12),
    *(Fact(name, "sum") for name in SUMS),
    *(Fact(name) for name in ("answer_hours", "close_hours", "rating_avg")),
)
MONTHS = (
    "received_count",
    "valid_count",
    "closed_count",
    "open_count",
    "valid_rate",
    "deadline_rate",
    "rating_avg",
)


class CustomerReportComplaintStatistic(models.AbstractModel):
    """The figures of a month: totals, every line, and the twelve months up to it."""

    _name = "customer.report.complaint.statistic"
    _inherit = ["customer.report.sheet"]
    _description = "Monthly Statistics of Complaints as a Workbook"

    _report_groups = (
        "customer_policy.group_complaint_officer",
        "customer_policy.group_auditor",
    )
    _report_is_list = False

    @api.model
    def _report_name(self):
        return self.env._("Monthly Statistics of Complaints")

    @api.model
    def _report_scope(self, wizard):
        month = (self.env._("Month"), f"{wizard.month:%Y-%m}")
        return [month, *self._scope_of(wizard, "company_id")]

    @api.model
    def _report_month(self, company, last_month):
        """On the first of a month the one before may not be counted yet."""
        statistics = self.env["customer.complaint.statistic"]
        if not statistics.has_access("read"):
            return last_month
        counted = statistics.search(
            [("company_id", "=", company.id), ("date_from", "<=", last_month)],
            order="date_from desc",
            limit=1,
        )
        return counted.date_from or last_month

    @api.model
    def _report_sheets(self, wizard):
        statistic = self._statistic(wizard)
        columns = [Column(statistic.display_name, width=36), Column("", width=14)]
        yield Sheet(
            self.env._("Month"),
            columns,
            [[self._label(statistic, name), statistic[name]] for name in TOTALS],
        )
        yield self._record_sheet(
            self.env._("In Detail"),
            statistic.line_ids,
            [("statistic_id", "=", statistic.id)],
            DETAILS,
        )
        yield self._by_category(statistic)
        yield self._months(wizard)

    @api.model
    def _statistic(self, wizard):
        """The month, as it was counted; whoever may not read it is refused."""
        statistics = self.env["customer.complaint.statistic"]
        statistics.check_access("read")
        month = fields.Date.start_of(wizard.month, "month")
        found = statistics.search(
            [("company_id", "=", wizard.company_id.id), ("date_from", "=", month)]
        )
        if not found:
            raise UserError(
                self.env._(
                    "%(month)s has not been counted yet. Choose a month that is over, "
                    "or have it counted under Complaints / Statistics.",
                    month=f"{month:%Y-%m}",
                )
            )
        return found

    @api.model
    def _label(self, records, name):
        return records._fields[name]._description_string(self.env)

    @api.model
    def _by_category(self, statistic):
        names = ("received_count", "valid_count", "unfounded_count")
        lines = self.env["customer.complaint.statistic.line"]
        title = self.env._("By Category")
        rows = [
            [category.display_name or self.env._("Without a category"), *figures]
            for category, *figures in lines._read_group(
                [("statistic_id", "=", statistic.id)],
                ["category_id"],
                [f"{name}:sum" for name in names],
            )
        ]
        columns = [
            Column(self._label(lines, "category_id"), width=28),
            *(self._column(lines, Fact(name, "sum")) for name in names),
        ]
        return Sheet(title, columns, rows, picture=Picture(title, (1, 2), "column"))

    @api.model
    def _months(self, wizard, months=12):
        statistics = self.env["customer.complaint.statistic"]
        last = fields.Date.start_of(wizard.month, "month")
        found = statistics.search(
            Domain("company_id", "=", wizard.company_id.id)
            & Domain("date_from", "<=", last)
            & Domain("date_from", ">", fields.Date.subtract(last, months=months)),
            order="date_from",
        )
        columns = [
            Column(self.env._("Month")),
            *(self._column(statistics, Fact(name)) for name in MONTHS),
        ]
        rows = [
            [f"{month.date_from:%Y-%m}", *(month[name] for name in MONTHS)]
            for month in found
        ]
        title = self.env._("Month by Month")
        return Sheet(title, columns, rows, picture=Picture(title, (1, 2, 3), "line"))
