import re

from odoo import api, models
from odoo.exceptions import UserError

from .customer_confidentiality import PEOPLE
from .res_partner_confidentiality import CODE_ALPHABET, CODE_LENGTH

MAGIC_COLUMNS = ("create_uid", "write_uid")
CODE = re.compile(f"C-[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")


class CustomerConfidentiality(models.AbstractModel):
    """A mask is for reading alone: it is neither stored nor printed nor sent."""

    _inherit = "customer.confidentiality"

    @api.model
    def _masks_in(self, values):
        """:return: those of ``values`` that somebody read in place of a true text"""
        codes = {
            value.strip()
            for value in values
            if isinstance(value, str) and CODE.fullmatch(value.strip())
        }
        if not codes:
            return codes
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = partners.search(self._with_codes(codes))
        return set(self._hidden(partners).mapped("confidential_code"))

    @api.model
    def _refuse_incomplete(self, documents):
        """Refuse to pass on documents that would show a code in place of a name.

        :raise UserError: for a document that names a hidden customer
        :raise MissingError: for one that is hidden itself
        """
        if self._sees_all() or self._serves_customer() or not self._is_active():
            return
        for hidden in self._hidden_records(documents):
            raise self._hidden_error(hidden)
        self._refuse_masked(documents)
        # What the superuser has read of them would be read without a right to it.
        (documents - documents._filtered_access("read")).invalidate_recordset()

    @api.model
    def _refuse_masked(self, documents):
        names = self._people_names(documents._name)
        for document in documents.sudo():
            people = (document[name].with_env(self.env) for name in names)
            if any(map(self._hidden_records, people)):
                raise UserError(
                    self.env._(
                        "%(document)s names a classified customer, so you cannot print "
                        "or send it. Ask a colleague who is cleared for the customer, "
                        "or request access.",
                        document=document.with_env(self.env).display_name,
                    )
                )

    @api.model
    def _serves_customer(self):
        """Whether Odoo works for somebody outside, whom it let in by a link."""
        return self.env.su and self.env.user.share

    @api.model
    def _leave_out_people(self, documents):
        """Name on a page for a customer nobody who serves it and is hidden from it.

        Pages read names with the rights of the superuser. So these people are taken
        out of what this request remembers of the documents, not out of the database.
        """
        if self._sees_all() or not self._is_active():
            return
        names = self._server_names(documents._name)
        documents = documents.sudo()
        documents.flush_recordset(names)
        for document in documents:
            own = self._customers(document).commercial_partner_id
            for name in names:
                people = document[name]
                hidden = self._hidden_records(people.with_env(self.env)).sudo()
                hidden = hidden.filtered(
                    lambda u, own=own: u.partner_id.commercial_partner_id not in own
                )
                if hidden:
                    field = document._fields[name]
                    kept = (people - hidden).ids
                    is_list = field.type == "many2many"
                    field._update_cache(document, tuple(kept) if is_list else None)

    @api.model
    def _server_names(self, model_name):
        """The fields of a document that say who works on it."""
        return [
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if field.comodel_name == "res.users"
            and field.type in ("many2one", "many2many")
            and field.store
            and name not in MAGIC_COLUMNS
        ]

    @api.model
    def _people_names(self, model_name):
        """The fields of a document that name one contact or user each."""
        if self.env.registry[model_name]._abstract:
            return []
        return [
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if field.type == "many2one"
            and field.comodel_name in PEOPLE
            and (field.store or field.related)
            and name not in MAGIC_COLUMNS
        ]
