from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_policy_arguments import an_id, moment, takes, text


class ResPartner(models.Model):
    """The two acts of secrecy: classifying a customer and releasing it."""

    _inherit = "res.partner"

    # ACTIONS

    @takes(level=text, reason=text, until=moment, keeper_id=an_id)
    def action_classify(self, level, reason, until, keeper_id=False):
        """Classify these contacts and whatever belongs to them.

        :param level: '1' confidential, '2' secret, '3' top secret; not below today's
        :param until: date on which the secrecy ends by itself
        :param keeper_id: who answers for it; the current user when not given
        """
        if not self:
            return True
        until = fields.Date.to_date(until)
        self._check_may_decide(level)
        self._check_can_be_classified()
        self._check_classification(level, reason, until)
        self.env["customer.confidentiality"]._announce()
        partners = self.sudo()
        partners._lock_for_act()
        family = partners._family()
        users = self.env["res.users"].sudo().search([("share", "=", False)])
        confidentiality = self.env["customer.confidentiality"].sudo()
        before = confidentiality._hidden_from(family, users)
        register = partners._enter_register(
            level, reason, until, keeper_id or self.env.uid
        )
        partners.confidentiality_own_level = level
        partners._after_classification()
        after = confidentiality._hidden_from(family, users)
        lost = {user: after[user] - before[user] for user in users}
        partners._cut_off(register, lost)
        partners._note_access("classify")
        self.env["customer.confidentiality.twin"].sudo()._report_existing(family)
        return True

    @takes(reason=text)
    def action_declassify(self, reason):
        """Release these contacts; they keep the level of the company above them."""
        partners = self.sudo()
        for level in set(partners.mapped("confidentiality_level")):
            self._check_may_decide(level)
        if not (reason or "").strip():
            raise UserError(self.env._("State the reason for the release."))
        partners._lock_for_act()
        entries = partners.confidentiality_register_ids.filtered(
            lambda entry: entry.state == "active"
        )
        if inherited := partners - entries.partner_id:
            raise UserError(
                self.env._(
                    "%(partner)s has no secrecy of its own: it has that of the company "
                    "above it. Release that one.",
                    partner=inherited[0].with_env(self.env).display_name,
                )
            )
        entries._release(reason, user=self.env.user)
        return True

    def action_open_classify(self):
        """Open the dialog that shows what a classification would mean."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Classify"),
            "res_model": "customer.confidentiality.classify",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.ids},
        }

    def action_open_declassify(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release"),
            "res_model": "customer.confidentiality.declassify",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.ids},
        }

    # BUSINESS

    def _family(self):
        """These contacts and all below them."""
        return self.with_context(active_test=False).search(
            [("id", "child_of", self.ids)]
        )

    def _enter_register(self, level, reason, until, keeper_id):
        Register = self.env["customer.confidentiality.register"]
        earlier = self.confidentiality_register_ids.filtered(
            lambda entry: entry.state == "active"
        )
        earlier.write(
            {
                "state": "released",
                "date_released": fields.Datetime.now(),
                "released_by_id": self.env.uid,
                "release_reason": self.env._("Replaced by a new classification."),
            }
        )
        earlier.flush_recordset()
        entries = Register.create(
            [
                {
                    "partner_id": partner.id,
                    "level": level,
                    "reason": reason,
                    "date_from": fields.Datetime.now(),
                    "date_until": until,
                    "keeper_id": keeper_id,
                    "classified_by_id": self.env.uid,
                }
                for partner in self
            ]
        )
        # What the earlier act cut is given back only when the new one ends.
        successors = {entry.partner_id: entry for entry in entries}
        for entry in earlier:
            entry.cut_ids.register_id = successors[entry.partner_id]
        return entries

    def _after_classification(self):
        self.env.flush_all()
        self.env["customer.confidentiality"]._forget()
        self.env.invalidate_all()

    def _cut_off(self, register, lost):
        """:param lost: {user: contacts of whom he or she just lost sight}"""
        Cut = self.env["customer.confidentiality.cut"]
        groups = {}
        for user, partners in lost.items():
            groups.setdefault(partners, self.env["res.users"])
            groups[partners] |= user
        for partners, users in groups.items():
            if partners:
                Cut._cut(register[:1], partners, users, self._heir(users))
        Cut._change_links(self._family())

    def _heir(self, losers):
        """Who takes over: whoever serves the customer, or whoever classifies it."""
        for heir in self._successors(losers):
            if heir:
                return heir
        user = self.env.user
        hidden = self.env["customer.confidentiality"]._hidden_from(self, user)
        if user.active and not user.share and not hidden[user]:
            return user
        self._tell_nobody_may_take_over(losers)
        return user.browse()

    def _note_access(self, operation):
        """Put an act of secrecy on record."""
        self.env["customer.access.log"]._note(self, operation)

    @api.model
    def _check_may_decide(self, level):
        """Only a custodian who is cleared for a level decides on it."""
        if not self.env.su:
            self.env["customer.access.mixin"]._check_custodian(level)

    def _check_classification(self, level, reason, until):
        setting = self.env["customer.confidentiality.level"]._of(level)
        if not setting:
            raise UserError(self.env._("Choose confidential, secret or top secret."))
        if not (reason or "").strip():
            raise UserError(self.env._("State the reason for the secrecy."))
        today = fields.Date.context_today(self)
        if not until or until <= today:
            raise UserError(self.env._("The term must end after today."))
        if setting.max_days and (until - today).days > setting.max_days:
            raise UserError(
                self.env._(
                    "%(level)s lasts for at most %(days)s days. Choose an earlier "
                    "date; the term can be prolonged when it ends.",
                    level=setting.name,
                    days=setting.max_days,
                )
            )
        for partner in self.sudo():
            if partner.confidentiality_level > level:
                raise UserError(
                    self.env._(
                        "%(partner)s is on a higher level already, of its own or from "
                        "the company above it. To lower it, release it first.",
                        partner=partner.with_env(self.env).display_name,
                    )
                )

    def _check_can_be_classified(self):
        for partner in self:
            if partner._is_never_classified():
                raise UserError(
                    self.env._(
                        "%(partner)s belongs to a colleague, an employee or one of our "
                        "own companies and cannot be classified.",
                        partner=partner.display_name,
                    )
                )
