from odoo import fields, models

from .customer_access_mixin import WATCHERS
from .customer_policy_arguments import check_one


class ResPartner(models.Model):
    """Who sees a customer, and who takes over from somebody who must not any more."""

    _inherit = "res.partner"

    access_grant_ids = fields.One2many(
        "customer.access.grant", "partner_id", "Access Granted", groups=WATCHERS
    )

    def action_who_sees(self):
        """Who can see this customer, and why?"""
        check_one(self)
        return self.env["customer.access.question"]._ask(partner=self)

    def _successors(self, losers):
        """Account manager first, then the service team; only who is present.

        :return: {user, or none where nobody present may know them: contacts}
        """
        companies = self | self.commercial_partner_id
        candidates = (companies.user_id | companies.service_user_ids) - losers
        present = candidates._who_are_present()
        hidden = self.env["customer.confidentiality"]._hidden_from(self, present)
        groups = {}
        for partner in self:
            company = partner.commercial_partner_id
            ranked = partner.user_id | company.user_id
            ranked |= partner.service_user_ids | company.service_user_ids
            heirs = (u for u in ranked & present if partner not in hidden[u])
            heir = next(heirs, present.browse())
            groups[heir] = groups.get(heir, self.browse()) | partner
        return groups

    def _tell_nobody_may_take_over(self, losers):
        """Work that is left over is the custodians' to give to somebody."""
        mixin = self.env["customer.access.mixin"]
        codes = ", ".join(sorted(filter(None, self.mapped("confidential_code"))))
        custodians = mixin._holders_of("customer_policy.group_custodian") - losers
        mixin._tell(
            custodians,
            lambda reader: (
                reader.env._("Nobody to do the work"),
                reader.env._(
                    "There is work on %(codes)s, and nobody present may know this "
                    "customer. Grant somebody access, or name an account manager.",
                    codes=codes,
                ),
            ),
        )
