"""Rows of a CSV file, as programs of offices write them.

Plain Python without Odoo.
"""

import csv
import io
from collections.abc import Iterator

# Excel writes UTF-8 with a mark or UTF-16; older lists from China are in GB 18030.
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"


def csv_rows(content: bytes) -> Iterator[list[str]]:
    """Return the cells of each line. Raise ValueError for what is no text."""
    text = _decoded(content)
    if "\x00" in text:
        raise ValueError("binary")
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise ValueError("csv") from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("encoding")
