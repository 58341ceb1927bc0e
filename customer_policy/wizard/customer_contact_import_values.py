from odoo import models
from odoo.tools import email_normalize

from ..tools import contact_sheet, metric_sheet
from .customer_contact_import_read import COLUMNS

TEXTS = ("name", "reference", "phone", "street", "city", "zip")
PLACE = {"latitude": 90, "longitude": 180}


class CustomerContactImport(models.Model):
    """What a row says: values for a contact, and everything that is wrong with it."""

    _inherit = "customer.contact.import"

    def _read_row(self, row, found):
        for reader in (
            self._read_texts,
            self._read_kind,
            self._read_email,
            self._read_vat,
            self._read_country,
            self._read_user,
            self._read_place,
            self._read_grade,
        ):
            reader(row, found)
        if self.company_id:
            row.values["company_id"] = self.company_id.id

    def _text(self, row, column):
        """The text of a cell; what cannot be one is a problem of the row."""
        try:
            return contact_sheet.plain_text(row.cells.get(column))
        except metric_sheet.CellError as error:
            row.fail(self._cell_problem(column, error.args[0]))
            return ""

    def _cell_problem(self, column, code):
        texts = {
            "date": self.env._(
                "%(column)s: the cell is a date; format it as text and write it anew.",
                column=column,
            ),
            "truth": self.env._(
                "%(column)s: the cell is true or false; write a text.", column=column
            ),
            "formula": self.env._(
                "%(column)s: the formula in the cell has no result.", column=column
            ),
            "sign": self.env._(
                "%(column)s: there is a character that cannot be stored.", column=column
            ),
            "number": self.env._("%(column)s: this is no number.", column=column),
            "range": self.env._(
                "%(column)s: at most %(limit)s degrees.",
                column=column,
                limit=PLACE.get(column, 0),
            ),
        }
        return texts[code]

    def _read_texts(self, row, found):
        for column in TEXTS:
            if text := self._text(row, column):
                row.values[COLUMNS[column]] = text
        if not row.values.get("name") and not row.problems:
            row.fail(self.env._("The name is missing."))
        row.parent = self._text(row, "parent")

    def _read_kind(self, row, found):
        text = self._text(row, "type").casefold()
        kind = found["kind"].get(text) if text else None
        if text and not kind:
            row.fail(
                self.env._(
                    "type: “%(cell)s” is neither company nor person.", cell=text[:40]
                )
            )
        row.values["is_company"] = (
            kind == "company" if kind else not metric_sheet.text(row.parent)
        )

    def _read_email(self, row, found):
        text = self._text(row, "email")
        if not text:
            return
        if not email_normalize(text):
            row.fail(self.env._("“%(email)s” is no e-mail address.", email=text[:60]))
        else:
            row.values["email"] = text

    def _read_vat(self, row, found):
        text = self._text(row, "vat")
        if text:
            row.values["vat"] = text

    def _read_country(self, row, found):
        text = self._text(row, "country")
        if not text:
            return
        countries = found["country"].get(text.casefold(), ())
        if len(countries) == 1:
            row.values["country_id"] = next(iter(countries))
        else:
            row.fail(
                self.env._(
                    "There is no country “%(country)s”; write its code, such as DE or "
                    "CN.",
                    country=text[:40],
                )
            )

    def _read_user(self, row, found):
        text = self._text(row, "account_manager")
        if not text:
            return
        users = found["user"].get(text.casefold(), ())
        if not users:
            row.fail(
                self.env._(
                    "account_manager: no colleague has the login, e-mail or name "
                    "“%(name)s”.",
                    name=text[:60],
                )
            )
        elif len(users) > 1:
            row.fail(
                self.env._(
                    "account_manager: %(count)s colleagues are “%(name)s”; write the "
                    "login.",
                    count=len(users),
                    name=text[:60],
                )
            )
        else:
            row.values["user_id"] = next(iter(users))

    def _read_place(self, row, found):
        values = {}
        for column, limit in PLACE.items():
            try:
                value = contact_sheet.place(row.cells.get(column), limit)
            except metric_sheet.CellError as error:
                row.fail(self._cell_problem(column, error.args[0]))
                return
            if value is not None:
                values[COLUMNS[column]] = value
        if len(values) == 1:
            row.fail(self.env._("Give latitude and longitude both, or neither."))
        row.values.update(values)

    def _read_grade(self, row, found):
        text = self._text(row, "grade")
        if not text:
            return
        grades = found["grade"].get(text.casefold())
        if not grades:
            row.fail(
                self.env._(
                    "There is no grade “%(grade)s”, but: %(grades)s.",
                    grade=text[:40],
                    grades=self._grade_names(),
                )
            )
        elif row.parent and not row.values.get("is_company"):
            row.fail(
                self.env._(
                    "The grade is that of the company; give it in the company's row."
                )
            )
        else:
            row.grade = grades
