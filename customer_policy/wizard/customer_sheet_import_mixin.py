import base64
import io
import zipfile

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import complaint_sheet, metric_sheet, sheet_rows

# By which columns a row names its customer, in every language the same.
KEYS = ("external_id", "reference", "vat", "name", "email")
# People look at some rows; the counts are those of all.
SHOWN_LINES = 200


class CustomerSheetImportMixin(models.AbstractModel):
    """A sheet from elsewhere: looked at first, then taken over, never twice.

    The preview and the import read the same file in the same way. Whom a row means is
    in ``…_match``.
    """

    _name = "customer.sheet.import.mixin"
    _description = "Import of a Sheet"

    # A class that inherits may say otherwise.
    _max_rows = 100_000
    _accepts_csv = False
    _template_file = "sheet.xlsx"

    file = fields.Binary("Sheet", attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("preview", "Look"), ("done", "Done")], default="choose"
    )
    skip_errors = fields.Boolean("Leave out the rows with errors")
    new_count = fields.Integer(readonly=True)
    same_count = fields.Integer(readonly=True)
    error_count = fields.Integer(readonly=True)

    # ---------------------------------------------------------------------- actions

    def action_template(self):
        """Download an empty sheet with a column for everything that can be given."""
        self.ensure_one()
        content = self._template()
        self.write(
            {"file": base64.b64encode(content), "file_name": self._template_file}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/"
            f"{self._template_file}?download=true",
            "target": "download",
        }

    # --------------------------------------------------------------------- business

    def _template_headings(self):
        """:return: the headings of the columns"""
        return []

    def _instructions(self):
        """:return: lines that explain the columns"""
        return []

    def _reopen(self, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _refuse_errors(self, errors):
        if errors and not self.skip_errors:
            raise UserError(
                self.env._(
                    "%(count)s rows have errors, e.g. row %(row)s: %(error)s Mend the "
                    "sheet, or choose to leave those rows out.",
                    count=len(errors),
                    row=errors[0][0],
                    error=errors[0][1],
                )
            )

    def _template(self):
        import xlsxwriter  # noqa: PLC0415

        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True})
            sheet = book.add_worksheet()
            headings = self._template_headings()
            sheet.write_row(0, 0, headings, bold)
            sheet.set_column(0, len(headings) - 1, 18)
            sheet.freeze_panes(1, 0)
            notes = book.add_worksheet("?")
            notes.set_column(0, 0, 100)
            for place, text in enumerate(self._instructions()):
                notes.write_string(place, 0, text)
        return buffer.getvalue()

    # ---------------------------------------------------------------------- preview

    def _preview_commands(self, new, known, errors):
        """Lines of the preview: what is wrong, what is new, what is here already.

        :param new: [(row number, values)]
        :param known: [(row number, cells)]
        :param errors: [(row number, what is wrong)]
        """
        lines = [
            {"row": row, "kind": "error", "problem": problem}
            for row, problem in errors[:SHOWN_LINES]
        ]
        lines += [
            {"row": row, "kind": "new", **self._shown_new(values)}
            for row, values in new[:SHOWN_LINES]
        ]
        lines += [
            {"row": row, "kind": "known", **self._shown_known(cells)}
            for row, cells in known[:SHOWN_LINES]
        ]
        return [Command.create(line) for line in lines]

    def _shown_new(self, values):
        """:return: what a line of the preview shows of values to be created"""
        return {}

    def _shown_known(self, cells):
        return {"reference": metric_sheet.text(cells["external_reference"])}

    # ---------------------------------------------------------------------- reading

    def _cells_of(self, columns, required):
        """:return: [(row number, {column: cell})] of a sheet with headings that say so

        :raise UserError: for a heading that is none of the columns, or a missing one
        """
        headings, lines = self._sheet_lines()
        places = {}
        for place, heading in enumerate(headings):
            if heading:
                places.setdefault(heading, place)
        problem = None
        if unknown := [heading for heading in places if heading not in columns]:
            problem = self._unknown_headings(unknown)
        elif missing := [name for name in required if name not in places]:
            problem = self.env._(
                "These columns are missing: %(columns)s.", columns=", ".join(missing)
            )
        self._refuse_headings(problem)
        return [
            (
                number,
                {
                    name: line[place] if place < len(line) else None
                    for name, place in places.items()
                },
            )
            for number, line in lines
        ]

    def _unknown_headings(self, headings):
        return self.env._(
            "Nothing is known by these headings: %(headings)s.",
            headings=", ".join(headings),
        )

    def _refuse_headings(self, problem):
        """:param problem: what is wrong with the first row, if anything"""
        if problem:
            raise UserError(
                self.env._("%(problem)s Start from the template.", problem=problem)
            )

    def _choice(self, cell, column, choices):
        """:return: the key of what a cell names, or None of an empty one"""
        try:
            return complaint_sheet.choice(cell, choices)
        except metric_sheet.CellError as error:
            raise UserError(
                self.env._(
                    "%(column)s: “%(cell)s” is none of %(choices)s.",
                    column=column,
                    cell=metric_sheet.text(cell)[:40],
                    choices=", ".join(choices),
                )
            ) from error

    def _sheet_lines(self):
        """:return: (headings in small letters, [(row number, cells)])"""
        lines = self._all_lines()
        headings = [metric_sheet.text(cell).lower() for cell in next(lines, ())]
        rows = []
        for number, line in enumerate(lines, start=2):
            if not any(metric_sheet.text(cell) for cell in line):
                continue
            if len(rows) == self._max_rows:
                raise UserError(
                    self.env._(
                        "The sheet has more than %(count)s rows; import it in parts.",
                        count=self._max_rows,
                    )
                )
            rows.append((number, line))
        return headings, rows

    def _all_lines(self):
        """The cells of each line, headings and empty lines among them."""
        if not self.file:
            raise UserError(self.env._("Choose a sheet first."))
        content = base64.b64decode(self.file)
        if self._accepts_csv and not content.startswith(b"PK"):
            try:
                yield from sheet_rows.csv_rows(content)
            except ValueError as error:
                raise UserError(
                    self.env._(
                        "This is neither an XLSX nor a CSV file. Start from the "
                        "template."
                    )
                ) from error
            return
        book = self._workbook(content)
        try:
            yield from book.worksheets[0].iter_rows(values_only=True)
        finally:
            book.close()

    def _workbook(self, content):
        import openpyxl  # noqa: PLC0415

        try:
            return openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise UserError(
                self.env._("This is no XLSX file. Start from the template.")
            ) from error
