from odoo import api, fields, models
from odoo.tools import format_date

from .customer_access_mixin import WATCHERS
from .customer_confidentiality import OPEN

TONES = {"1": "", "2": "warning", "3": "danger"}


class CustomerPolicyOverview(models.AbstractModel):
    """How secret the customer is; whoever sees the card may know the customer."""

    _inherit = "customer.policy.overview"

    @api.model
    def _card_confidentiality(self, customer):
        level = customer.confidentiality_level or OPEN
        is_secret = level > OPEN
        return self._card(
            self.env._("Secrecy"),
            "lock",
            self._secrecy_rows(customer, level) if is_secret else (),
            [
                self._button(
                    "action_who_sees",
                    self.env._("Who sees it?"),
                    is_secret and self.env.user.has_groups(WATCHERS),
                ),
                self._button(
                    "action_open_classify",
                    self.env._("Classify"),
                    "customer_policy.group_custodian",
                ),
            ],
            empty=self.env._("Open: everybody who works with customers may know it."),
        )

    @api.model
    def _secrecy_rows(self, customer, level):
        until = customer.confidentiality_until
        is_ending = until and until <= fields.Date.context_today(self)
        rows = [
            self._row(
                self._label(customer, "confidentiality_level"),
                note=until
                and self.env._("until %(date)s", date=format_date(self.env, until)),
                tone="warning" if is_ending else TONES.get(level, ""),
            ),
            self._row(customer.confidential_code, label=self.env._("Secrecy Code")),
        ]
        if self.env.user.has_groups(WATCHERS):
            rows.append(
                self._row(
                    self.env._(
                        "%(count)s people know it", count=self._knower_count(customer)
                    )
                )
            )
        return rows

    @api.model
    def _knower_count(self, customer):
        users = self.env["res.users"].sudo().search([("share", "=", False)])
        hidden = self.env["customer.confidentiality"]._hidden_from(
            customer.sudo(), users
        )
        return sum(not hidden[user] for user in users)
