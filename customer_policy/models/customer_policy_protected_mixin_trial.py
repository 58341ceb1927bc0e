from odoo import api, models


class CustomerPolicyProtectedMixin(models.AbstractModel):
    """In trial mode every form of the add-on says so."""

    _inherit = "customer.policy.protected.mixin"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._shows_trial(view_type))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._shows_trial(view_type):
            header = arch.find("header")
            place = 0 if header is None else arch.index(header) + 1
            arch.insert(place, self._trial_banner(arch))
        return arch, view

    @api.model
    def _shows_trial(self, view_type):
        if view_type != "form":
            return False
        terms = self.env["res.company"]._customer_policy_terms()
        return not terms.trial.isdisjoint(self.env.companies.ids)

    @api.model
    def _trial_banner(self, arch):
        banner = arch.makeelement(
            "div",
            {
                "class": "alert alert-warning text-center mb-0 o_policy_trial",
                "role": "status",
            },
        )
        names = self.env.companies.filtered(
            lambda company: company._customer_policy_is_trial()
        ).mapped("name")
        banner.text = self.env._(
            "Trial mode: nothing is overdue, sent or punished (%(companies)s)",
            companies=", ".join(names),
        )
        return banner
