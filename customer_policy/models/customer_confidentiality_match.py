from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..tools.classified import CONTACTS
from .customer_confidentiality import (
    OPEN,
)


def _same(column):
    """The condition under which two contacts, ``a`` and ``b``, share a value."""
    return f"a.{column} = b.{column}"


def _same_text(column):
    return f"lower(btrim(a.{column})) = lower(btrim(b.{column}))"


# Tax numbers are written with and without spaces, dots and the country's letters.
_TAX_NUMBER = (
    "regexp_replace(regexp_replace(upper({0}.vat), '[^A-Z0-9]', '', 'g'),"
    " '^[A-Z]{{2}}', '')"
)
_COMPANIES = "a.is_company AND b.is_company"
_ENTITIES = "a.id = a.commercial_partner_id AND b.id = b.commercial_partner_id"
# By what two contacts are taken for one. The names of people say too little.
SAME = {
    "email": _same("email_normalized"),
    "phone": _same("phone_sanitized"),
    "name": f"{_same_text('name')} AND {_COMPANIES}",
    "vat": f"{_TAX_NUMBER.format('a')} = {_TAX_NUMBER.format('b')}"
    f" AND length(b.vat) > 3 AND {_ENTITIES}",
    "registry": f"{_same_text('company_registry')} AND {_ENTITIES}",
    "reference": f"{_same_text('ref')} AND length(btrim(b.ref)) > 3",
    "barcode": "b.barcode IS NOT NULL AND a.barcode @> b.barcode",
}
COLUMNS = (
    "email_normalized",
    "phone_sanitized",
    "name",
    "is_company",
    "vat",
    "company_registry",
    "barcode",
    "ref",
    "commercial_partner_id",
    "confidentiality_level",
)


class CustomerConfidentiality(models.AbstractModel):
    """Who is whom: contacts that are a hidden customer, and callers that are one."""

    _inherit = "customer.confidentiality"

    @api.model
    def _classified(self, column=None, values=()):
        """The domain of the classified contacts, of those with one of these values.

        :param column: one of those of ``tools/classified.py``; None for all of them
        """
        if not column:
            return self._among_classified(SQL("confidentiality_level > %s", OPEN))
        column = self.env["res.partner"]._fields[column]
        return self._among_classified(
            SQL(
                "confidentiality_level > %s AND %s = ANY(%s)",
                OPEN,
                SQL.identifier(column.name),
                list(values),
                to_flush=column,
            )
        )

    @api.model
    def _with_codes(self, codes):
        """The domain of the contacts that have, or had, one of these codes."""
        return self._among_classified(SQL("confidential_code = ANY(%s)", list(codes)))

    @api.model
    def _among_classified(self, condition):
        """They are few, whatever the size of the table of contacts."""
        partner = self.env["res.partner"]._fields
        found = SQL(
            "(SELECT id FROM %s WHERE %s)",
            SQL.identifier(CONTACTS),
            condition,
            to_flush=[partner["confidentiality_level"], partner["confidential_code"]],
        )
        return Domain("id", "in", found)

    @api.model
    def _find_silently(self, email=None, phone=None, company=None):
        """The contact with this address or number, whoever asks.

        For callers and incoming mails: what comes from a hidden customer is filed with
        it and does not make a second one.

        :param phone: in international format, as in ``phone_sanitized``
        :param company: leave out the contacts of other companies
        :return: a contact with the rights of the superuser, or none
        """
        Partner = self.env["res.partner"].with_user(SUPERUSER_ID)
        wanted = (
            ("email_normalized", email_normalize(email or "", strict=False)),
            ("phone_sanitized", phone),
        )
        shared = [("company_id", "in", [False, company.id])] if company else []
        for name, value in wanted:
            domain = [(name, "=", value), *shared]
            if value and (found := Partner.search(domain, order="id")):
                people = found.filtered(lambda partner: not partner.is_company)
                return (people or found)[:1]
        return Partner

    @api.model
    def _twins(self, partners):
        """Which of these contacts are customers that are hidden from the user.

        One query; where nobody is hidden it looks into a few small indexes.

        :return: [(id of the contact, id of the hidden customer, [key of ``SAME``])]
        """
        hidden = self._hidden_sql("a")
        matches = SQL(" UNION ALL ").join(
            SQL(
                f"SELECT a.id, %s AS kind FROM {CONTACTS} a WHERE %s AND %s",
                kind,
                hidden,
                SQL(condition),
            )
            for kind, condition in SAME.items()
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT b.id, same.id, array_agg(DISTINCT same.kind)
                  FROM res_partner b
                  JOIN LATERAL (%s) same ON same.id <> b.id
                 WHERE b.id = ANY(%s) AND b.confidentiality_level = %s
                 GROUP BY b.id, same.id
                """,
                matches,
                list(partners._ids),
                OPEN,
                to_flush=self._fields_of_twins(),
            )
        )

    @api.model
    def _open_twins(self, partners):
        """Open contacts that are taken for one of these, whoever made them.

        It reads the table once for each way to be the same: for a rare act.

        :return: [(id of the open contact, its author, id of one of ``partners``,
            [key of ``SAME``])]
        """
        matches = SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT b.id AS twin_id, a.id, %s AS kind
                  FROM res_partner a JOIN res_partner b ON b.id <> a.id AND %s
                 WHERE a.id = ANY(%s)
                """,
                kind,
                SQL(condition),
                list(partners._ids),
            )
            for kind, condition in SAME.items()
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT same.twin_id, twin.create_uid, same.id,
                       array_agg(DISTINCT same.kind)
                  FROM (%s) same JOIN res_partner twin ON twin.id = same.twin_id
                 WHERE twin.confidentiality_level = %s AND twin.partner_share
                 GROUP BY same.twin_id, twin.create_uid, same.id
                """,
                matches,
                OPEN,
                to_flush=self._fields_of_twins(),
            )
        )

    @api.model
    def _fields_of_twins(self):
        partner = self.env["res.partner"]._fields
        return [partner[name] for name in COLUMNS]
