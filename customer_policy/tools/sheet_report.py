"""Reports as XLSX files, written row by row: memory stays flat whatever their length.

Plain Python without Odoo. Texts are written as texts, so that nothing that begins with
``=`` is calculated; None and False are empty cells.
"""

import io
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, NamedTuple

from .sheet_format import (
    Money,
    Style,
    money_format,
    number_format,
    sheet_name,
    text,
    title,
)
from .sheet_total import Total

ROW_LIMIT = 1_048_576  # of the format
SHOWN_PARTS = 25  # a picture of more is none
PICTURE_ROWS = 17
NUMERIC = ("integer", "number", "share", "money")
WIDTHS = {
    "text": 24,
    "integer": 10,
    "number": 12,
    "share": 10,
    "money": 16,
    "date": 13,
    "datetime": 19,
    "yes": 8,
}
# Totals go by what a filter leaves over.
TOTALS = {"sum": 109, "average": 101, "count": 103}


class Column(NamedTuple):
    title: str
    kind: str = "text"  # a key of WIDTHS
    total: str | None = None  # a key of TOTALS
    width: float | None = None
    digits: int = 2  # of kind "number"


class Count(NamedTuple):
    """How often each value of a column occurs: a table and a picture of it."""

    column: int
    title: str
    picture: str = "bar"  # bar, column, line or pie


class Picture(NamedTuple):
    """Of a short table: its first column along, some others up."""

    title: str
    columns: tuple[int, ...]
    kind: str = "column"


@dataclass
class Sheet:
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    counts: Sequence[Count] = ()
    picture: Picture | None = None
    row_count: int = field(default=0, init=False)


def write(
    stream: BinaryIO,
    sheets: Iterable[Sheet],
    style: Style | None = None,
    about: Sequence[tuple[str, Any]] | Callable[[], Sequence[tuple[str, Any]]] = (),
    properties: dict | None = None,
    row_limit: int = ROW_LIMIT,
) -> int:
    """Write a workbook and return the number of rows in it.

    :param sheets: their rows may be generators; sheets may be one, too, then each is
        written before the next is asked for
    :param about: lines of a last sheet that says what this is; or a function of it,
        called when all else is written
    """
    import xlsxwriter  # noqa: PLC0415

    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        book.set_properties(properties or {})
        return _Writer(book, style or Style(), row_limit).write_all(sheets, about)


