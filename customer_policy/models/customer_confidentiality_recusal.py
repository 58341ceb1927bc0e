from odoo import api, models
from odoo.tools import SQL

from .customer_confidentiality_mail import DOCUMENT_FIELDS, OF_MESSAGE

COMPLAINT = "customer.complaint"


class CustomerConfidentiality(models.AbstractModel):
    """What hangs on a case is hidden from those who stand aside in it.

    Whether anybody is classified, and whether the layer is on, does not matter here. It
    costs no query of its own, but where rows of cases themselves are looked at.
    """

    _inherit = "customer.confidentiality"

    @api.model
    def _drop_secrets(self, model, query):
        query = super()._drop_secrets(model, query)
        return self._drop_recused(model, query)

    @api.model
    def _drop_secrets_of(self, model, query, names):
        query = super()._drop_secrets_of(model, query, names)
        return self._drop_recused(model, query)

    @api.model
    def _on_secrets(self, records):
        if not self._is_active() and not self._of_cases(records):
            return records.browse()
        return super()._on_secrets(records)

    @api.model
    def _drop_recused(self, model, query):
        """Leave out the rows that hang on cases in which the user stands aside."""
        if model.env.su or query.is_empty():
            return query
        recused = self.env[COMPLAINT]._recused_sql(self.env.uid)
        for columns in self._document_columns(model, query):
            query.add_where(
                SQL(
                    "(%s IS DISTINCT FROM %s OR %s NOT IN %s)",
                    columns[0],
                    COMPLAINT,
                    columns[1],
                    recused,
                )
            )
        return query

    @api.model
    def _on_recused(self, records):
        """The records that hang on cases in which the user stands aside."""
        real = self._of_cases(records)
        if not real:
            return real
        query = real._as_query(ordered=False)
        kept = self._drop_recused(real, query).get_result_ids()
        return real.browse(set(real._ids) - set(kept))

    @api.model
    def _of_cases(self, records):
        """The records that hang on any case."""
        if records._name in OF_MESSAGE:
            fields = ["mail_message_id.model"]
        else:
            fields = [model for model, _id in DOCUMENT_FIELDS[records._name]]
        return records.filtered(
            lambda record: (
                record.id
                and any(COMPLAINT in record.sudo().mapped(name) for name in fields)
            )
        )

    @api.model
    def _recused_people(self, model_name, res_ids, partners):
        """Who of ``partners`` stands aside.

        :return: {id of a case: ids of contacts}
        """
        if model_name != COMPLAINT:
            return {}
        recused = self.env[COMPLAINT].sudo().browse(res_ids)._recused_users()
        users = self.env["res.users"].sudo()
        return {
            res_id: set((users.browse(ids).partner_id & partners).ids)
            for res_id, ids in recused.items()
            if ids
        }
