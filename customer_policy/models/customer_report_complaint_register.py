from odoo import api, models
from odoo.fields import Domain

from .customer_complaint_measure import MEASURED_BY
from .customer_report_sheet import Fact

CASES = (
    Fact("number", total="count"),
    Fact("date_received"),
    Fact("kind", width=14),
    Fact("name", width=36),
    Fact("partner_id", width=32),
    Fact("contact_name"),
    Fact("grade_id", width=12),
    Fact("channel", width=18),
    Fact("category_id"),
    Fact("severity", width=12),
    Fact("team_id"),
    Fact("user_id"),
    Fact("state", width=18),
    Fact("is_valid"),
    Fact("promise_date"),
    Fact("next_deadline"),
    Fact("date_answered"),
    Fact("answer_hours", total="average"),
    Fact("date_closed"),
    Fact("close_hours", total="average"),
    Fact("reopen_count", total="sum"),
    Fact("cause", width=40),
    Fact("conclusion", width=40),
    Fact("countermeasure", width=40),
    Fact("prevention", width=40),
    # Read to know whom not to name.
    Fact("is_anonymous"),
    Fact("is_confidential"),
)
WHO = ("partner_id", "contact_name")


class CustomerReportComplaintRegister(models.AbstractModel):
    """The cases of a period. Who complained in confidence is in no file."""

    _name = "customer.report.complaint.register"
    _inherit = ["customer.report.sheet"]
    _description = "Complaint Register"

    _report_groups = (
        "customer_policy.group_complaint_officer",
        "customer_policy.group_auditor",
    )

    @api.model
    def _report_name(self):
        return self.env._("Complaint Register")

    @api.model
    def _report_scope(self, wizard):
        return self._scope_of(
            wizard,
            *("date_from", "date_to", "kind", "severity"),
            *("category_ids", "team_ids", "user_ids", "grade_ids"),
        )

    @api.model
    def _cases_domain(self, wizard):
        return (
            Domain("company_id", "=", wizard.company_id.id)
            & Domain("state", "!=", "cancelled")
            & self._period_domain("date_received", wizard)
            & self._in_domain(
                [
                    ("kind", wizard.kind),
                    ("severity", wizard.severity),
                    ("category_id", wizard.category_ids),
                    ("team_id", wizard.team_ids),
                    ("user_id", wizard.user_ids),
                    ("grade_id", wizard.grade_ids),
                ]
            )
        )

    @api.model
    def _alteration(self):
        """:return: function that alters what was read of a case before it is shown"""
        words = {
            "is_confidential": self.env._("In confidence"),
            "is_anonymous": self.env._("Anonymous case"),
        }

        def alter(values):
            # Nothing was measured where nobody answered yet.
            for name, date in MEASURED_BY.items():
                if not values[date]:
                    values[name] = None
            for name, word in words.items():
                if values[name]:
                    values.update(dict.fromkeys(WHO, word))
                    return

        return alter

    @api.model
    def _report_sheets(self, wizard):
        yield self._record_sheet(
            self.env._("Cases"),
            self.env["customer.complaint"],
            self._cases_domain(wizard),
            CASES,
            "date_received, id",
            [
                ("category_id", self.env._("Cases by Category"), "bar"),
                ("severity", self.env._("Cases by Severity"), "pie"),
                ("state", self.env._("Cases by State"), "column"),
            ],
            alter=self._alteration(),
        )
