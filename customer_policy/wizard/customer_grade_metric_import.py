from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import metric_sheet
from .customer_sheet_import_mixin import KEYS, SHOWN_LINES

# What the columns before the figures are called, in every language the same.
COLUMNS = (*KEYS, "month")


class CustomerGradeMetricImport(models.TransientModel):
    """Figures by customer and month, from a sheet."""

    _name = "customer.grade.metric.import"
    _description = "Import Figures"
    _inherit = ["customer.sheet.import.mixin"]

    _template_file = "customer_figures.xlsx"

    file = fields.Binary("Sheet (XLSX)")
    changed_count = fields.Integer(readonly=True)
    line_ids = fields.One2many("customer.grade.metric.import.line", "import_id")

    # ---------------------------------------------------------------------- actions

    def action_preview(self):
        """Say what the sheet would change, and what is wrong with it."""
        self.ensure_one()
        self._check_importer()
        figures, errors = self._read()
        held = self._held(figures)
        kinds = {key: self._kind(held.get(key), value) for key, value, _row in figures}
        counts = list(kinds.values())
        self.write(
            {
                "state": "preview",
                "new_count": counts.count("new"),
                "changed_count": counts.count("changed"),
                "same_count": counts.count("same"),
                "error_count": len(errors),
                "line_ids": [
                    Command.clear(),
                    *self._figure_commands(figures, errors, held, kinds),
                ],
            }
        )
        return self._reopen(self.env._("Import Figures"))

    def action_import(self):
        """Take the figures over; a second time changes nothing."""
        self.ensure_one()
        self._check_importer()
        figures, errors = self._read()
        self._refuse_errors(errors)
        new, changed = (
            self.env["customer.grade.metric.value"]
            .sudo()
            ._upsert(
                [(*key, value) for key, value, _row in figures],
            )
        )
        self.write(
            {
                "state": "done",
                "new_count": new,
                "changed_count": changed,
                "same_count": len(figures) - new - changed,
                "error_count": len(errors),
                "line_ids": [Command.clear()],
            }
        )
        return self._reopen(self.env._("Import Figures"))

    # --------------------------------------------------------------------- business

    def _check_importer(self):
        self.check_access("write")
        self.env["customer.grade.metric.value"].check_access("create")

    @api.model
    def _metrics(self):
        """The figures by the heading of their column."""
        metrics = self.env["customer.grade.metric"].search([("active", "=", True)])
        return {metric.code.strip().lower(): metric for metric in metrics}

    def _template_headings(self):
        return [*COLUMNS, *(metric.code for metric in self._metrics().values())]

    def _instructions(self):
        return [
            self.env._(
                "One row for each customer and month, one column for each figure."
            ),
            self.env._(
                "The customer: external_id, reference or vat, whichever you have; the "
                "first one filled counts. Without these, name and email together."
            ),
            self.env._("The month: a date in it, or as 2025-03."),
            self.env._("An empty figure says nothing: what was imported before stays."),
            self.env._("A figure imported again replaces the one before."),
        ]

    # ---------------------------------------------------------------------- reading

    def _read(self):
        """:return: ([((metric id, partner id, month), value, row number)],
        [(row number, what is wrong)])
        """
        metrics, rows = self._sheet()
        customers = self._match([keys for _number, keys, _month, _cells in rows])
        today = fields.Date.context_today(self)
        figures, errors, seen = [], [], {}
        for (number, _keys, month, cells), (partner_id, problem) in zip(
            rows, customers, strict=True
        ):
            try:
                if problem:
                    raise UserError(problem)
                found = self._row_figures(partner_id, month, cells, metrics, today)
                for key, _value in found:
                    if key in seen:
                        raise UserError(
                            self.env._(
                                "The same customer and month stand in row %(row)s.",
                                row=seen[key],
                            )
                        )
            except UserError as error:
                errors.append((number, str(error)))
                continue
            for key, value in found:
                seen[key] = number
                figures.append((key, value, number))
        return figures, errors

    def _row_figures(self, partner_id, month, cells, metrics, today):
        texts = {
            "no_month": self.env._("The month is missing."),
            "month": self.env._("The month cannot be read; write it as 2025-03."),
            "future": self.env._("The month has not begun yet."),
        }
        try:
            first = metric_sheet.month(month, today)
        except metric_sheet.CellError as error:
            raise UserError(texts[error.args[0]]) from error
        found = []
        for metric, cell in zip(metrics, cells, strict=True):
            try:
                value = metric_sheet.number(cell)
            except metric_sheet.CellError as error:
                raise UserError(
                    self.env._(
                        "%(figure)s: “%(cell)s” is no number.",
                        figure=metric.name,
                        cell=metric_sheet.text(cell)[:40],
                    )
                ) from error
            if value is not None:
                found.append(((metric.id, partner_id, first), value))
        if not found:
            raise UserError(self.env._("There is no figure in this row."))
        return found

    def _sheet(self):
        """:return: (metrics of the columns, [(number, keys, month, cells)])"""
        headings, lines = self._sheet_lines()
        places, metrics = self._columns(headings)
        rows = []
        for number, line in lines:
            cell = dict(enumerate(line)).get
            rows.append(
                (
                    number,
                    {key: metric_sheet.text(cell(places.get(key))) for key in KEYS},
                    cell(places["month"]),
                    [cell(places[metric]) for metric in metrics],
                )
            )
        return metrics, rows

    def _columns(self, headings):
        by_code = self._metrics()
        places, unknown = {}, []
        for place, heading in enumerate(headings):
            if heading in COLUMNS:
                places.setdefault(heading, place)
            elif heading in by_code:
                places.setdefault(by_code[heading], place)
            elif heading:
                unknown.append(heading)
        metrics = [key for key in places if not isinstance(key, str)]
        problem = None
        if unknown:
            problem = self._unknown_headings(unknown)
        elif "month" not in places or not metrics:
            problem = self.env._(
                "The sheet needs a column “month” and one for each figure."
            )
        self._refuse_headings(problem)
        return places, metrics

    # ---------------------------------------------------------------------- preview

    def _held(self, figures):
        """:return: key -> value there already, of the customers of the sheet"""
        Value = self.env["customer.grade.metric.value"]
        keys = {key for key, _value, _row in figures}
        found = Value.search_fetch(
            [
                ("metric_id", "in", list({key[0] for key in keys})),
                ("partner_id", "in", list({key[1] for key in keys})),
                ("month", "in", list({key[2] for key in keys})),
            ],
            ["metric_id", "partner_id", "month", "value"],
        )
        return {(v.metric_id.id, v.partner_id.id, v.month): v.value for v in found}

    @staticmethod
    def _kind(held, value):
        if held is None:
            return "new"
        return "same" if held == value else "changed"

    @staticmethod
    def _figure_commands(figures, errors, held, kinds):
        lines = [
            {"row": row, "kind": "error", "problem": problem}
            for row, problem in errors[:SHOWN_LINES]
        ]
        order = {"changed": 0, "new": 1, "same": 2}
        figures = sorted(figures, key=lambda f: (order[kinds[f[0]]], f[2]))
        lines += [
            {
                "row": row,
                "kind": kinds[key],
                "metric_id": key[0],
                "partner_id": key[1],
                "month": key[2],
                "value": value,
                "value_before": held.get(key),
            }
            for key, value, row in figures[:SHOWN_LINES]
        ]
        return [Command.create(line) for line in lines]
