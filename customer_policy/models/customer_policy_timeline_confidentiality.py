from odoo import api, models
from odoo.tools import format_date


class CustomerPolicyTimeline(models.AbstractModel):
    """Since when a customer is classified: for those who may read the register."""

    _inherit = "customer.policy.timeline"

    @api.model
    def _sources(self, customer):
        model = "customer.confidentiality.register"
        domain = [("partner_id.commercial_partner_id", "=", customer.id)]
        return {
            **super()._sources(customer),
            "classified": (model, domain, "date_from"),
            "declassified": (model, domain, "date_released"),
        }

    @api.model
    def _show_classified(self, entries):
        return {
            entry.id: self._event(
                "lock",
                self.env._("Classified: %(level)s", level=self._label(entry, "level")),
                entry.date_until
                and self.env._(
                    "until %(date)s", date=format_date(self.env, entry.date_until)
                ),
                entry.reason,
            )
            for entry in entries
        }

    @api.model
    def _show_declassified(self, entries):
        return {
            entry.id: self._event(
                "unlock", self.env._("Secrecy ended"), entry.release_reason
            )
            for entry in entries
        }
