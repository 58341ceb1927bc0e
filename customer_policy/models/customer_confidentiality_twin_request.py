from odoo import api, models
from odoo.fields import Domain

from .customer_confidentiality_twin import TWIN_ACTIVITY


class CustomerConfidentialityTwin(models.Model):
    """A twin waits in the inbox of the custodians who know the customer.

    Whoever typed it in is not told, so nobody asked for it.
    """

    _name = "customer.confidentiality.twin"
    _inherit = ["customer.confidentiality.twin", "customer.policy.request.mixin"]

    _request_activity_types = (TWIN_ACTIVITY,)
    _request_facts = ("hidden_partner_id", "matched_on", "date")
    _request_names_deciders = False

    _new_idx = models.Index("(id) WHERE state = 'new'")

    # --------------------------------------------------------------------- business

    @api.model
    def _request_kinds(self):
        return [
            *super()._request_kinds(),
            ("confidentiality_twin", self.env._("Twin of a Classified Customer")),
        ]

    @api.model
    def _request_pending_domain(self):
        return Domain("state", "=", "new")

    def _request_matters(self):
        """Merging cannot be taken back: it is decided with both before one's eyes."""
        confidentiality = self.env["customer.confidentiality"]
        custodians = self._holders_of("customer_policy.group_custodian")
        held = confidentiality._held_ids(custodians)
        hidden = confidentiality._hidden_from(self.hidden_partner_id, custodians)
        return {
            (twin.id, "decide"): twin._request_matter(
                "confidentiality_twin",
                f"#{twin.id}",
                custodians.filtered(
                    lambda user, twin=twin: (
                        user.id not in held
                        and twin.hidden_partner_id not in hidden[user]
                    )
                ),
                may_approve=False,
                may_reject=False,
            )
            for twin in self
        }

    def _request_outcomes(self):
        return {twin.id: "settled" for twin in self.exists()}
