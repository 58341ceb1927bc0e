from odoo import api, models
from odoo.fields import Domain

from .customer_report_sheet import Fact

ACTS = (
    Fact("code", width=14, total="count"),
    Fact("partner_id", width=32),
    Fact("level", width=14),
    Fact("state", width=12),
    Fact("date_from"),
    Fact("date_until"),
    Fact("keeper_id"),
    Fact("classified_by_id"),
    Fact("reason", width=40),
    Fact("knower_count"),
    Fact("date_released"),
    Fact("released_by_id"),
    Fact("release_reason", width=40),
)


class CustomerReportSecrecyRegister(models.AbstractModel):
    """Which customers are or were classified; by code for who may not know them."""

    _name = "customer.report.secrecy.register"
    _inherit = ["customer.report.sheet"]
    _description = "Secrecy Register as a Workbook"

    _report_groups = (
        "customer_policy.group_custodian",
        "customer_policy.group_auditor",
    )

    @api.model
    def _report_name(self):
        return self.env._("Secrecy Register")

    @api.model
    def _report_scope(self, wizard):
        return self._scope_of(wizard, "is_in_force", "level")

    @api.model
    def _report_sheets(self, wizard):
        domain = self._in_domain([("level", wizard.level)])
        if wizard.is_in_force:
            domain &= Domain("state", "=", "active")
        yield self._record_sheet(
            self.env._("Acts"),
            self.env["customer.confidentiality.register"],
            domain,
            ACTS,
            "date_from, id",
            [
                ("level", self.env._("Acts by Level"), "column"),
                ("state", self.env._("Acts by State"), "pie"),
            ],
        )
