from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.customer_policy.models.customer_confidentiality_trust import (
    has_trust,
)
from odoo.addons.customer_policy.tools.classified import CONTACTS

# A search for as many leads as fit on a screen.
PAGE = "customer_page_of_leads"
LEAD = "crm.lead"
REPORT = "crm.activity.report"
# What a lead says, and the same of a customer. Leads with an address of a public mail
# provider have that address as their domain, so that no customer has it. An address is
# in lower case anyway: said once more, so that PostgreSQL takes the index for equal
# ones and not that for parts of them, which is slower.
_NAME = "lower(btrim(customer.name))"
_DOMAIN = "'@' || split_part(customer.email_normalized, '@', 2)"
MATCHES = (
    ("lower(btrim({lead}.email_normalized))", "customer.email_normalized", "TRUE"),
    ("{lead}.phone_sanitized", "customer.phone_sanitized", "TRUE"),
    ("{lead}.email_domain_criterion", _DOMAIN, "customer.is_company"),
    ("lower(btrim({lead}.partner_name))", _NAME, "customer.is_company"),
    ("lower(btrim({lead}.contact_name))", _NAME, "customer.is_company"),
    ("lower(btrim({lead}.name))", _NAME, "customer.is_company"),
)
LEAD_COLUMNS = (
    "confidentiality_typed",
    "contact_name",
    "email_domain_criterion",
    "email_normalized",
    "name",
    "partner_name",
    "phone_sanitized",
)
CUSTOMER_COLUMNS = ("email_normalized", "phone_sanitized", "name", "is_company")


