import copy

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.asked_values import asked_documents
from .customer_confidentiality_seen import are_seen
from .customer_confidentiality_trust import (
    TRUE_NAMES,
)

# How a row that hangs on any document names it.
DOCUMENT_FIELDS = {
    "calendar.event": [("res_model", "res_id")],
    "mail.activity": [("res_model", "res_id")],
    "mail.followers": [("res_model", "res_id")],
    "mail.message": [("model", "res_id")],
    "mail.scheduled.message": [("model", "res_id")],
    "rating.rating": [("res_model", "res_id"), ("parent_res_model", "parent_res_id")],
}
# Rows that belong to a message, and through it to a document.
OF_MESSAGE = ("mail.mail", "mail.notification", "mail.tracking.value")


class CustomerConfidentiality(models.AbstractModel):
    """What is said about documents: messages, files, activities, followers.

    Where a document is hidden, nothing that hangs on it shows, not even to those who
    wrote it. Where it stays in place under a code, what is said about it does not.
    """

    _inherit = "customer.confidentiality"

    # ------------------------------------------------------------ who may know a record

    @api.model
    def _customers(self, record):
        """The contacts that a record is about, whoever asks."""
        record = record.sudo()
        partners = self.env["res.partner"].sudo()
        if record._name == "res.partner":
            return record
        if record._name == "res.users":
            return record.partner_id if record.share else partners
        if record._name == "mail.message":
            return record.author_id | self._customers_of_document(record)
        return partners.union(
            *(self._contacts(record, n) for n in self._told_fields(record._name))
        )

    @api.model
    def _told_fields(self, model_name):
        """Fields to contacts of whom everything said about a document tells.

        A document that stays in place and has no text about its customer, such as an
        employee with an address at a customer's, is about somebody else.
        """
        mode, names, masked = self._settings(model_name)
        return names if mode == "hide" or masked else ()

    @api.model
    def _customers_of_document(self, record):
        partners = self.env["res.partner"].sudo()
        for model_field, id_field in DOCUMENT_FIELDS[record._name]:
            model_name, res_id = record[model_field], record[id_field]
            if model_name in self.env and res_id:
                document = self.env[model_name].sudo().browse(res_id)
                if not document._abstract and document.exists():
                    partners |= self._customers(document)
        return partners

    @api.model
    def _blind_users(self, record, users):
        """Those of ``users`` who must not know a document."""
        if not record or not users or not self._is_active():
            return users.browse()
        hidden = self._hidden_from(self._customers(record), users)
        return users.filtered(lambda user: hidden[user])

    @api.model
    def _blind_people(self, records, people):
        """Who of ``people`` must not know a document; nobody asks about open ones.

        :return: {document of a classified customer: contacts of users}
        """
        customers = {record: self._customers(record) for record in records}
        classified = {
            record: partners
            for record, partners in customers.items()
            if any(partner.confidentiality_level > "0" for partner in partners)
        }
        if not classified:
            return {}
        users = people.sudo().user_ids
        every = self.env["res.partner"].sudo().union(*classified.values())
        hidden = self._hidden_from(every, users)
        return {
            record: users.filtered(
                lambda user, partners=partners: hidden[user] & partners
            ).partner_id
            for record, partners in classified.items()
        }

    @api.model
    def _refuse_blind(self, users):
        """Name those who cannot come along, and nothing of what they would see."""
        raise UserError(
            self.env._(
                "%(people)s may not see this. Choose somebody else, or ask a custodian "
                "to give them access.",
                people=", ".join(users.sudo().mapped("name")),
            )
        )

    @api.model
    def _is_secret(self, model_name, res_id):
        """Whether nothing may be said about a document to the user.

        Asked of names that are going to be stored as well, which are true ones else.
        """
        self = self.with_context(**{TRUE_NAMES: False})  # noqa: PLW0642
        if not res_id or model_name not in self.env or self._sees_all():
            return False
        document = self.env[model_name].browse(res_id)
        if not self._is_active() or document._abstract or not document.exists():
            return False
        if not self._hidden_records(document):
            document = self._silenced(document)
        return bool(document)

    @api.model
    def _silenced(self, records):
        """Those that stay in place under a code, while what is said about them goes."""
        if not self._told_fields(records._name):
            return records.browse()
        return self._masked_records(records)

    @api.model
    def _that_meet(self, records, condition):
        """Those of ``records`` for which a condition in SQL holds."""
        real = records.browse(record_id for record_id in records._ids if record_id)
        if not real or self._sees_all() or not self._is_active():
            return real.browse()
        query = real._as_query(ordered=False)
        query.add_where(condition(real, query))
        return real.browse(query.get_result_ids())

    # ------------------------------------------------------- what hangs on a document

    @api.model
    def _drop_secrets(self, model, query, asked=None):
        """Leave out of ``query`` the rows that hang on secret documents.

        Two queries: which documents there are, and which of them are secret.

        :param asked: the documents that there may be, where that is known already
        """
        if model.env.su or query.is_empty() or not self._is_active():
            return query
        for columns in self._document_columns(model, query):
            if asked is None:
                documents = self._documents_in(query, columns)
            else:
                documents = self._not_seen_before(asked)
            secrets = self._secret_documents(documents)
            for name, ids in secrets.items():
                query.add_where(self._hangs_on_none(columns, name, tuple(ids)))
        return query

    @api.model
    def _documents_asked(self, model, domain):
        """:return: {name of a model: ids} of the documents on which hangs whatever the
        domain finds, None where it leaves that open"""
        columns = DOCUMENT_FIELDS.get(model._name, ())
        if model.env.su or len(columns) != 1 or model._name == "mail.activity":
            return None
        return asked_documents(Domain(domain), *columns[0])

    @api.model
    def _not_seen_before(self, ids_by_model):
        """Contacts that came through their rule are not asked for once more."""
        ids = ids_by_model.get("res.partner")
        if not ids or not are_seen(self.env, ids):
            return ids_by_model
        return {**ids_by_model, "res.partner": []}

    @api.model
    def _drop_secrets_of(self, model, query, names):
        """The same within the query, where the documents are of a few models."""
        if model.env.su or query.is_empty() or not self._is_active():
            return query
        for columns in self._document_columns(model, query):
            for name in names:
                if name not in self.env or not self.env[name]._auto:
                    continue
                every = self.env[name].sudo()
                documents = every._search([], active_test=False)
                condition = self._secret_sql(every, documents)
                if condition is not None:
                    documents.add_where(condition)
                    query.add_where(
                        SQL(
                            "(%s IS DISTINCT FROM %s OR %s NOT IN %s)",
                            columns[0],
                            name,
                            columns[1],
                            documents.subselect(),
                        )
                    )
        return query

    @api.model
    def _unknown(self, records):
        """The records that are hidden themselves, or hang on secret documents."""
        hidden = self._hidden_records(records)
        if records._name in DOCUMENT_FIELDS or records._name in OF_MESSAGE:
            hidden |= self._on_secrets((records - hidden).sudo(False))
        return hidden.with_env(records.env)

    @api.model
    def _on_secrets(self, records):
        """The records that hang on secret documents."""
        real = records.browse(record_id for record_id in records._ids if record_id)
        query = real._as_query(ordered=False)
        kept = self._drop_secrets(real, query).get_result_ids()
        return real.browse(set(real._ids) - set(kept))

    @api.model
    def _forbid_secrets(self, records, operation, result):
        """Add to the ``result`` of ``_check_access`` what hangs on secret documents."""
        if operation == "create" or records.env.su:
            return result
        rest = records - result[0] if result else records
        if not rest or not (secret := self._on_secrets(rest)):
            return result
        forbidden = result[0] | secret if result else secret
        return forbidden, lambda: self._hidden_error(secret[:1])

    @api.model
    def _document_columns(self, model, query):
        """:return: for each document that a row may name, the columns that do so"""
        table = model._table
        if model._name in OF_MESSAGE:
            message = self.env["mail.message"]
            message.flush_model(["model", "res_id"])
            model.flush_model(["mail_message_id"])
            alias = query.left_join(
                table, "mail_message_id", message._table, "id", "document_message"
            )
            return [(SQL.identifier(alias, "model"), SQL.identifier(alias, "res_id"))]
        columns = [
            tuple(model.sudo()._field_to_sql(table, name, query) for name in names)
            for names in DOCUMENT_FIELDS[model._name]
        ]
        if model._name == "mail.activity":
            event = model.sudo()._field_to_sql(table, "calendar_event_id", query)
            name = SQL("CASE WHEN %s IS NOT NULL THEN 'calendar.event' END", event)
            columns.append((name, event))
        return columns

    @api.model
    def _hangs_on_none(self, columns, model_name, ids):
        """:param ids: a tuple, or a SELECT of them"""
        name, number = columns
        return SQL(
            "(%s IS DISTINCT FROM %s OR %s NOT IN %s)", name, model_name, number, ids
        )

    @api.model
    def _documents_in(self, query, columns):
        every = copy.copy(query)
        every.order = None
        every.limit = every.offset = None
        every._where_clauses = [
            *query._where_clauses,
            SQL("%s IS NOT NULL AND %s > 0", *columns),
        ]
        ids_by_model = {}
        sql = every.select(SQL("DISTINCT %s", columns[0]), columns[1])
        for name, res_id in self.env.execute_query(sql):
            ids_by_model.setdefault(name, []).append(res_id)
        return ids_by_model

    @api.model
    def _secret_documents(self, ids_by_model):
        """Documents that are hidden, or read as a code.

        :return: {name of a model: ids}
        """
        if self._sees_all():
            return {}
        secrets = {}
        parts = [
            part
            for name, ids in ids_by_model.items()
            if ids and (part := self._secret_documents_sql(name, ids))
        ]
        if parts:
            sql = SQL(" UNION ALL ").join(parts)
            for name, res_id in self.env.execute_query(sql):
                secrets.setdefault(name, []).append(res_id)
        return secrets

    @api.model
    def _secret_documents_sql(self, model_name, ids):
        if model_name not in self.env or not self.env[model_name]._auto:
            return None
        model = self.env[model_name].sudo()
        query = model.browse(ids)._as_query(ordered=False)
        condition = self._secret_sql(model, query)
        if condition is None:
            return None
        query.add_where(condition)
        return query.select(
            SQL("%s AS model", model_name), SQL.identifier(model._table, "id")
        )

    @api.model
    def _secret_sql(self, model, query):
        """The condition under which a row is a secret document; None where none is."""
        table = model._table
        if model._name == "res.partner":
            return self._one_of_hidden_sql(table)
        if model._name == "res.users":
            return SQL(
                "%s AND %s",
                SQL.identifier(table, "share"),
                self._refers_to_hidden_sql(model, table, ["partner_id"], query),
            )
        if names := self._told_fields(model._name):
            return self._refers_to_hidden_sql(model, table, names, query)
        return None
