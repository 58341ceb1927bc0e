from odoo import api, models, tools

from .customer_confidentiality_mail import DOCUMENT_FIELDS, OF_MESSAGE

COMPLAINT = "customer.complaint"
ACTION = "customer.complaint.action"
VIOLATION = "customer.violation"
KEPT = frozenset({COMPLAINT, VIOLATION})
# What is said about them is kept as well.
SPOKEN_OF = KEPT | {ACTION}
# What is said, and where it tells of what: its name would show with its id.
SAID = {"ir.attachment": "res_model", "mail.message": "model"}


class CustomerConfidentiality(models.AbstractModel):
    """What hangs on a case is hidden from those who stand aside in it.

    Whether anybody is classified, and whether the layer is on, does not matter here. It
    costs no query of its own, but where rows of cases themselves are looked at.
    """

    _inherit = "customer.confidentiality"

    @api.model
    @tools.ormcache("model_name")
    def _case_fields(self, model_name):
        """Fields through which the id of a case, or of what is said of it, may come in.

        Which message another one answers is Odoo's to say, and to refuse.
        """
        return frozenset(
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if field.comodel_name in KEPT
            or field.type in ("reference", "many2one_reference")
            or (field.comodel_name in SAID and field.comodel_name != model_name)
        )

    @api.model
    def _may_be_kept(self, model_name):
        return model_name in KEPT or model_name in SAID

    @api.model
    def _kept_among(self, records):
        """Those that the user must not know of: cases, and what is said of them.

        What is said of a hidden customer's documents as well.
        """
        known = records.sudo()
        if records._name not in SAID:
            return known._kept_from(self.env.uid).with_env(self.env)
        said = known.filtered(lambda one: one[SAID[one._name]] in SPOKEN_OF)
        rest = (known - said).with_env(self.env)
        said = said.with_env(self.env)
        kept = said - said._filtered_access("read")
        if rest and self._is_active():
            kept |= self._hidden_records(rest)
            if rest._name in DOCUMENT_FIELDS:
                kept |= self._on_secrets(rest)
            else:
                kept |= self._on_hidden_documents(rest - kept)
        return kept

    @api.model
    def _is_kept_case(self, model_name, res_id):
        """Whether this is a case that the user does not read."""
        if model_name not in KEPT or not res_id:
            return False
        case = self.env(su=False)[model_name].browse(res_id)
        return not case._filtered_access("read")

    @api.model
    def _drop_secrets(self, model, query, asked=None):
        query = super()._drop_secrets(model, query, asked)
        if asked is not None and SPOKEN_OF.isdisjoint(asked):
            return query
        return self._drop_recused(model, query)

    @api.model
    def _drop_secrets_of(self, model, query, names):
        query = super()._drop_secrets_of(model, query, names)
        if SPOKEN_OF.isdisjoint(names):
            return query
        return self._drop_recused(model, query)

    @api.model
    def _on_secrets(self, records):
        if not self._is_active() and not self._of_cases(records):
            return records.browse()
        return super()._on_secrets(records)

    @api.model
    def _unknown(self, records):
        """Cases and their parts of which the user must not know that they exist."""
        unknown = super()._unknown(records)
        if records.env.su or not records:
            return unknown
        rest = (records - unknown).exists()
        if rest._name in DOCUMENT_FIELDS or rest._name in OF_MESSAGE:
            return unknown | self._on_recused(rest)
        part_of = getattr(rest, "_part_of", None)
        cases = rest.sudo()[part_of] if part_of else rest.sudo()
        if cases._name not in KEPT:
            return unknown
        kept = cases._kept_from(self.env.uid)
        return unknown | rest.filtered(
            lambda record: (record.sudo()[part_of] if part_of else record.sudo()) & kept
        )

    @api.model
    def _drop_recused(self, model, query):
        """Leave out the rows that hang on cases in which the user stands aside.

        And on violations that the person concerned is not told of yet.
        """
        if model.env.su or query.is_empty():
            return query
        recused = self.env[COMPLAINT]._recused_sql(self.env.uid)
        kept = {
            COMPLAINT: recused,
            ACTION: self.env[ACTION]._of_cases_sql(recused),
            VIOLATION: self.env[VIOLATION]._untold_sql(self.env.uid),
        }
        for columns in self._document_columns(model, query):
            for name, cases in kept.items():
                query.add_where(self._hangs_on_none(columns, name, cases))
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
                and any(
                    not SPOKEN_OF.isdisjoint(record.sudo().mapped(name))
                    for name in fields
                )
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
