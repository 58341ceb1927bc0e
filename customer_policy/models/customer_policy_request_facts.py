from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext
from odoo.tools.misc import format_date, format_datetime, formatLang


class CustomerPolicyRequest(models.Model):
    """What a request is about, told with the rights of who looks at it."""

    _inherit = "customer.policy.request"

    document_name = fields.Char("Related Document", compute="_compute_facts")
    facts = fields.Text("Key Facts", compute="_compute_facts")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_facts(self):
        readable = self._with_readable_document()
        hidden = self - readable
        hidden.document_name = hidden.facts = False
        for model, requests in readable.grouped("res_model").items():
            documents = self._readers(model).browse(requests.mapped("res_id"))
            names = [
                name
                for name in documents._request_facts
                if documents._has_field_access(documents._fields[name], "read")
            ]
            documents.fetch([n for n in names if documents._fields[n].store])
            by_id = {document.id: document for document in documents}
            for request in requests:
                document = by_id[request.res_id]
                request.document_name = document.display_name
                request.facts = "\n".join(
                    f"{label}: {text}"
                    for label, text in self._facts_of(document, names)
                )

    @api.model
    def _facts_of(self, document, names):
        """:return: [(label, text)] of the fields that have something to say"""
        facts = []
        for name in names:
            field = document._fields[name]
            if text := self._fact_text(document, field):
                facts.append((field._description_string(self.env), text))
        return facts

    @api.model
    def _fact_text(self, document, field):
        value = document[field.name]
        if not value:
            return str(value) if field.type == "integer" else ""
        if field.relational:
            try:
                return ", ".join(value.mapped("display_name"))
            except AccessError:
                return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "html":
            return html2plaintext(value)
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return format_datetime(self.env, value)
        if field.type == "monetary":
            currency = document[field.get_currency_field(document)]
            return formatLang(self.env, value, currency_obj=currency)
        if field.type == "boolean":
            return self.env._("yes")
        return str(value)
