"""How a workbook writes dates, amounts and texts, in the way of a language.

Plain Python without Odoo.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

TEXT_LIMIT = 32_767  # of the format
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_STRFTIME = re.compile(r"%(-?)([A-Za-z%])|([^%]+)|(%)")
_DIRECTIVES = {
    "Y": "yyyy",
    "y": "yy",
    "m": "mm",
    "d": "dd",
    "e": "d",
    "b": "mmm",
    "h": "mmm",
    "B": "mmmm",
    "a": "ddd",
    "A": "dddd",
    "H": "hh",
    "I": "hh",
    "M": "mm",
    "S": "ss",
    "p": "AM/PM",
    "F": "yyyy-mm-dd",
    "T": "hh:mm:ss",
    "R": "hh:mm",
    "%": '"%"',
}


class Currency(NamedTuple):
    symbol: str
    position: str = "after"
    digits: int = 2


class Money(NamedTuple):
    amount: float
    currency: Currency


class Style(NamedTuple):
    """How a language writes dates and numbers, and the words of a workbook."""

    date: str = "yyyy-mm-dd"
    time: str = "hh:mm"
    grouped: bool = True
    yes: str = "yes"
    total: str = "Total"
    overview: str = "Overview"
    number: str = "Number"
    others: str = "Others"
    none: str = "None"
    about: str = "About"


def excel_format(strftime: str) -> str:
    """Return the number format that shows what ``strftime`` would."""
    parts = []
    for flat, directive, words, percent in _STRFTIME.findall(strftime):
        if directive:
            known = _DIRECTIVES.get(directive, "")
            parts.append(known[:1] if flat and known in ("mm", "dd") else known)
        else:
            parts.append(_literal(words or percent))
    return "".join(parts).replace('""', "")


def money_format(currency: Currency, grouped: bool = True) -> str:
    """Return the number format of amounts: ``¥#,##0.00``, ``#,##0.00 €``."""
    number = number_format(currency.digits, grouped)
    symbol = _quoted(currency.symbol)
    if not currency.symbol:
        return number
    return symbol + number if currency.position == "before" else f"{number} {symbol}"


def number_format(digits: int, grouped: bool = True) -> str:
    whole = "#,##0" if grouped else "0"
    return f"{whole}.{'0' * digits}" if digits else whole


def sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """Return a name that the format allows and that no other sheet has."""
    cleaned = "".join(" " if sign in "[]:*?/\\" else sign for sign in title(name))
    cleaned = cleaned.strip("' ")[:31].strip("' ") or "Sheet"
    if cleaned.casefold() == "history":  # reserved
        cleaned += "_"
    known = {one.casefold() for one in taken}
    result, number = cleaned, 1
    while result.casefold() in known:
        number += 1
        tail = f" ({number})"
        result = cleaned[: 31 - len(tail)] + tail
    return result


def title(value: Any) -> str:
    """Return what a heading of a picture can hold of a text."""
    return _UNPRINTABLE.sub(" ", str(value))


def text(value: Any) -> str:
    """Return what a cell can hold of a text, and holds as text."""
    result = _SURROGATES.sub("\ufffd", str(value))
    if len(result) > TEXT_LIMIT:
        result = result[: TEXT_LIMIT - 1] + "…"
    # The writer takes such a thing for markup of its own.
    return (
        result + " " if result.startswith("<r>") and result[-4:] == "</r>" else result
    )


def _literal(words):
    """Signs that mean themselves stay as they are, so that it can be read."""
    return "".join(sign if sign in " -/.,:" else _quoted(sign) for sign in words)


def _quoted(words):
    """A literal; a quotation mark cannot stand in one."""
    return '"{}"'.format(words.replace('"', "”"))
