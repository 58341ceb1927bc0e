from odoo import api, models
from odoo.tools import SQL, email_normalize

from ..tools import metric_sheet


class CustomerSheetImportMixin(models.AbstractModel):
    """Whom does a row mean?

    Asked with the rights of whoever imports: a customer hidden from them is answered
    like one that does not exist.
    """

    _inherit = "customer.sheet.import.mixin"

    @api.model
    def _match(self, rows):
        """:param rows: dicts of the texts in the key columns
        :return: per row (id of the commercial entity or None, what is wrong or None)
        """
        return [self._answer(*candidates) for candidates in self._candidates(rows)]

    @api.model
    def _candidates(self, rows):
        """:return: per row (how it names its customer or None, by what, ids of the
        commercial entities that are so)
        """
        lookups = {
            "external_id": self._by_external_id,
            "reference": self._by_reference,
            "vat": self._by_vat,
            "person": self._by_name_and_email,
        }
        wanted = [self._wanted(row) for row in rows]
        found = {
            kind: lookup({value for way, value in wanted if way == kind})
            for kind, lookup in lookups.items()
        }
        return [
            (kind, value, found[kind].get(value, set()) if kind else set())
            for kind, value in wanted
        ]

    @api.model
    def _wanted(self, row):
        """:return: (how the row names its customer, by what)"""
        if row["external_id"]:
            return "external_id", row["external_id"]
        if row["reference"]:
            return "reference", row["reference"]
        if metric_sheet.vat(row["vat"]):
            return "vat", metric_sheet.vat(row["vat"])
        email = email_normalize(row["email"], strict=False)
        if row["name"] and email:
            return "person", (row["name"].lower(), email)
        return None, None

    @api.model
    def _answer(self, kind, value, customers):
        if not kind:
            return None, self.env._(
                "Whom the row means is missing: give external_id, reference or vat, or "
                "name and email together."
            )
        shown = " ".join(value) if kind == "person" else value
        if not customers:
            return None, self.env._("There is no customer “%(key)s”.", key=shown)
        if len(customers) > 1:
            return None, self.env._(
                "%(count)s customers are “%(key)s”; name this one by external_id or a "
                "reference of its own.",
                count=len(customers),
                key=shown,
            )
        return next(iter(customers)), None

    @api.model
    def _group(self, partners, key):
        """:return: key -> ids of the commercial entities"""
        found = {}
        for partner in partners:
            found.setdefault(key(partner), set()).add(partner.commercial_partner_id.id)
        return found

    @api.model
    def _search_customers(self, domain, names):
        Partner = self.env["res.partner"].with_context(active_test=False)
        return Partner.search_fetch(domain, [*names, "commercial_partner_id"])

    @api.model
    def _by_external_id(self, values):
        if not values:
            return {}
        parts = {value: ("__import__." + value).rsplit(".", 2)[-2:] for value in values}
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", "res.partner"),
                    ("name", "in", [name for _module, name in parts.values()]),
                ],
                ["module", "name", "res_id"],
            )
        )
        ids = {(line.module, line.name): line.res_id for line in data}
        partners = self._search_customers([("id", "in", list(ids.values()))], [])
        entities = {p.id: p.commercial_partner_id.id for p in partners}
        return {
            value: {entities[ids[tuple(part)]]}
            for value, part in parts.items()
            if ids.get(tuple(part)) in entities
        }

    @api.model
    def _by_reference(self, values):
        partners = self._search_customers([("ref", "in", list(values))], ["ref"])
        return self._group(partners, lambda partner: partner.ref)

    @api.model
    def _by_vat(self, values):
        if not values:
            return {}
        # People write them with and without dots. The database compares them, lest all
        # customers are read; it says nothing of who may be seen.
        Partner = self.env["res.partner"]
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE vat IS NOT NULL AND"
                " regexp_replace(upper(vat), '[^A-Z0-9]', '', 'g') = ANY(%s)",
                list(values),
                to_flush=Partner._fields["vat"],
            )
        )
        partners = self._search_customers(
            [("id", "in", [id_ for (id_,) in rows])], ["vat"]
        )
        return self._group(partners, lambda partner: metric_sheet.vat(partner.vat))

    @api.model
    def _by_name_and_email(self, values):
        partners = self._search_customers(
            [("email_normalized", "in", [email for _name, email in values])],
            ["name", "email_normalized"],
        )
        return self._group(
            partners,
            lambda partner: (
                (partner.name or "").strip().lower(),
                partner.email_normalized,
            ),
        )
