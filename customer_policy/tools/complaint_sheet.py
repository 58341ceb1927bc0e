"""Cells of a list of cases: to moments and choices, or to what is wrong.

Plain Python without Odoo. A problem is a code, words are the caller's.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from .metric_sheet import FIRST_YEAR, CellError, text

_MOMENT = re.compile(
    r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$"
)


def moment(value: Any, zone: ZoneInfo) -> datetime | None:
    """Return a cell's moment in UTC without zone, None where it is empty.

    A date counts from its beginning in ``zone``. Raise CellError('date') for what is
    no date: ``03/04/2025`` is refused, it is two days.
    """
    if text(value) == "":
        return None
    if isinstance(value, datetime):
        local = value.replace(tzinfo=None)
    elif isinstance(value, date):
        local = datetime.combine(value, time())
    else:
        match = _MOMENT.match(text(value))
        if not match:
            raise CellError("date")
        try:
            local = datetime(*(int(part or 0) for part in match.groups()))
        except ValueError as error:
            raise CellError("date") from error
    if local.year < FIRST_YEAR:
        raise CellError("date")
    utc = local.replace(tzinfo=zone, microsecond=0).astimezone(ZoneInfo("UTC"))
    return utc.replace(tzinfo=None)


def choice(value: Any, choices: Mapping[str, str]) -> str | None:
    """Return the key that a cell names, by itself or by its label; None if empty.

    Raise CellError('choice') for anything else.
    """
    given = text(value).casefold()
    if not given:
        return None
    for key, label in choices.items():
        if given in (key.casefold(), label.casefold()):
            return key
    raise CellError("choice")
