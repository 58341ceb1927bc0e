from odoo import api, models
from odoo.tools.mail import email_normalize_all

from .customer_confidentiality import (
    OPEN,
)


class CustomerConfidentiality(models.AbstractModel):
    """Who gets the data that Odoo sends to the web client.

    It is put together with the rights of whoever causes it, often as the superuser, and
    may go to others.
    """

    _inherit = "customer.confidentiality"

    @api.model
    def _hidden_from_target(self, partners, target):
        """Contacts that somebody who gets the data of a ``Store`` must not know."""
        if not partners or not self._is_active():
            return partners.browse()
        classified = partners.filtered(
            lambda partner: partner.sudo().confidentiality_level > OPEN
        )
        if not classified:
            return classified
        users = self._target_users(target)
        if users is None:
            return classified
        hidden = self._hidden_from(classified, users)
        return classified.browse().union(*hidden.values()).with_env(partners.env)

    @api.model
    def _hidden_messages_from_target(self, messages, target):
        """Messages that somebody who gets the data must not read."""
        if not messages or not self._is_active():
            return messages.browse()
        return messages.filtered(
            lambda message: self._hidden_from_target(self._customers(message), target)
        )

    @api.model
    def _target_users(self, target):
        """Who gets the data; None where it cannot be said."""
        channel = target.channel
        if channel is None:
            return self.env.user
        channel = channel.sudo()
        if channel._name == "res.users":
            return channel
        if channel._name == "res.partner":
            return channel.user_ids
        if channel._name == "mail.guest":
            return self.env.ref("base.public_user").sudo()
        if channel._name == "discuss.channel":
            return self._users_of_channel(channel)
        if channel._name == "res.groups":
            return channel.all_user_ids
        return None

    @api.model
    def _users_of_channel(self, channel):
        members = channel.channel_member_ids
        users = members.partner_id.user_ids | self.env.user.sudo()
        if members.guest_id:
            users |= self.env.ref("base.public_user").sudo()
        return users

    @api.model
    def _hidden_addresses(self, texts, target=None):
        """Addresses in ``texts`` of people who must not be known to who reads them."""
        if not self._is_active() or self._sees_all() and target is None:
            return set()
        found = {
            address for text in texts if text for address in email_normalize_all(text)
        }
        if not found:
            return set()
        classified = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search(self._classified("email_normalized", found))
        )
        if target is None:
            hidden = self._hidden(classified)
        else:
            hidden = self._hidden_from_target(classified, target)
        return set(hidden.mapped("email_normalized"))
