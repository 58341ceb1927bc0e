from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import (
    email_normalize,
    email_normalize_all,
    email_split_and_format,
)

ADDRESSES = (
    "email_from",
    "incoming_email_cc",
    "incoming_email_to",
    "outgoing_email_to",
    "reply_to",
)


class MailMessage(models.Model):
    """Nobody reads what is said about a customer whom he or she must not know.

    Not even who wrote it, or got it as a notification: Odoo would let them.
    """

    _inherit = "mail.message"

    @api.depends_context("uid")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._is_active() and not confidentiality._sees_all():
            confidentiality._on_secrets(self.sudo(False)).sudo(
                self.env.su
            ).display_name = False
        return res

    @api.model
    def _search(self, domain, *args, **kwargs):
        confidentiality = self.env["customer.confidentiality"]
        if self.env.su or not confidentiality._is_active():
            return super()._search(domain, *args, **kwargs)
        # Before the limit: a client takes a short page for the last one.
        asked = confidentiality._documents_asked(self, domain)
        domain = Domain(domain) & Domain.custom(to_sql=_not_only_to_hidden)
        query = super()._search(domain, *args, **kwargs)
        return confidentiality._drop_secrets(self, query, asked)

    def fetch(self, field_names=None):
        """Odoo reads messages with the rights of the superuser."""
        res = super().fetch(field_names)
        self._leave_out_of_lists(field_names)
        return res

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        if operation == "create" or not confidentiality._is_active():
            return forbidden
        # Also asked for in superuser mode, on behalf of guests.
        rest = (self - forbidden).sudo(False)
        return forbidden | rest._origin._unreadable()

    @api.model
    def _get_with_access(self, message_id, mode="read", **kwargs):
        """Access to the document does not do: it may be there under a code only."""
        message = super()._get_with_access(message_id, mode, **kwargs)
        confidentiality = self.env["customer.confidentiality"]
        if (
            message
            and confidentiality._is_active()
            and message.sudo(False)._unreadable()
        ):
            return self.browse()
        return message

    def _unreadable(self):
        """The messages about whom or what the user must not know."""
        confidentiality = self.env["customer.confidentiality"]
        if not self or confidentiality._sees_all():
            return self.browse()
        secret = confidentiality._on_secrets(self)
        secret |= confidentiality._hidden_records(self - secret)
        rest = self - secret
        if not rest:
            return secret
        query = rest._as_query(ordered=False)
        query.add_where(self._only_to_hidden_sql(self._table))
        return secret | rest.browse(query.get_result_ids())

    def _only_to_hidden_sql(self, alias):
        """A letter to people who must not be known speaks about them."""
        recipients = self._fields["partner_ids"]
        return SQL(
            """COALESCE((
                SELECT bool_and(%(hidden)s)
                  FROM %(relation)s recipient
                  JOIN res_partner addressee ON addressee.id = recipient.%(partner)s
                 WHERE recipient.%(message)s = %(id)s
            ), FALSE)""",
            hidden=self.env["customer.confidentiality"]._hidden_sql("addressee"),
            relation=SQL.identifier(recipients.relation),
            message=SQL.identifier(recipients.column1),
            partner=SQL.identifier(recipients.column2),
            id=SQL.identifier(alias, "id"),
            to_flush=recipients,
        )

    # VALUES GOING OUT

    def _read_format(self, fnames, load="_classic_read"):
        """Leave out the addresses of hidden people, who wrote or were written to."""
        values_list = super()._read_format(fnames, load)
        if names := [name for name in ADDRESSES if name in fnames]:
            confidentiality = self.env["customer.confidentiality"]
            texts = [values[name] for values in values_list for name in names]
            hidden = confidentiality._hidden_addresses(texts)
            for values in values_list if hidden else ():
                for name in names:
                    values[name] = _without(values[name], hidden)
        return values_list

    def _to_store(self, store, fields, **kwargs):
        confidentiality = self.env["customer.confidentiality"]
        secret = confidentiality._hidden_messages_from_target(self, store.target)
        for message in secret:
            store.add_model_values(self._name, {"id": message.id})
        messages = self - secret
        res = super(MailMessage, messages)._to_store(store, fields, **kwargs)
        if confidentiality._is_active():
            messages._mask_addresses_in_store(store)
        return res

    def _mask_addresses_in_store(self, store):
        rows = store.data.get(self._name, {})
        rows = [rows[(message.id,)] for message in self if (message.id,) in rows]
        texts = [
            text for row in rows for name in ADDRESSES for text in _texts(row, name)
        ]
        confidentiality = self.env["customer.confidentiality"]
        hidden = confidentiality._hidden_addresses(texts, store.target)
        for row in rows if hidden else ():
            for name in ADDRESSES:
                if isinstance(row.get(name), list):
                    row[name] = [
                        pair
                        for pair in row[name]
                        if email_normalize(pair[1], strict=False) not in hidden
                    ]
                elif row.get(name):
                    row[name] = _without(row[name], hidden)


def _not_only_to_hidden(model, alias, _query):
    if model.env["customer.confidentiality"]._sees_all():
        return SQL("TRUE")
    return SQL("NOT %s", model._only_to_hidden_sql(alias))


def _texts(row, name):
    """Incoming addresses come as pairs of name and address, others as text."""
    value = row.get(name)
    if isinstance(value, list):
        return [address for _name, address in value]
    return [value] if value else []


def _without(text, hidden):
    if not text or not hidden.intersection(email_normalize_all(text)):
        return text
    kept = [
        address
        for address in email_split_and_format(text)
        if email_normalize(address, strict=False) not in hidden
    ]
    return ", ".join(kept) or False