def build(sheets: Iterable[Sheet], style: Style | None = None) -> bytes:
    """Return a workbook of a few rows as bytes."""
    buffer = io.BytesIO()
    write(buffer, sheets, style)
    return buffer.getvalue()


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one small table, the kind of each cell told from itself."""
    columns = [Column(heading, width=18) for heading in headings]
    return build([Sheet(title, columns, rows)])


class _Writer:
    def __init__(self, book, style, row_limit):
        self._book = book
        self._style = style
        self._row_limit = row_limit
        self._formats = {}
        self._names = []
        self._head = self._format(
            bold=True, bottom=1, text_wrap=True, valign="top", bg_color="#E7ECEF"
        )
        self._bold = self._format(bold=True)

    def write_all(self, sheets, about):
        count, counted = 0, []
        for sheet in sheets:
            count += self._write_sheet(sheet, counted)
        if counted:
            self._write_overview(counted)
        lines = about() if callable(about) else about
        if lines:
            self._write_about(lines)
        if not self._names:
            self._add_sheet(self._style.about)
        return count

    # ------------------------------------------------------------------------- a table

    def _write_sheet(self, sheet, counted):
        tallies = [Counter() for _count in sheet.counts]
        rows, count = iter(sheet.rows), 0
        row = next(rows, None)
        while True:
            written, row = self._write_part(sheet, row, rows, tallies)
            count += written
            if row is None:
                break
        counted += zip(sheet.counts, tallies, strict=True)
        sheet.row_count = count
        return count

    def _write_part(self, sheet, row, rows, tallies):
        """Write as many rows as one sheet can hold.

        :return: number of rows, and the row that found no place
        """
        page = self._add_sheet(sheet.title)
        self._set_up(page, sheet.columns)
        totals = {
            index: Total(column.total)
            for index, column in enumerate(sheet.columns)
            if column.total
        }
        kinds = [column.kind for column in sheet.columns]
        formats = [self._of_column(column) for column in sheet.columns]
        number, kept = 0, []
        while row is not None and number < self._row_limit - 2:
            number += 1
            self._write_row(page, number, row, kinds, formats)
            for index, total in totals.items():
                if row[index] is not None and row[index] is not False:
                    total.add(row[index])
            for count, tally in zip(sheet.counts, tallies, strict=True):
                tally[row[count.column] or None] += 1
            if sheet.picture:
                kept.append(row)
            row = next(rows, None)
        self._finish(page, sheet, number, totals)
        if sheet.picture and kept:
            self._draw_table(page, sheet, kept)
        return number, row

    def _set_up(self, page, columns):
        for index, column in enumerate(columns):
            width = column.width or max(WIDTHS[column.kind], len(column.title) * 1.1)
            page.set_column(index, index, min(width, 60))
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&L&A&R&P / &N")
        for index, column in enumerate(columns):
            page.write_string(0, index, text(column.title), self._head)

    def _write_row(self, page, number, row, kinds, formats):
        for index, value in enumerate(row):
            if value is None or value is False or value == "":
                continue
            if isinstance(value, str):
                page.write_string(number, index, text(value))
            else:
                self._write_value(page, number, index, value, kinds, formats)

    def _write_value(self, page, number, index, value, kinds, formats):
        if value is True:
            page.write_string(number, index, text(self._style.yes))
        elif isinstance(value, Money):
            known = self._money(value.currency)
            page.write_number(number, index, value.amount, known)
        elif isinstance(value, int | float) and math.isfinite(value):
            known = formats[index] if kinds[index] in NUMERIC else None
            if known is None and isinstance(value, float):
                known = self._number(2)
            page.write_number(number, index, value, known)
        elif isinstance(value, date) and value.year > 1900:  # noqa: PLR2004
            is_moment = isinstance(value, datetime)
            known = self._moment() if is_moment else self._date()
            page.write_datetime(number, index, value, known)
        else:
            page.write_string(number, index, text(value))

    def _finish(self, page, sheet, number, totals):
        last = len(sheet.columns) - 1
        if not sheet.columns:
            return
        page.autofilter(0, 0, max(number, 1), last)
        if not totals or not number:
            return
        below = number + 1
        free = next((i for i in range(last + 1) if i not in totals), None)
        if free is not None:
            page.write_string(below, free, text(self._style.total), self._bold)
        for index in sorted(totals):
            self._write_total(page, below, index, sheet.columns[index], totals[index])

    def _write_total(self, page, below, index, column, total):
        from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

        value = total.value()
        if value is None:
            return
        known = self._of_column(column, bold=True)
        if total.currencies:
            known = self._money(*total.currencies, bold=True)
        if total.kind == "count":
            known = self._number(0, bold=True)
        letters = xl_col_to_name(index)
        formula = f"=SUBTOTAL({TOTALS[total.kind]},{letters}2:{letters}{below})"
        page.write_formula(below, index, formula, known, value)

    # ------------------------------------------------------------------------ pictures

    def _draw_table(self, page, sheet, rows):
        """Beside a short table, at its right."""
        picture, shown = sheet.picture, rows[:SHOWN_PARTS]
        chart = self._chart(picture.kind, picture.title, len(picture.columns) > 1)
        for index in picture.columns:
            chart.add_series(
                {
                    "name": [page.name, 0, index],
                    **_cells(page.name, 1, len(shown), 0, index, shown),
                }
            )
        page.insert_chart(1, len(sheet.columns) + 1, chart)

    def _write_overview(self, counted):
        page = self._add_sheet(self._style.overview)
        page.set_column(0, 0, 32)
        page.set_column(1, 1, 12)
        top = 0
        for count, tally in counted:
            top = self._write_count(page, top, count, tally)

    def _write_count(self, page, top, count, tally):
        """:return: the row below it"""
        # The largest first; of equal ones by name, so that it is the same each time.
        found = sorted(tally.items(), key=lambda item: (-item[1], str(item[0])))
        rows = [(self._label(value), number) for value, number in found[:SHOWN_PARTS]]
        if rest := sum(number for _value, number in found[SHOWN_PARTS:]):
            rows.append((self._style.others, rest))
        page.write_string(top, 0, text(count.title), self._head)
        page.write_string(top, 1, text(self._style.number), self._head)
        whole = self._number(0)
        for row, (label, number) in enumerate(rows, top + 1):
            page.write_string(row, 0, text(label))
            page.write_number(row, 1, number, whole)
        below = top + len(rows) + 1
        if rows:
            page.write_string(below, 0, text(self._style.total), self._bold)
            page.write_formula(
                below,
                1,
                f"=SUM(B{top + 2}:B{below})",
                self._number(0, bold=True),
                sum(number for _label, number in rows),
            )
            chart = self._chart(count.picture, count.title, is_compared=False)
            first, last = top + 1, top + len(rows)
            chart.add_series(
                {
                    "name": title(count.title),
                    "data_labels": {"value": True},
                    **_cells(page.name, first, last, 0, 1, rows),
                }
            )
            page.insert_chart(top, 3, chart)
        return max(below + 2, top + PICTURE_ROWS)

    def _label(self, value):
        if value is None:
            return self._style.none
        return self._style.yes if value is True else value

    def _chart(self, kind, name, is_compared):
        chart = self._book.add_chart({"type": kind})
        chart.set_title({"name": title(name), "name_font": {"size": 12}})
        if kind == "bar":
            chart.set_y_axis({"reverse": True})
        if kind != "pie" and not is_compared:
            chart.set_legend({"none": True})
        return chart

    # ------------------------------------------------------------------------- the rest

    def _write_about(self, lines):
        page = self._add_sheet(self._style.about)
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 60)
        formats = [None, None]
        for number, (label, value) in enumerate(lines):
            page.write_string(number, 0, text(label), self._bold)
            self._write_row(page, number, [None, value], ["text"] * 2, formats)

    def _add_sheet(self, title):
        name = sheet_name(title, self._names)
        self._names.append(name)
        return self._book.add_worksheet(name)

    def _of_column(self, column, bold=False):
        if column.kind == "integer":
            return self._number(0, bold)
        if column.kind in ("number", "money"):
            return self._number(column.digits, bold)
        if column.kind == "share":
            return self._format(num_format="0.0%", bold=bold)
        return self._format(bold=True) if bold else None

    def _number(self, digits, bold=False):
        number = number_format(digits, self._style.grouped)
        return self._format(num_format=number, bold=bold)

    def _money(self, currency, bold=False):
        number = money_format(currency, self._style.grouped)
        return self._format(num_format=number, bold=bold)

    def _date(self):
        return self._format(num_format=self._style.date, align="left")

    def _moment(self):
        number = f"{self._style.date} {self._style.time}"
        return self._format(num_format=number, align="left")

    def _format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]


def _cells(name, first, last, along, up, rows):
    """A series, with the values for programs that calculate nothing."""
    values = [row[up] for row in rows]
    return {
        "categories": [name, first, along, last, along],
        "values": [name, first, up, last, up],
        "categories_data": [title(row[along] or "") for row in rows],
        "values_data": [
            value.amount if isinstance(value, Money) else value or 0 for value in values
        ],
    }