class CustomerConfidentiality(models.AbstractModel):
    """Leads that are a hidden customer's by their texts, whatever their contact."""

    _inherit = "customer.confidentiality"

    @api.model
    def _leads_sql(self, lead, condition, contacts="res_partner"):
        """The condition under which a row of ``crm_lead`` is such a customer's by text.

        Each part is a set that PostgreSQL works out once for a query.

        :param condition: on the alias ``customer`` of these ``contacts``
        """
        parts = [
            SQL(
                "%s IN (SELECT %s FROM %s customer WHERE %s AND %s AND %s)",
                SQL(own.format(lead=f'"{lead}"')),
                SQL(theirs),
                SQL.identifier(contacts),
                condition,
                SQL(extra),
                SQL(f"{theirs} IS NOT NULL"),
            )
            for own, theirs, extra in MATCHES
        ]
        return SQL(
            "COALESCE(%s, FALSE)",
            SQL(" OR ").join(parts),
            to_flush=self._fields_of_leads(),
        )

    @api.model
    def _no_hidden_leads_sql(self, lead):
        """The condition under which a row of ``crm_lead`` is no hidden customer's."""
        if self._hides_nobody():
            return SQL("TRUE")
        if has_trust(self.env, PAGE):
            return self._none_on_page_sql(lead)
        hidden = self._hidden_sql("customer")
        found = SQL(" UNION ALL ").join(
            SQL(
                f"SELECT hidden_lead.id FROM {CONTACTS} customer"
                " JOIN crm_lead hidden_lead ON %s = %s"
                " WHERE hidden_lead.confidentiality_typed IS NOT TRUE AND %s AND %s",
                SQL(own.format(lead="hidden_lead")),
                SQL(theirs),
                SQL(extra),
                hidden,
            )
            for own, theirs, extra in MATCHES
        )
        return SQL(
            "%s NOT IN (%s)",
            SQL.identifier(lead, "id"),
            found,
            to_flush=self._fields_of_leads(),
        )

    @api.model
    def _none_on_page_sql(self, lead):
        """The same for a few rows: each part is looked up in a small index.

        Nobody asks whom the user knows before a text is found. One union is planned
        much faster than as many joins.
        """
        hidden = self._hidden_sql("customer")
        found = SQL(" UNION ALL ").join(
            SQL(
                f"SELECT FROM {CONTACTS} customer WHERE %s = %s AND %s AND %s",
                SQL(theirs),
                SQL(own.format(lead=f'"{lead}"')),
                SQL(extra),
                hidden,
            )
            for own, theirs, extra in MATCHES
        )
        return SQL(
            "(%s IS TRUE OR NOT EXISTS (%s))",
            SQL.identifier(lead, "confidentiality_typed"),
            found,
            to_flush=self._fields_of_leads(),
        )

    @api.model
    def _fields_of_leads(self):
        lead, customer = self.env[LEAD]._fields, self.env["res.partner"]._fields
        return [
            *(lead[name] for name in LEAD_COLUMNS),
            *(customer[name] for name in CUSTOMER_COLUMNS),
        ]

    @api.model
    def _hidden_leads_sql(self, lead):
        if self._hides_nobody():
            return SQL("FALSE")
        return SQL(
            "(%s IS NOT TRUE AND %s)",
            SQL.identifier(lead, "confidentiality_typed"),
            self._leads_sql(lead, self._hidden_sql("customer"), CONTACTS),
        )

    @api.model
    def _leads_of_hidden(self, leads, typed=False):
        """Which of the leads are by text those of customers hidden from the user.

        :param typed: also those that somebody typed in who did not know the customer
        :return: [(id of the lead, id of the customer)]
        """
        if not leads or self._hides_nobody():
            return []
        condition = self._hidden_sql("customer")
        if not typed:
            condition = SQL("lead.confidentiality_typed IS NOT TRUE AND %s", condition)
        return self._pairs(leads, condition)

    @api.model
    def _pairs(self, leads, condition):
        """:return: [(id of a lead, id of a contact that its texts are those of)]"""
        matches = SQL(" UNION ").join(
            SQL(
                f"SELECT customer.id FROM {CONTACTS} customer "
                "WHERE customer.confidentiality_level > '0' AND %s AND %s AND %s = %s",
                condition,
                SQL(extra),
                SQL(theirs),
                SQL(own.format(lead="lead")),
            )
            for own, theirs, extra in MATCHES
        )
        return self.env.execute_query(
            SQL(
                "SELECT lead.id, same.id FROM crm_lead lead, LATERAL (%s) same "
                "WHERE lead.id = ANY(%s)",
                matches,
                list(leads._origin._ids),
                to_flush=self._fields_of_leads(),
            )
        )

    # ------------------------------------------------------------------------ the layer

    @api.model
    @tools.ormcache()
    def _domains(self):
        domains = super()._domains()
        gained = {
            LEAD: Domain.custom(to_sql=_visible_leads, predicate=_is_visible_lead),
            REPORT: Domain.custom(
                to_sql=_visible_rows,
                predicate=lambda row: _is_visible_lead(row.lead_id),
            ),
        }
        return domains | {
            name: domains.get(name, Domain.TRUE) & domain
            for name, domain in gained.items()
        }

    @api.model
    def _hidden_records(self, records):
        hidden = super()._hidden_records(records)
        if records._name == LEAD and records and self._is_active():
            hidden |= records.filtered(lambda lead: not _is_visible_lead(lead))
        return hidden

    @api.model
    def _secret_sql(self, model, query):
        condition = super()._secret_sql(model, query)
        if model._name != LEAD:
            return condition
        return SQL("(%s OR %s)", condition, self._hidden_leads_sql(model._table))

    @api.model
    def _customers(self, record):
        customers = super()._customers(record)
        if record._name != LEAD or not record or not self._is_active():
            return customers
        condition = SQL("lead.confidentiality_typed IS NOT TRUE")
        ids = [partner_id for _id, partner_id in self._pairs(record, condition)]
        return customers | customers.browse(ids)

    @api.model
    def _code(self, record):
        code = super()._code(record)
        if code or record._name != LEAD:
            return code
        pairs = self._leads_of_hidden(record)
        partners = self.env["res.partner"].sudo().browse(p for _id, p in pairs)
        return partners[:1].confidential_code or ""


def _is_visible_lead(lead):
    confidentiality = lead.env["customer.confidentiality"]
    return confidentiality._sees_all() or not lead.sudo().confidentiality_hidden


def _visible_leads(model, alias, _query):
    return model.env["customer.confidentiality"]._no_hidden_leads_sql(alias)


def _visible_rows(model, alias, _query):
    confidentiality = model.env["customer.confidentiality"]
    if confidentiality._hides_nobody():
        return SQL("TRUE")
    return SQL(
        "%s NOT IN (SELECT hidden_lead.id FROM crm_lead hidden_lead WHERE %s)",
        SQL.identifier(alias, "lead_id"),
        confidentiality._hidden_leads_sql("hidden_lead"),
    )
