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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg2 import sql

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r"[\\\n\r\t\0]")
_to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def encode(value: Any) -> str:
    """Return ``value`` as a field of COPY's text format.

    None is NULL, and only None: False is the boolean. dict and list become
    json, bytes a bytea; numbers, dates and naive datetimes themselves. Raise
    ValueError for what PostgreSQL cannot hold (a NUL character, NaN in json)
    or would shift (a datetime with a time zone), TypeError for other types.
    """
    return (_ENCODERS.get(type(value)) or _encoder_of_base(value))(value)


def _encoder_of_base(value: Any) -> Callable[[Any], str]:
    for base in type(value).__mro__:
        if base in _ENCODERS:
            return _ENCODERS[base]
    raise TypeError(f"A {type(value).__name__} cannot be inserted: {value!r}.")


def _encode_text(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    if "\0" in text:
        raise ValueError("A text with a NUL character cannot be inserted.")
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


def _encode_float(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _encode_datetime(value: datetime) -> str:
    if value.tzinfo:
        raise ValueError(f"{value} carries a time zone: give naive UTC.")
    return value.isoformat(" ")


def _encode_json(value: dict | list) -> str:
    return _encode_text(_to_json(value))


def _encode_bytes(value: bytes | memoryview) -> str:
    return "\\\\x" + bytes(value).hex()


_ENCODERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "\\N",
    str: _encode_text,
    bool: lambda value: "t" if value else "f",
    int: str,
    float: _encode_float,
    Decimal: str,
    datetime: _encode_datetime,
    date: date.isoformat,
    dict: _encode_json,
    list: _encode_json,
    bytes: _encode_bytes,
    memoryview: _encode_bytes,
}


class RowStream:
    """File-like view of rows in COPY's text format that holds only a piece.

    ``same`` are values that end every row.
    ``count`` is the number of rows handed out so far.
    """

    def __init__(
        self, rows: Iterable[Sequence[Any]], width: int, same: Sequence[Any] = ()
    ):
        self.count = 0
        self._end = "".join(f"\t{encode(value)}" for value in same) + "\n"
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
        return "\t".join(map(encode, row)) + self._end


def bulk_insert(
    cr,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> int:
    """Insert ``rows`` into ``table`` in the cursor's transaction.

    :param cr: a psycopg2 or Odoo cursor
    :param columns: column names, in the order of the rows' values
    :param rows: consumed as they are sent, a generator never becomes a list;
        it must not use ``cr`` itself
    :param same: further columns, with the value that all rows have in common
    :return: the number of rows inserted
    """
    if not columns:
        raise ValueError("Name at least one column.")
    same = same or {}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, [*columns, *same])),
    )
    stream = RowStream(rows, len(columns), [*same.values()])
    cr.copy_expert(statement, stream)
    return stream.count


def reserve_ids(cr, table: str, count: int) -> list[int]:
    """Draw ``count`` ids from the sequence of ``table``, for rows to insert."""
    cr.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        (f'"{table}"', count),
    )
    return [row[0] for row in cr.fetchall()]
