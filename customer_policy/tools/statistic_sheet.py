"""A workbook with the figures of a month."""

import io


def build(sheets):
    """Write tables, each on a sheet of its own.

    Texts are written as texts: a name that begins with "=" stays a name.

    :param sheets: list of (name, rows); a row is a list of texts and numbers, the first
        row of a sheet is its heading
    :return: bytes of an xlsx file
    """
    import xlsxwriter  # noqa: PLC0415

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for name, rows in sheets:
            sheet = book.add_worksheet(_sheet_name(name))
            sheet.freeze_panes(1, 0)
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    style = heading if index == 0 else None
                    if value is None or value is False or value == "":
                        continue
                    if isinstance(value, int | float):
                        sheet.write_number(index, column, value, style)
                    else:
                        sheet.write_string(index, column, str(value), style)
            width = max((len(row) for row in rows), default=1)
            sheet.set_column(0, max(width - 1, 0), 18)
    return buffer.getvalue()


def _sheet_name(name):
    """Without what the format forbids in the name of a sheet, at most 31 characters."""
    cleaned = "".join(" " if sign in "[]:*?/\\" else sign for sign in name)
    return cleaned.strip("' ")[:31] or "Sheet"
