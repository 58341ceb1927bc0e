from odoo import api, models
from odoo.fields import Domain

from ..tools.sheet_report import Column
from .customer_report_sheet import Fact

# Who reported it is in no file.
CASES = (
    Fact("number", total="count"),
    Fact("date"),
    Fact("name", width=36),
    Fact("employee_id"),
    Fact("department_id"),
    Fact("type_id"),
    Fact("severity", width=12),
    Fact("clause_id"),
    Fact("partner_id", width=32),
    Fact("complaint_id"),
    Fact("loss_amount", total="sum"),
    Fact("state", width=18),
    Fact("occurrence"),
    Fact("step_id"),
    Fact("officer_id"),
    Fact("decided_by_id"),
    Fact("date_decided"),
    Fact("date_in_force"),
    Fact("date_closed"),
)


class CustomerReportViolationRegister(models.AbstractModel):
    """The violations of a period that the person may see, with what they led to."""

    _name = "customer.report.violation.register"
    _inherit = ["customer.report.sheet"]
    _description = "Violation Register"

    _report_groups = (
        "customer_policy.group_violation_officer",
        "customer_policy.group_violation_general_manager",
        "customer_policy.group_auditor",
    )

    @api.model
    def _report_name(self):
        return self.env._("Violation Register")

    @api.model
    def _report_scope(self, wizard):
        return self._scope_of(
            wizard, "date_from", "date_to", "violation_type_ids", "department_ids"
        )

    @api.model
    def _report_sheets(self, wizard):
        domain = (
            Domain("company_id", "=", wizard.company_id.id)
            & Domain("date", ">=", wizard.date_from)
            & Domain("date", "<=", wizard.date_to)
            & self._in_domain(
                [
                    ("type_id", wizard.violation_type_ids),
                    ("department_id", wizard.department_ids),
                ]
            )
        )
        yield self._record_sheet(
            self.env._("Violations"),
            self.env["customer.violation"],
            domain,
            CASES,
            "date, id",
            [
                ("type_id", self.env._("Violations by Type"), "bar"),
                ("severity", self.env._("Violations by Severity"), "pie"),
                ("department_id", self.env._("Violations by Department"), "bar"),
            ],
            self._penalties(),
        )

    @api.model
    def _penalties(self):
        """What a case led to, as far as the person may see the penalties."""
        penalties = self.env["customer.penalty"]
        measures = dict(penalties._fields["measure"]._description_selection(self.env))
        columns = [
            Column(self.env._("Penalties"), width=32),
            self._column(penalties, Fact("amount", "sum")),
            self._column(penalties, Fact("points", "sum")),
        ]
        money = self._maker(penalties._fields["amount"])

        def cells(violations):
            found = penalties.search_fetch(
                [
                    ("violation_id", "in", violations.ids),
                    ("state", "!=", "cancelled"),
                ],
                ["violation_id", "measure", "amount", "points", "currency_id"],
                order="id",
            )
            return {
                violation.id: [
                    ", ".join(measures[one.measure] for one in some),
                    money(
                        sum(some.mapped("amount")),
                        {"currency_id": (some.currency_id[:1].id, "")},
                    ),
                    sum(some.mapped("points")) or None,
                ]
                for violation, some in found.grouped("violation_id").items()
            }

        return columns, cells
