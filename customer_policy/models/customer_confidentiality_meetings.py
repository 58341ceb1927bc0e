from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

EVENT = "calendar.event"


class CustomerConfidentiality(models.AbstractModel):
    """Meetings hide with whoever comes, calls, or is what they are about."""

    _inherit = "customer.confidentiality"

    @api.model
    @tools.ormcache()
    def _domains(self):
        domains = super()._domains()
        organizer = Domain.custom(
            to_sql=_visible_organizers, predicate=lambda event: not _hides_event(event)
        )
        return domains | {EVENT: domains.get(EVENT, Domain.TRUE) & organizer}

    @api.model
    def _customers(self, record):
        partners = super()._customers(record)
        if record._name != EVENT:
            return partners
        event = record.sudo()
        partners |= event.user_id.filtered("share").partner_id
        if event.res_model != EVENT:
            partners |= self._customers_of_document(event)
        return partners

    @api.model
    def _secret_sql(self, model, query):
        condition = super()._secret_sql(model, query)
        if model._name != EVENT:
            return condition
        return SQL(
            "(%s OR NOT %s)",
            condition or SQL("FALSE"),
            _visible_organizers(model, model._table, query),
        )

    @api.model
    def _secret_documents(self, ids_by_model):
        """What is said about a meeting is secret where its document is."""
        secrets = super()._secret_documents(ids_by_model)
        ids = set(ids_by_model.get(EVENT, ())) - set(secrets.get(EVENT, ()))
        if ids and not self._sees_all():
            if found := self._events_about_secrets(ids):
                secrets[EVENT] = [*secrets.get(EVENT, ()), *found]
        return secrets

    @api.model
    def _events_about_secrets(self, ids):
        events = self.env[EVENT].sudo().browse(ids)
        query = events._as_query(ordered=False)
        found = []
        for columns in self._document_columns(events, query):
            documents = self._documents_in(query, columns)
            documents.pop(EVENT, None)
            for name, secret_ids in self._secret_documents(documents).items():
                about = events._as_query(ordered=False)
                about.add_where(
                    SQL(
                        "%s = %s AND %s IN %s",
                        columns[0],
                        name,
                        columns[1],
                        tuple(secret_ids),
                    )
                )
                found += about.get_result_ids()
        return found


def _hides_event(event):
    organizer = event.sudo().user_id
    return organizer.share and organizer.partner_id.confidentiality_hidden


def _visible_organizers(model, alias, query):
    organizer = model.sudo()._field_to_sql(alias, "user_id", query)
    hidden = model.env["customer.confidentiality"]._hidden_user_sql(organizer)
    return SQL("NOT %s", hidden)
