from odoo import api, models
from odoo.fields import Domain

from .customer_access_grant_emergency import REVIEW_ACTIVITY
from .customer_access_grant_notice import REQUEST_ACTIVITY


class CustomerAccessGrant(models.Model):
    """Who asks to know a customer, or took emergency access, waits in the inbox.

    To grant it the custodian looks for the customer: that is done in the document.
    """

    _name = "customer.access.grant"
    _inherit = ["customer.access.grant", "customer.policy.request.mixin"]

    _request_triggers = frozenset({"state", "review_state"})
    _request_activity_types = (REQUEST_ACTIVITY, REVIEW_ACTIVITY)
    _request_facts = ("user_id", "request_text", "reason", "date_wished")
    _request_names_deciders = False

    _requested_idx = models.Index("(id) WHERE state = 'requested'")

    # --------------------------------------------------------------------- business

    @api.model
    def _request_kinds(self):
        return [
            *super()._request_kinds(),
            ("access_request", self.env._("Access to a Classified Customer")),
            ("emergency_review", self.env._("Emergency Access")),
        ]

    @api.model
    def _request_pending_domain(self):
        return Domain("state", "=", "requested") | Domain(
            "review_state", "=", "pending"
        )

    def _request_matters(self):
        """The custodians, whatever customer is meant: who decides must tell nothing."""
        confidentiality = self.env["customer.confidentiality"]
        custodians = self._holders_of("customer_policy.group_custodian")
        held = confidentiality._held_ids(custodians)
        custodians = custodians.filtered(lambda user: user.id not in held)
        matters = {}
        for grant in self:
            if grant.state == "requested":
                matters[grant.id, "grant"] = grant._request_matter(
                    "access_request",
                    f"#{grant.id}",
                    custodians - grant.user_id,
                    grant.user_id,
                    deadline=grant.date_wished,
                    may_approve=False,
                )
            else:
                matters[grant.id, "review"] = grant._request_matter(
                    "emergency_review",
                    f"#{grant.id}",
                    custodians - grant.user_id,
                    may_approve=False,
                    may_reject=False,
                )
        return matters

    def _request_outcomes(self):
        return {grant.id: grant._request_outcome() for grant in self.exists()}

    def _request_outcome(self):
        if self.is_emergency:
            return "settled"
        if self.state == "refused":
            return "rejected"
        return "approved" if self.date_decided else None

    def _request_decide(self, step, choice, opinion):
        self.action_refuse(opinion)
