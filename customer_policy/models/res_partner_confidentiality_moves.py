from odoo import fields, models
from odoo.exceptions import ValidationError

from ..concurrency import lock
from ..tools.argument_kinds import is_id
from .customer_confidentiality import (
    OPEN,
)


class ResPartner(models.Model):
    """A classified contact stays so when it moves or becomes one with another."""

    _inherit = "res.partner"

    def write(self, vals):
        """Who loses sight of a contact that joins a classified company is cut off."""
        parent_id = vals.get("parent_id")
        parent = self.sudo().browse(parent_id if is_id(parent_id) else ())
        level = parent.confidentiality_level or OPEN
        if level == OPEN:
            return super().write(vals)
        rising = self.sudo().filtered(
            lambda partner: partner.confidentiality_level < level
        )
        if not rising:
            return super().write(vals)
        users = rising._people_who_know_any()
        res = super().write(vals)
        rising._cut_off_losers(users)
        return res

    def _people_who_know_any(self):
        users = self.env["res.users"].sudo().search([("share", "=", False)])
        hidden = self.env["customer.confidentiality"]._hidden_from(self, users)
        return users.filtered(lambda user: self - hidden[user])

    def _cut_off_losers(self, users):
        """:param users: people who knew one of these before"""
        self._after_classification()
        family = self._family()
        hidden = self.env["customer.confidentiality"]._hidden_from(family, users)
        lost = {user: hidden[user] for user in users if hidden[user]}
        if register := self._entry_in_force():
            self._cut_off(register, lost)

    def _lock_for_act(self):
        """Of two custodians at one customer the second is told so."""
        lock(self)
        self.invalidate_recordset()

    def _entry_in_force(self):
        """The act of classification on the highest level that covers these contacts."""
        entries = self.env["customer.confidentiality.register"]
        partners = self
        seen = partners.browse()
        while partners := partners - seen:
            seen |= partners
            entries |= partners.confidentiality_register_ids.filtered(
                lambda entry: entry.state == "active"
            )
            partners = partners.parent_id
        return self._highest(entries)

    def _highest(self, entries):
        """The entry on the highest level; of several, that of the first contact."""
        order = {partner: -place for place, partner in enumerate(self)}
        return entries.sorted(
            lambda entry: (entry.level, order.get(entry.partner_id, -len(self)))
        )[-1:]

    def _keep_confidentiality_level(self, level, entry):
        """What a contact inherited becomes its own; an entry of its own goes with it.

        :param entry: the act that it was classified by, for its reason and its term
        """
        self.ensure_one()
        partner = self.sudo()
        if partner.confidentiality_level >= level or partner._is_never_classified():
            return
        today = fields.Date.context_today(self)
        own = partner.confidentiality_register_ids.filtered(
            lambda e: e.state == "active"
        )
        if not own or own.level < level:
            partner._enter_register(
                level,
                entry.reason or self.env._("It was classified before it moved."),
                entry.date_until or today,
                entry.keeper_id.id,
            )
        partner.confidentiality_own_level = level
        partner._after_classification()

    def _after_merge(self, level, entry, users):
        """:param users: people who knew one of those that were merged"""
        self.env.flush_all()
        self.invalidate_recordset()
        was_open = self.confidentiality_level == OPEN
        own = self.confidentiality_register_ids.filtered(lambda e: e.state == "active")
        if own and self.confidentiality_own_level < own.level:
            self.confidentiality_own_level = own.level
        self._keep_confidentiality_level(level, entry.exists())
        self._cut_off_losers(users)
        if was_open:
            self._note_access("classify")

    def _check_is_no_classified_customer(self):
        """Those who become colleagues, employees or companies must be open to all."""
        for partner in self.filtered(lambda p: p.confidentiality_level > OPEN):
            raise ValidationError(
                self.env._(
                    "%(partner)s is a classified customer, and cannot be the contact "
                    "of a colleague, an employee or one of our own companies. Create "
                    "another contact, or ask a custodian to release this one.",
                    partner=partner.with_user(self.env.user).display_name,
                )
            )
