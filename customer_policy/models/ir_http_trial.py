from odoo import api, models


class IrHttp(models.AbstractModel):
    """The web client says on every screen that the policy is only tried out."""

    _inherit = "ir.http"

    def session_info(self):
        return {**super().session_info(), **self._trial_info()}

    @api.model
    def _trial_info(self):
        """For who works with the add-on: the own companies that are in trial mode."""
        if not self.env.user.has_group("customer_policy.group_user"):
            return {}
        terms = self.env["res.company"]._customer_policy_terms()
        mine = terms.trial.intersection(self.env.user.company_ids.ids)
        return {"customer_policy_trial": sorted(mine)}
