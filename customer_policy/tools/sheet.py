"""A sheet of rows as an XLSX file."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any


def write(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return an XLSX file with one sheet.

    Numbers stay numbers, dates become dates; all else is text, so that nothing that
    begins with ``=`` is calculated. None and False are empty cells.
    """
    import xlsxwriter  # noqa: PLC0415

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(title[:31])
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if value is None or value is False:
                    continue
                if isinstance(value, float):
                    sheet.write_number(number, column, value, money)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write_string(number, column, str(value))
        sheet.set_column(0, max(len(headings) - 1, 0), 18)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
