"""Insert many rows through PostgreSQL's COPY, several times faster than the ORM.

What it skips: the ORM's defaults, computed and related columns, constraints
and overrides in Python, tracking, and the columns ``create_uid``,
``create_date``, ``write_uid``, ``write_date``: give every column that must not
stay at the database's default. Access rights are not checked. Constraints and
triggers of the database do apply, and refuse the whole batch.

The caller flushes what is still pending in the ORM and is referred to by the
rows (``env.flush_all()``), invalidates the cache afterwards
(``env.invalidate_all()`` or ``model.invalidate_model()``), and marks stored
computed fields for recomputation where it has not filled them itself.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg2 import sql

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r"[\\\n\r\t]")


def encode(value: Any) -> str:
    """Return ``value`` as a field of COPY's text format.

    None is NULL, and only None: False is the boolean. dict and list become
    json, bytes a bytea; numbers, dates and naive datetimes themselves. Raise
    ValueError for what PostgreSQL cannot hold (a NUL character, NaN in json)
    or would shift (a datetime with a time zone), TypeError for other types.
    """
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return _escape(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else _not_finite(value)
    if isinstance(value, datetime):
        if value.tzinfo:
            raise ValueError(f"{value} carries a time zone: give naive UTC.")
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return _escape(json.dumps(value, ensure_ascii=False, allow_nan=False))
    if isinstance(value, (bytes, memoryview)):
        return "\\\\x" + bytes(value).hex()
    raise TypeError(f"A {type(value).__name__} cannot be inserted: {value!r}.")


def _escape(text: str) -> str:
    if "\0" in text:
        raise ValueError("A text with a NUL character cannot be inserted.")
    if _SPECIAL.search(text):
        return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)
    return text


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


class RowStream:
    """File-like view of rows in COPY's text format that holds only a piece.

    ``count`` is the number of rows handed out so far.
    """

    def __init__(self, rows: Iterable[Sequence[Any]], width: int):
        self.count = 0
        self._rows: Iterator[Sequence[Any]] = iter(rows)
        self._width = width
        self._rest = ""

    def read(self, size: int = -1) -> str:  # pylint: disable=method-required-super
        pieces = [self._rest]
        length = len(self._rest)
        while size < 0 or length < size:
            row = next(self._rows, None)
            if row is None:
                break
            line = self._line(row)
            pieces.append(line)
            length += len(line)
        text = "".join(pieces)
        if size < 0:
            size = length
        self._rest = text[size:]
        return text[:size]

    def _line(self, row: Sequence[Any]) -> str:
        if len(row) != self._width:
            raise ValueError(f"{self._width} columns, but a row of {len(row)}: {row}")
        self.count += 1
        return "\t".join(map(encode, row)) + "\n"


def bulk_insert(
    cr, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert ``rows`` into ``table`` in the cursor's transaction.

    :param cr: a psycopg2 or Odoo cursor
    :param columns: column names, in the order of the rows' values
    :param rows: consumed as they are sent, a generator never becomes a list;
        it must not use ``cr`` itself
    :return: the number of rows inserted
    """
    if not columns:
        raise ValueError("Name at least one column.")
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    stream = RowStream(rows, len(columns))
    cr.copy_expert(statement, stream)
    return stream.count


def reserve_ids(cr, table: str, count: int) -> list[int]:
    """Draw ``count`` ids from the sequence of ``table``, for rows to insert."""
    cr.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        (f'"{table}"', count),
    )
    return [row[0] for row in cr.fetchall()]
