from odoo import api, models


class CustomerPolicyRequest(models.Model):
    """Matters in trial mode wait in the inbox; nobody is written to about them."""

    _inherit = "customer.policy.request"

    def _in_trial(self):
        """Matters of access are never a trial: they guard secrets."""
        guarded = self.filtered(
            lambda row: (row.res_model or "").startswith(
                ("customer.access.", "customer.export.", "customer.confidentiality.")
            )
        )
        trial = self.env["res.company"]._customer_policy_trial_of(self)
        return trial - guarded

    # ---------------------------------------------------------------------------- mail

    @api.model
    def _tell_deciders(self, told, actors):
        rows = self.browse().union(*told)
        trial = rows._in_trial()
        told = {row: users for row, users in told.items() if row not in trial}
        return super()._tell_deciders(told, actors)

    def _tell_outcome(self, actor):
        told = self - self._in_trial()
        return super(CustomerPolicyRequest, told)._tell_outcome(actor)

    def _tell_copied(self, users):
        if told := self - self._in_trial():
            return super(CustomerPolicyRequest, told)._tell_copied(users)
        return None
