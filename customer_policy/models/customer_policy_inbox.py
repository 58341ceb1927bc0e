from odoo import api, models
from odoo.fields import Domain

from .customer_policy_process import APPROVAL_ACTIVITY


class CustomerPolicy(models.Model):
    """A submitted policy waits in the inbox of the role whose step it is."""

    _name = "customer.policy"
    _inherit = ["customer.policy", "customer.policy.request.mixin"]

    _request_triggers = frozenset({"state", "submitted_by_id"})
    _request_activity_types = (APPROVAL_ACTIVITY,)
    _request_facts = ("date_effective", "interpreter_role_id", "description")

    _submitted_idx = models.Index(
        "(id) WHERE state = 'draft' AND submitted_by_id IS NOT NULL"
    )

    # --------------------------------------------------------------------- business

    def _note_decision(self, outcome, opinion):
        """The next role decides, though the state stays."""
        res = super()._note_decision(outcome, opinion)
        self._request_watch()
        return res

    @api.model
    def _request_kinds(self):
        return [
            *super()._request_kinds(),
            ("policy_approval", self.env._("Policy Approval")),
        ]

    @api.model
    def _request_pending_domain(self):
        return Domain("state", "=", "draft") & Domain("submitted_by_id", "!=", False)

    def _request_matters(self):
        """Each step is a matter of its own, so that each text is asked for anew."""
        matters = {}
        for policy in self:
            if line := policy._next_approval():
                matters[policy.id, str(line.id)] = policy._request_matter(
                    "policy_approval",
                    f"{policy.number} v{policy.version}",
                    line._deciders(),
                    policy.submitted_by_id,
                    role_id=line.role_id,
                    copied_user_ids=policy.drawn_up_by_id - policy.submitted_by_id,
                )
        return matters

    def _request_outcomes(self):
        return {
            (policy.id, str(line.id)): line.outcome
            for policy in self.exists()
            for line in policy.approval_ids
        }

    @api.model
    def _request_tells(self, kind, outcome):
        """Who drew it up is told by the policy itself when it comes back."""
        return outcome == "approved"

    def _request_decide(self, step, choice, opinion):
        if choice == "approve":
            self.action_approve(opinion)
        else:
            self.action_reject(opinion)
