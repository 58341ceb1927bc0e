from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..tools import contact_sheet, metric_sheet

FETCHED = (
    "name",
    "ref",
    "vat",
    "email",
    "email_normalized",
    "phone",
    "street",
    "city",
    "zip",
    "country_id",
    "user_id",
    "parent_id",
    "is_company",
    "company_id",
    "partner_share",
    "partner_latitude",
    "partner_longitude",
    "commercial_partner_id",
    "customer_grade_id",
)


class CustomerContactImport(models.Model):
    """Whom the rows mean: somebody who is here, another row, or somebody new.

    Asked with the rights of whoever imports: a customer hidden from them is answered
    like one that does not exist, and becomes a contact of their own. Those who decide
    on the hidden one are told of its twin, as of any that is typed in.
    """

    _inherit = "customer.contact.import"

    @api.model
    def _match_rows(self, rows, found):
        partners = self._here_already(rows)
        self._find_parents(rows, partners)
        known = contact_sheet.Directory(self._contact_of(p) for p in partners)
        in_sheet = contact_sheet.Directory()
        by_id = {partner.id: partner for partner in partners}
        taken = {}
        for row in sorted(rows, key=lambda row: (row.depth, row.number)):
            row.contact = self._contact_of_row(row)
            self._check_parent(row, by_id)
            _kind, same_rows = in_sheet.find(row.contact)
            in_sheet.add(row.contact)
            if row.problems:
                continue
            if same_rows:
                row.fail(self._twice(same_rows[0]))
                continue
            row.matched_on, same = known.find(row.contact)
            self._take_match(row, same, by_id, taken)
        self._check_may_write(rows, partners)

    def _twice(self, number):
        return self.env._(
            "The same contact stands in row %(row)s. If they are two, give each of "
            "them a reference.",
            row=number,
        )

    def _take_match(self, row, same, by_id, taken):
        if len(same) > 1:
            row.fail(
                self.env._(
                    "%(count)s contacts are this one; give a reference to tell which.",
                    count=len(same),
                )
            )
        elif same and same[0] in taken:
            row.fail(self._twice(taken[same[0]]))
        elif same:
            taken[same[0]] = row.number
            row.partner_id = same[0]
            self._compare(row, by_id[same[0]])

    def _compare(self, row, partner):
        """What the row would change of a contact that is here already."""
        if not partner.partner_share:
            row.fail(
                self.env._(
                    "%(name)s is a colleague of yours, not a customer.",
                    name=partner.name,
                )
            )
        elif self.duplicates == "skip":
            row.kind = "known"
        else:
            row.changes = self._changes(row, partner)
            if partner.customer_grade_id == row.grade:
                row.grade = None
            self._check_entity(row, partner)
            names = [*row.changes, *(["customer_grade_id"] if row.grade else [])]
            labels = [partner._fields[n]._description_string(self.env) for n in names]
            row.changed = ", ".join(labels)
            if not row.problems:
                row.kind = "changed" if names else "same"

    @api.model
    def _changes(self, row, partner):
        changes = {
            name: value
            for name, value in row.values.items()
            if name != "company_id" and not _is_same(name, partner[name], value)
        }
        # An empty cell says nothing.
        if not metric_sheet.text(row.cells.get("type")):
            changes.pop("is_company", None)
        return changes

    def _check_entity(self, row, partner):
        """Tax number and grade are those of the company, not of one of its people."""
        is_entity = partner.commercial_partner_id == partner
        if not is_entity and ("vat" in row.changes or row.grade):
            row.fail(
                self.env._(
                    "%(name)s belongs to a company; give tax number and grade in the "
                    "row of the company.",
                    name=partner.name,
                )
            )
        elif row.grade and partner.company_id != row.grade.scheme_id.company_id:
            row.fail(
                self.env._(
                    "The grade %(grade)s is not one of the company this customer "
                    "belongs to.",
                    grade=row.grade.name,
                )
            )

    @api.model
    def _check_may_write(self, rows, partners):
        """Nobody changes by a sheet what they may not change by hand."""
        changed = partners.browse(
            {row.partner_id for row in rows if row.kind == "changed"}
        )
        allowed = set(changed._filtered_access("write")._ids)
        for row in rows:
            if row.kind == "changed" and row.partner_id not in allowed:
                row.fail(self.env._("You may not change this contact."))

    # ------------------------------------------------------------------ who there is

    @api.model
    def _here_already(self, rows):
        """The contacts that a row or its parent may mean, seen as the importer does."""
        values = {"ref": set(), "vat": set(), "email_normalized": set(), "name": set()}
        for row in rows:
            names = {row.values.get("name"), row.parent} - {None, ""}
            values["name"] |= {name.strip().lower() for name in names}
            values["ref"] |= {row.values.get("ref"), row.parent} - {None, ""}
            values["vat"].add(metric_sheet.vat(row.values.get("vat")))
            values["email_normalized"].add(
                email_normalize(row.values.get("email") or "") or ""
            )
        ids = self._ids_with(values)
        domain = Domain("id", "in", ids)
        if self.company_id:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        # The contacts of users are found as well, lest twins of colleagues are made.
        partner = self.env["res.partner"].with_context(active_test=False)
        return partner.search_fetch(domain, FETCHED)

    @api.model
    def _ids_with(self, values):
        """The database compares, lest all contacts are read; rights are asked later."""
        columns = {
            "ref": SQL("ref"),
            "vat": SQL("regexp_replace(upper(vat), '[^A-Z0-9]', '', 'g')"),
            "email_normalized": SQL("email_normalized"),
            "name": SQL("lower(btrim(name))"),
        }
        fields = self.env["res.partner"]._fields
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE %s",
                SQL(" OR ").join(
                    SQL(
                        "%s = ANY(%s)",
                        column,
                        list(values[name] - {""}),
                        to_flush=fields[name],
                    )
                    for name, column in columns.items()
                ),
            )
        )
        return [id_ for (id_,) in rows]

    @api.model
    def _contact_of(self, partner):
        is_entity = partner.commercial_partner_id == partner
        return contact_sheet.Contact(
            key=partner.id,
            reference=partner.ref or "",
            vat=metric_sheet.vat(partner.vat or "") if is_entity else "",
            email=partner.email_normalized or "",
            name=partner.name or "",
            phone=partner.phone or "",
            parent=partner.parent_id.id or None,
            is_company=partner.is_company,
        )

    @api.model
    def _contact_of_row(self, row):
        values = row.values
        is_entity = values.get("is_company") or not row.parent
        parent = values.get("parent_id")
        if row.parent_row:
            parent = row.parent_row.partner_id or ("row", row.parent_row.number)
        return contact_sheet.Contact(
            key=row.number,
            reference=values.get("ref", ""),
            vat=metric_sheet.vat(values.get("vat")) if is_entity else "",
            email=email_normalize(values.get("email") or "") or "",
            name=values.get("name", ""),
            phone=values.get("phone", ""),
            parent=parent or None,
            is_company=values.get("is_company", False),
        )

    # ---------------------------------------------------------------------- parents

    @api.model
    def _find_parents(self, rows, partners):
        """By reference before name, in the sheet before what is here already."""
        companies = [row for row in rows if row.values.get("is_company")]
        here = partners.filtered("is_company")
        ways = (
            (True, _grouped(companies, lambda row: row.values.get("ref"))),
            (False, _grouped(here, lambda partner: partner.ref)),
            (True, _grouped(companies, lambda row: _name(row.values.get("name")))),
            (False, _grouped(here, lambda partner: _name(partner.name))),
        )
        for row in rows:
            if row.parent:
                self._find_parent(row, ways)
        numbers = {
            row.number: row.parent_row.number if row.parent_row else None
            for row in rows
        }
        depths = contact_sheet.depths(numbers)
        for row in rows:
            row.depth = depths[row.number] or 0
            if depths[row.number] is None:
                row.fail(
                    self.env._(
                        "parent: “%(parent)s” stands below this row itself.",
                        parent=row.parent[:60],
                    )
                )

    def _find_parent(self, row, ways):
        for place, (is_row, found) in enumerate(ways):
            key = row.parent if place < 2 else _name(row.parent)
            same = found.get(key, ())
            if len(same) > 1:
                row.fail(
                    self.env._(
                        "parent: %(count)s companies are “%(parent)s”; give the "
                        "reference of one.",
                        count=len(same),
                        parent=row.parent[:60],
                    )
                )
                return
            if same and is_row:
                row.parent_row = same[0]
                return
            if same:
                row.values["parent_id"] = same[0].id
                return
        row.fail(
            self.env._(
                "parent: there is no company with the reference or name “%(parent)s”.",
                parent=row.parent[:60],
            )
        )

    def _check_parent(self, row, by_id):
        """What a contact shares with its company is said in the company's row."""
        parent = row.parent_row
        if parent and parent.problems:
            row.fail(
                self.env._(
                    "Its company in row %(row)s has an error.", row=parent.number
                )
            )
            return
        if parent and parent.partner_id:
            row.values["parent_id"] = parent.partner_id
        if not row.parent or row.values.get("is_company") or "vat" not in row.values:
            return
        company = by_id.get(row.values.get("parent_id"))
        vat = parent.values.get("vat") if parent else company and company.vat
        if metric_sheet.vat(vat or "") != metric_sheet.vat(row.values["vat"]):
            row.fail(
                self.env._(
                    "vat: the tax number is that of the company; give it in the "
                    "company's row."
                )
            )
        row.values.pop("vat")


def _name(value):
    return " ".join((value or "").split()).casefold()


def _grouped(items, key):
    found = {}
    for item in items:
        if value := key(item):
            found.setdefault(value, []).append(item)
    return found


def _is_same(name, now, new):
    """Whether a value of a contact is what the row says already."""
    if name == "vat":
        return metric_sheet.vat(now or "") == metric_sheet.vat(new)
    if name in ("partner_latitude", "partner_longitude"):
        return round(now or 0, 7) == round(new, 7)
    if hasattr(now, "_ids"):
        return now.id == new
    return (now or False) == (new or False)
