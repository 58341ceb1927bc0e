from odoo import api, fields, models


class ResPartner(models.Model):
    """Who takes over the work on a customer from somebody who must not know it."""

    _inherit = "res.partner"

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


class ResUsers(models.Model):
    _inherit = "res.users"

    def _who_are_present(self):
        """Those who work here and have no time off at this moment."""
        now = fields.Datetime.now()
        users = self.filtered(lambda user: user.active and not user.share)
        leaves = self.env["resource.calendar.leaves"].sudo()
        away = leaves.search(self._away_domain(users, now)).resource_id.user_id
        return users - away

    @api.model
    def _away_domain(self, users, now):
        return [
            ("resource_id.user_id", "in", users.ids),
            ("date_from", "<=", now),
            ("date_to", ">=", now),
        ]
