from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime


class CustomerAccessExplanation(models.AbstractModel):
    """Why somebody sees a customer, in sentences.

    Whether somebody does is the answer of ``customer.confidentiality``; here it is
    only explained. A reason is a dict with ``user``, ``partner`` (which it comes
    from), ``kind``, ``sentence``, ``date_from``, ``date_to`` and ``decider``.
    """

    _name = "customer.access.explanation"
    _description = "Why Somebody Sees a Customer"
    _inherit = ["customer.access.mixin"]

    # ------------------------------------------------------- who sees this customer

    @api.model
    def _who_sees(self, partner, users=None):
        """:return: reasons why people see or would see a classified contact"""
        partner = partner.sudo()
        above = partner.with_context(active_test=False).search(
            [("id", "parent_of", partner.id)]
        )
        reasons = [
            *self._own_reasons(partner),
            *self._clearance_reasons(partner),
            *self._role_reasons(partner, above),
            *self._grant_reasons(
                [
                    ("partner_id", "in", above.ids),
                    ("level", ">=", partner.confidentiality_level),
                ]
            ),
        ]
        if users is not None:
            reasons = [reason for reason in reasons if reason["user"] in users]
        return reasons

    @api.model
    def _own_reasons(self, partner):
        users = partner.user_ids | partner.commercial_partner_id.child_ids.user_ids
        users |= partner.commercial_partner_id.user_ids
        confidentiality = self.env["customer.confidentiality"]
        return [
            self._reason(user, partner, "own", self.env._("It is the own company."))
            for user in users
            if confidentiality._is_own(partner, user)
        ]

    @api.model
    def _clearance_reasons(self, partner):
        level = partner.confidentiality_level
        holders = self.env["customer.clearance.change"]._holders()
        ids = set().union(*(ids for name, ids in holders.items() if name >= level))
        return self._clearances_of(self.env["res.users"].sudo().browse(sorted(ids)))

    @api.model
    def _clearances_of(self, users):
        given = self._last_given(users)
        clearance = self.env["customer.confidentiality"]._clearance
        names = self._level_names()
        reasons = []
        for user in users:
            level = clearance(user)
            change = given.get((user, level))
            sentence = self.env._("Clearance %(level)s", level=names[level])
            reasons.append(
                self._reason(
                    user,
                    self.env["res.partner"],
                    "clearance",
                    sentence,
                    date_from=change and change.date,
                    decider=change and change.actor_id,
                )
            )
        return reasons

    @api.model
    def _last_given(self, users):
        changes = (
            self.env["customer.clearance.change"]
            .sudo()
            .search(
                [("user_id", "in", users.ids), ("change", "=", "given")], order="id"
            )
        )
        return {(change.user_id, change.level): change for change in changes}

    @api.model
    def _role_reasons(self, partner, above):
        """Whoever looks after the customer, or a classified company above it."""
        setting = self.env["customer.confidentiality.level"]._of(
            partner.confidentiality_level
        )
        customers = above.filtered(
            lambda p: (
                p == p.commercial_partner_id
                and (
                    p.confidentiality_level > "0" or p == partner.commercial_partner_id
                )
            )
        )
        found = []
        for customer in customers:
            if setting.know_account_manager:
                found += [(user, customer, "manager") for user in customer.user_id]
            if setting.know_service_team:
                team = customer.service_user_ids
                found += [(user, customer, "team") for user in team]
        return [self._role_reason(*role) for role in found]

    @api.model
    def _role_reason(self, user, via, kind):
        texts = {
            "manager": self.env._("Account manager of %s", self._label(via)),
            "team": self.env._("In the service team of %s", self._label(via)),
        }
        return self._reason(user, via, kind, texts[kind])

    @api.model
    def _grant_reasons(self, domain):
        grants = (
            self.env["customer.access.grant"]
            .sudo()
            .search([("is_active", "=", True), *domain])
        )
        return [self._grant_reason(grant) for grant in grants]

    @api.model
    def _grant_reason(self, grant):
        partner = grant.partner_id
        names = self._level_names()
        if grant.is_emergency:
            text = self.env._(
                "Emergency access to %(customer)s", customer=self._label(partner)
            )
        else:
            text = self.env._(
                "Granted access to %(customer)s up to %(level)s",
                customer=self._label(partner),
                level=names[grant.level],
            )
        return self._reason(
            grant.user_id,
            partner,
            "emergency" if grant.is_emergency else "grant",
            text,
            date_from=grant.date_from,
            date_to=grant.date_to,
            decider=grant.decided_by_id,
        )

    # ---------------------------------------------------- what does this person see

    @api.model
    def _what_sees(self, user):
        """:return: reasons, each standing for one customer or for a clearance"""
        user = user.sudo()
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        classified = self.env["customer.confidentiality"]._classified()
        reasons = []
        if self.env["customer.confidentiality"]._clearance(user) > "0":
            reasons += self._clearances_of(user)
        own = user.partner_id.commercial_partner_id if user.share else user.partner_id
        if own.confidentiality_level > "0":
            reasons += self._own_reasons(own)
        managed = Partner.search(
            classified & Domain("commercial_partner_id.user_id", "=", user.id)
        )
        served = Partner.search(classified & Domain("service_user_ids", "in", user.ids))
        for kind, contacts in (("manager", managed), ("team", served)):
            reasons += [
                self._role_reason(user, customer, kind)
                for customer in contacts.commercial_partner_id
            ]
        return [*reasons, *self._grant_reasons([("user_id", "=", user.id)])]

    # ---------------------------------------------------------------------- helpers

    @api.model
    def _holds_on(self, users):
        """:return: {user: the hold that keeps it out}"""
        holds = (
            self.env["customer.access.hold"]
            .sudo()
            .search([("user_id", "in", users.ids), ("is_active", "=", True)])
        )
        return {hold.user_id: hold for hold in holds.sorted("date_from", reverse=True)}

    @api.model
    def _hold_text(self, hold):
        return self.env._(
            "Cannot, because the access is on hold since %(date)s: %(reason)s",
            date=format_datetime(self.env, hold.date_from),
            reason=hold.reason,
        )

    @api.model
    def _level_names(self):
        return dict(
            self.env["res.partner"]
            ._fields["confidentiality_level"]
            ._description_selection(self.env)
        )

    @api.model
    def _reason(self, user, partner, kind, sentence, **values):
        return {
            "user": user.sudo(),
            "partner": partner,
            "kind": kind,
            "sentence": sentence,
            "date_from": False,
            "date_to": False,
            "decider": self.env["res.users"],
            **{name: value for name, value in values.items() if value},
        }
