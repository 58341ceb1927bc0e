from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .customer_confidentiality import (
    _is_visible,
    _visible,
)
from .customer_confidentiality_trust import (
    has_trust,
)
from .mail_activity_confidentiality import MEETING, NOTICE_OF_MEETING


class MailThread(models.AbstractModel):
    """Who hears of a document, and what a discussion shows of its people."""

    _inherit = "mail.thread"

    @api.model
    def _search_message_partner_ids(self, operator, operand):
        """Do not find documents by followers whom the user must not know."""
        domain = super()._search_message_partner_ids(operator, operand)
        confidentiality = self.env["customer.confidentiality"]
        if domain is NotImplemented or self.env.su or not confidentiality._is_active():
            return domain
        visible = Domain.custom(to_sql=_visible, predicate=_is_visible)
        followers = (
            self.env["mail.followers"]
            .sudo()
            ._search(
                Domain("res_model", "=", self._name)
                & Domain("partner_id", operator, operand)
                & Domain("partner_id", "any!", visible)
            )
        )
        return [("id", "in", followers.subselect("res_id"))]

    def _get_thread_with_access(self, thread_id, *, hash=None, token=None, **kwargs):  # noqa: A002
        """A colleague does not read as the customer, whose link he or she holds."""
        thread = super()._get_thread_with_access(
            thread_id, hash=hash, token=token, **kwargs
        )
        if thread and (token or hash) and self.env.user._is_internal():
            try:
                self.env["customer.confidentiality"]._refuse_incomplete(thread)
            except UserError:
                return self.browse()
        return thread

    # MAIL

    # File incoming mail with the customer it comes from, also with a hidden one. The
    # gateway may run as a person. Whose mail it is does not depend on whom that person
    # knows: otherwise each mail would make a second, open contact.

    @api.model
    def _get_parent_message(self, msg_dict):
        return super(MailThread, self.sudo())._get_parent_message(msg_dict)

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        return super(MailThread, self.sudo())._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        return super(MailThread, self.sudo())._message_parse_post_process(
            message, message_dict, routes
        )

    def message_post(self, *, partner_ids=None, message_type="notification", **kwargs):
        if partner_ids and message_type == "comment":
            self._check_may_hear_of_it(partner_ids)
        return super().message_post(
            partner_ids=partner_ids, message_type=message_type, **kwargs
        )

    def message_notify(self, **kwargs):
        if not has_trust(self.env, NOTICE_OF_MEETING):
            return super().message_notify(**kwargs)
        meeting = self.env["calendar.event"].browse(self.env.context[MEETING])
        meeting = meeting.with_context(**{NOTICE_OF_MEETING: False})
        return meeting.message_notify(**kwargs)

    def _check_may_hear_of_it(self, partner_ids):
        """Say so to who writes: leaving people out silently would mislead."""
        confidentiality = self.env["customer.confidentiality"]
        if self.env.uid == SUPERUSER_ID or not confidentiality._is_active():
            return
        users = self.env["res.partner"].sudo().browse(partner_ids).user_ids
        for record in self:
            if blind := confidentiality._blind_users(record, users):
                confidentiality._refuse_blind(blind)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        return self._recipients_who_may_know(recipients, message, msg_vals)

    def _recipients_who_may_know(self, recipients, message, msg_vals=False):
        """Neither inbox nor mail nor push tells of a customer one must not know."""
        confidentiality = self.env["customer.confidentiality"]
        if not recipients or not confidentiality._is_active():
            return recipients
        author_id = (msg_vals or {}).get("author_id") or message.sudo().author_id.id
        customers = confidentiality._customers(self)
        customers |= customers.browse(author_id or ())
        partners = customers.browse(
            recipient["id"] for recipient in recipients if recipient["id"]
        )
        users = partners.user_ids
        hidden = confidentiality._hidden_from(customers, users)
        blind = users.filtered(lambda user: hidden[user]).partner_id
        return [
            recipient
            for recipient in recipients
            if not recipient["id"] or recipient["id"] not in blind._ids
        ]

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """Headers name the other recipients: only such as all may know."""
        recipients = self._recipients_all_may_know(recipients_data)
        return super()._notify_by_email_get_base_mail_values(
            message, recipients, additional_values=additional_values
        )

    def _recipients_all_may_know(self, recipients):
        confidentiality = self.env["customer.confidentiality"]
        if not recipients or not confidentiality._is_active():
            return recipients
        partners = (
            self.env["res.partner"]
            .sudo()
            .browse(recipient["id"] for recipient in recipients if recipient["id"])
        )
        hidden = confidentiality._hidden_from(partners, partners.user_ids)
        unknown = partners.browse().union(*hidden.values())
        return [
            recipient for recipient in recipients if recipient["id"] not in unknown._ids
        ]

    # DATA FOR CLIENTS

    def _thread_to_store(self, store, fields, **kwargs):
        """What is sent to others is not for the eyes of who sends it."""
        secret = self.browse()
        confidentiality = self.env["customer.confidentiality"]
        if not store.target.is_current_user(self.env) and confidentiality._is_active():
            secret = self.filtered(
                lambda thread: confidentiality._hidden_from_target(
                    confidentiality._customers(thread), store.target
                )
            )
        for thread in secret:
            store.add_model_values(
                "mail.thread", {"id": thread.id, "model": self._name}
            )
        return super(MailThread, self - secret)._thread_to_store(
            store, fields, **kwargs
        )
