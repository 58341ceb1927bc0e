from odoo import api, models
from odoo.tools import SQL

# What hangs on a document of any model, and the field that names the model.
ABOUT_DOCUMENTS = {
    "ir.attachment": "res_model",
    "mail.message": "model",
    "mail.activity": "res_model",
    "rating.rating": "res_model",
}


class CustomerAccessLog(models.Model):
    _inherit = "customer.access.log"

    @api.model
    def _customers_of(self, records):
        """The classified contacts that records of any model are or are about.

        Nothing of them gets into the cache, where it could be read without rights.
        """
        partners = self.env["res.partner"].sudo()
        if not records or not self.env["customer.confidentiality"]._is_active():
            return partners
        ids = self._contact_ids_of(records.sudo().exists())
        self.env.cr.execute(
            SQL(
                "SELECT id FROM res_partner "
                "WHERE id = ANY(%s) AND confidentiality_level > '0'",
                list(ids),
                to_flush=partners._fields["confidentiality_level"],
            )
        )
        return partners.browse(partner_id for (partner_id,) in self.env.cr.fetchall())

    @api.model
    def _contact_ids_of(self, records):
        if records._name == "res.partner":
            return set(records.ids)
        ids = set()
        if records._name in ABOUT_DOCUMENTS:
            for model_name, record_ids in self._documents_of(records).items():
                documents = self.env[model_name].sudo().browse(record_ids)
                ids |= self._contact_ids_of(documents.exists())
        names = ["partner_id"]
        if records._name != "res.users":
            names = self._customer_fields(records._name)
        if names:
            records.fetch(names)
        for name in names:
            ids.update(records[name].ids)
        return ids

    @api.model
    def _customer_fields(self, model_name):
        confidentiality = self.env["customer.confidentiality"]
        return (
            *confidentiality._partner_fields(model_name),
            *confidentiality._mask_fields(model_name)[0],
        )

    @api.model
    def _documents_of(self, records):
        """The records that attachments, messages or activities belong to."""
        model_field = ABOUT_DOCUMENTS[records._name]
        records.fetch([model_field, "res_id"])
        documents = {}
        for record in records:
            name = record[model_field]
            if record.res_id and name in self.env and name not in ABOUT_DOCUMENTS:
                documents.setdefault(name, []).append(record.res_id)
        return documents
