from dataclasses import dataclass, field
from typing import Any

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import contact_sheet, metric_sheet

# What the columns are called, in every language the same; beside it the field.
COLUMNS = {
    "name": "name",
    "type": "company_type",
    "parent": "parent_id",
    "reference": "ref",
    "vat": "vat",
    "phone": "phone",
    "email": "email",
    "street": "street",
    "city": "city",
    "zip": "zip",
    "country": "country_id",
    "account_manager": "user_id",
    "grade": "customer_grade_id",
    "latitude": "partner_latitude",
    "longitude": "partner_longitude",
}


@dataclass
class Row:
    """A row of the sheet, and what it comes to."""

    number: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    parent: str = ""
    parent_row: "Row | None" = None
    depth: int = 0
    grade: Any = None
    contact: contact_sheet.Contact | None = None
    kind: str = "new"
    partner_id: int | None = None
    matched_on: str | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    changed: str = ""

    @property
    def problem(self):
        return " ".join(self.problems)

    def fail(self, problem):
        self.problems.append(problem)
        self.kind = "error"

    def _line(self):
        return {
            "row": self.number,
            "kind": self.kind,
            "name": self.values.get("name") or False,
            "reference": self.values.get("ref") or False,
            "partner_id": self.partner_id,
            "matched_on": self.matched_on,
            "changes": self.changed or False,
            "problem": self.problem or False,
        }


class CustomerContactImport(models.Model):
    """The rows of a sheet, and what they may name; a row is read in ``…_values``."""

    _inherit = "customer.contact.import"

    # --------------------------------------------------------------------- template

    def _template_headings(self):
        return list(COLUMNS)

    def _instructions(self):
        return [
            self.env._(
                "One row for each company or person. Only name has to be there."
            ),
            self.env._(
                "type: company or person. Empty: a person where parent is given, else "
                "a company."
            ),
            self.env._(
                "parent: the company somebody works for, by its reference or name, in "
                "this sheet or here already."
            ),
            self.env._(
                "A row is a contact that is here already if the reference is the same, "
                "else the tax number (vat), else the e-mail, else name and phone. The "
                "same sheet imported twice brings nothing in twice."
            ),
            self.env._("country: its code, such as DE or CN, or its name."),
            self.env._("account_manager: login, e-mail or name of a colleague."),
            self.env._("grade: %(grades)s", grades=self._grade_names()),
            self.env._("latitude, longitude: degrees, as 31.2304 and 121.4737."),
            self.env._("An empty cell says nothing: what is here already stays."),
            self.env._(
                "Format references, phone and zip as text, lest dates are made of "
                "them; merge no cells."
            ),
        ]

    def _grade_names(self):
        scheme = self._scheme(self.company_id.id)
        return ", ".join(scheme.grade_ids.mapped("name")) or "-"

    @api.model
    def _scheme(self, company_id):
        return self.env["customer.grade.scheme"].search(
            [("is_primary", "=", True), ("company_id", "=", company_id or False)],
            limit=1,
        )

    # ---------------------------------------------------------------------- reading

    def _read(self):
        """:return: the rows, with everything that is wrong and whom each one means"""
        rows = self._rows()
        found = self._look_up(rows)
        for row in rows:
            self._read_row(row, found)
        self._match_rows(rows, found)
        return rows

    def _rows(self):
        headings, lines = self._sheet_lines()
        self._check_merged()
        places = self._places(headings)
        if not lines:
            raise UserError(
                self.env._("There is no row below the headings. Nothing to import.")
            )
        return [
            Row(
                number,
                {
                    name: line[place] if place < len(line) else None
                    for name, place in places.items()
                },
            )
            for number, line in lines
        ]

    def _places(self, headings):
        """:return: {column: place}"""
        if not any(headings):
            raise UserError(
                self.env._("The first sheet is empty. Start from the template.")
            )
        names = self._headings()
        places, unknown, twice = {}, [], []
        for place, heading in enumerate(headings):
            name = names.get(heading.strip("* "))
            if name in places:
                twice.append(heading)
            elif name:
                places[name] = place
            elif heading:
                unknown.append(heading)
        problem = None
        if "name" not in places:
            problem = self.env._(
                "This is not the right sheet: in the first row there is no heading "
                "“name”, but: %(headings)s. The customers must be on the first sheet "
                "of the file.",
                headings=", ".join(filter(None, headings))[:200],
            )
        elif unknown:
            problem = self._unknown_headings(unknown)
        elif twice:
            problem = self.env._(
                "These headings are there twice: %(headings)s.",
                headings=", ".join(twice),
            )
        self._refuse_headings(problem)
        return places

    def _headings(self):
        """:return: {heading in small letters: column}; labels of the form do as well"""
        partner = self.env["res.partner"]
        found = {}
        for name, field_name in COLUMNS.items():
            label = partner._fields[field_name]._description_string(self.env)
            found.setdefault((label or name).lower(), name)
        return {**found, **{name: name for name in COLUMNS}}

    def _check_merged(self):
        content = self._file_content()
        if not content.startswith(b"PK"):
            return
        book = self._workbook(content)
        try:
            path = getattr(book.worksheets[0], "_worksheet_path", None)
        finally:
            book.close()
        if path and (found := next(contact_sheet.merged_cells(content, path), None)):
            raise UserError(
                self.env._(
                    "The cells %(cells)s are merged, so that all but the first look "
                    "empty. Undo the merging in the sheet and choose it again.",
                    cells=found,
                )
            )

    def _workbook(self, content):
        book = super()._workbook(content)
        if not book.worksheets:
            book.close()
            raise UserError(
                self.env._("There is no sheet in this file. Start from the template.")
            )
        return book

    # ------------------------------------------------------------- what can be named

    def _look_up(self, rows):
        """What the rows may name, all of it asked for at once."""
        partner = self.env["res.partner"]
        labels = dict(partner._fields["company_type"]._description_selection(self.env))
        return {
            "kind": {
                **{label.casefold(): key for key, label in labels.items()},
                **{key: key for key in labels},
            },
            "country": self._countries(),
            "user": self._colleagues(rows),
            "grade": self._grades(),
        }

    def _countries(self):
        """:return: {name in any language here, or code: ids}"""
        found = {}
        countries = self.env["res.country"].search([("code", "!=", False)])
        for code, _name in self.env["res.lang"].get_installed():
            for country in countries.with_context(lang=code):
                for key in (country.code, country.name):
                    if key:
                        found.setdefault(key.casefold(), set()).add(country.id)
        return found

    def _colleagues(self, rows):
        """:return: {login, e-mail or name: ids}; a login comes before a name"""
        wanted = {
            metric_sheet.text(row.cells.get("account_manager")).casefold()
            for row in rows
        } - {""}
        if not wanted:
            return {}
        users = self.env["res.users"].search([("share", "=", False)])
        if self.company_id:
            users = users.filtered(
                lambda user: self.company_id in user.sudo().company_ids
            )
        found = {}
        for name in ("login", "email", "name"):
            level = {}
            for user in users.sudo():
                key = (user[name] or "").casefold()
                if key in wanted and key not in found:
                    level.setdefault(key, set()).add(user.id)
            found.update(level)
        return found

    def _grades(self):
        """:return: {name or code: grade} of the primary scheme"""
        scheme = self._scheme(self.company_id.id)
        grades = scheme.grade_ids.filtered("active")
        return {
            **{grade.code.casefold(): grade for grade in grades if grade.code},
            **{grade.name.casefold(): grade for grade in grades},
        }
