"""Cells of a sheet of figures: to months and numbers, or to what is wrong.

Plain Python without Odoo. A problem is a code, words are the caller's.
"""

import math
import re
from datetime import date, datetime
from typing import Any

_MONTH = re.compile(r"^\s*(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?\s*$")
FIRST_YEAR = 1970


class CellError(ValueError):
    """``args[0]`` is the code: no_month, month, future, number."""


def text(value: Any) -> str:
    """Return a cell as text: a reference typed as a number loses its ``.0``."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def month(value: Any, today: date) -> date:
    """Return the first day of the month that a cell names.

    A date, ``2025-03``, ``2025/3`` or ``2025-03-31``. Raise CellError('no_month'),
    ('month') for anything else, ('future') for a month not begun by ``today``.
    """
    if value is None or text(value) == "":
        raise CellError("no_month")
    if isinstance(value, datetime | date):
        year, number = value.year, value.month
    else:
        match = _MONTH.match(text(value))
        if not match:
            raise CellError("month")
        year, number = int(match[1]), int(match[2])
    if not (1 <= number <= 12 and year >= FIRST_YEAR):
        raise CellError("month")
    if (year, number) > (today.year, today.month):
        raise CellError("future")
    return date(year, number, 1)


def number(value: Any) -> float | None:
    """Return the figure of a cell, None where it is empty.

    Raise CellError('number') for text that is no plain number, a truth value, NaN
    and infinity. ``1,5`` is refused: it is 1.5 here and 15 there.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        raise CellError("number")
    try:
        result = float(value)
    except (TypeError, ValueError) as error:
        raise CellError("number") from error
    if not math.isfinite(result):
        raise CellError("number")
    return result


def vat(value: Any) -> str:
    """Return a tax number without the spaces, dots and dashes people write."""
    return re.sub(r"[^A-Z0-9]", "", text(value).upper())
