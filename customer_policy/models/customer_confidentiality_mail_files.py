from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.classified import CONTACTS
from .customer_confidentiality_trust import FILES_OF, is_going_on


class CustomerConfidentiality(models.AbstractModel):
    """Files: those of documents that stay in place under a code, and of messages.

    Files of hidden documents are hidden with them by Odoo.
    """

    _inherit = "customer.confidentiality"

    @api.model
    @tools.ormcache()
    def _domains(self):
        visible = Domain.custom(to_sql=_visible_files, predicate=lambda _file: True)
        return super()._domains() | {"ir.attachment": visible}

    @api.model
    @tools.ormcache()
    def _hidden_by_lists(self):
        return super()._hidden_by_lists() | {"ir.attachment"}

    @api.model
    def _hidden_records(self, records):
        if records._name != "ir.attachment":
            return super()._hidden_records(records)
        return self._that_meet(records, self._secret_file_sql)

    @api.model
    def _on_hidden_documents(self, files):
        """The files of hidden documents; those of masked ones stay with them."""
        found = files.browse()
        for model_name, some in files.sudo().grouped("res_model").items():
            if model_name in self.env:
                ids = some.mapped("res_id")
                documents = self.env[model_name].browse(ids).exists()
                hidden = set(self._hidden_records(documents)._ids)
                found |= files.browse(one.id for one in some if one.res_id in hidden)
        return found

    @api.model
    def _secret_file_sql(self, model, query):
        return SQL("NOT %s", _visible_files(model, model._table, query))

    @api.model
    def _of_silenced_sql(self, model, alias, query):
        """The condition under which a file is one of a document read as a code."""
        columns = [
            model.sudo()._field_to_sql(alias, name, query)
            for name in ("res_model", "res_id")
        ]
        parts = [SQL("FALSE")]
        only = is_going_on(self.env, FILES_OF)
        for name in filter(self._told_fields, self._masked_models()):
            if only and name not in only:
                continue
            document = self.env[name].sudo()
            secret = document.browse()._as_query(ordered=False)
            secret._where_clauses = [self._secret_sql(document, secret)]
            parts.append(
                SQL(
                    "(%s = %s AND %s IN (%s))",
                    columns[0],
                    name,
                    columns[1],
                    secret.select(),
                )
            )
        return SQL("COALESCE(%s, FALSE)", SQL(" OR ").join(parts))

    @api.model
    def _by_hidden_author_sql(self, alias):
        files = self.env["mail.message"]._fields["attachment_ids"]
        return SQL(
            f"""EXISTS (
                SELECT 1 FROM %(relation)s sent
                  JOIN mail_message message ON message.id = sent.%(message)s
                  JOIN {CONTACTS} sender ON sender.id = message.author_id
                 WHERE sent.%(file)s = %(id)s AND %(hidden)s
            )""",
            relation=SQL.identifier(files.relation),
            message=SQL.identifier(files.column1),
            file=SQL.identifier(files.column2),
            id=SQL.identifier(alias, "id"),
            hidden=self._hidden_sql("sender"),
            to_flush=[files, self.env["mail.message"]._fields["author_id"]],
        )

    @api.model
    def _is_secret_file(self, record):
        """Whether what is asked for with a token may not be seen any more."""
        if record._name != "ir.attachment":
            return bool(self._hidden_records(record))
        if not self.env.user._is_internal():
            return False
        record = record.sudo()
        return self._is_secret(record.res_model, record.res_id) or bool(
            self._hidden_records(record)
        )


def _visible_files(model, alias, query):
    confidentiality = model.env["customer.confidentiality"]
    if confidentiality._sees_all() or not confidentiality._is_active():
        return SQL("TRUE")
    return SQL(
        "NOT (%s OR %s)",
        confidentiality._of_silenced_sql(model, alias, query),
        confidentiality._by_hidden_author_sql(alias),
    )
