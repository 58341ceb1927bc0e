"""Rows of a sheet of contacts: what their cells say, and which contact a row means.

Plain Python without Odoo. A problem is a code, words are the caller's.
"""

import io
import re
import zipfile
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from .metric_sheet import CellError, number, text

# So many digits at the end of two phone numbers make them the same: one is written
# with the country's code, the other without.
PHONE_DIGITS = 9
SHORTEST_VAT = 4
# What Excel writes where a formula has no result.
_BROKEN = re.compile(r"^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)$")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z0-9:]+)\"")
_PIECE = 1 << 20
_OVERLAP = 200
# By what a contact is known, the surest first.
KEYS = ("reference", "vat", "email", "name")


@dataclass(frozen=True)
class Contact:
    """What tells one contact from another, of a row or of the database."""

    key: Hashable
    reference: str = ""
    vat: str = ""
    email: str = ""
    name: str = ""
    phone: str = ""
    parent: Hashable = None
    is_company: bool = False


class Directory:
    """Contacts, found by the surest that a row says of one.

    A contact with another reference is another contact, whatever else they share; so
    is one with the same reference missing and another tax number, and so on down.
    """

    def __init__(self, contacts: Iterable[Contact] = ()):
        self._found: dict[tuple, list[Contact]] = {}
        for contact in contacts:
            self.add(contact)

    def add(self, contact: Contact) -> None:
        for kind in KEYS:
            if value := _value(contact, kind):
                self._found.setdefault((kind, value), []).append(contact)

    def find(self, contact: Contact) -> tuple[str | None, list[Hashable]]:
        """Return (by which of KEYS, keys of the contacts that are this one)."""
        for place, kind in enumerate(KEYS):
            value = _value(contact, kind)
            if not value:
                continue
            same = [
                other
                for other in self._found.get((kind, value), ())
                if all(_agree(contact, other, surer) for surer in KEYS[:place])
            ]
            if len(same) > 1 and kind != "name":
                named = [
                    other for other in same if _name(other.name) == _name(contact.name)
                ]
                same = named or same
            if same:
                return kind, list(dict.fromkeys(other.key for other in same))
        return None, []


def _value(contact: Contact, kind: str) -> Hashable:
    if kind == "reference":
        return contact.reference
    if kind == "vat":
        return contact.vat if len(contact.vat) >= SHORTEST_VAT else ""
    if kind == "email":
        return contact.email and (contact.email.lower(), contact.is_company)
    return (
        _name(contact.name),
        phone_key(contact.phone),
        contact.parent,
        contact.is_company,
    )


def _agree(one: Contact, other: Contact, kind: str) -> bool:
    """Whether a surer key does not tell the two apart."""
    first, second = getattr(one, kind), getattr(other, kind)
    return not first or not second or first == second


def _name(value: str) -> str:
    return " ".join(value.split()).casefold()


def phone_key(value: str) -> str:
    """Return what two ways to write a phone number have in common."""
    return re.sub(r"\D", "", value)[-PHONE_DIGITS:]


def plain_text(cell: Any) -> str:
    """Return a cell as text.

    Raise CellError('date') for a date, which Excel makes of ``1-2``; ('formula') for
    a formula without a result, ('truth') for a truth value, ('sign') for a character
    that no database takes.
    """
    if isinstance(cell, bool):
        raise CellError("truth")
    if isinstance(cell, date | datetime | time):
        raise CellError("date")
    value = text(cell)
    if _BROKEN.match(value):
        raise CellError("formula")
    if "\0" in value:
        raise CellError("sign")
    return value


def place(cell: Any, limit: float) -> float | None:
    """Return a latitude (limit 90) or longitude (180), None where there is none.

    Raise CellError('number') or ('range').
    """
    value = number(cell)
    if value is not None and abs(value) > limit:
        raise CellError("range")
    return value


def merged_cells(content: bytes, path: str) -> Iterator[str]:
    """Yield the ranges of merged cells, such as A2:A4, of a sheet inside an XLSX file.

    Only the first cell of a range holds a value, so the others would look empty.
    """
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        archive.open(path.lstrip("/")) as sheet,
    ):
        before, seen = b"", set()
        while piece := sheet.read(_PIECE):
            for match in _MERGED.finditer(before + piece):
                found = match[1].decode()
                if found not in seen:
                    seen.add(found)
                    yield found
            before = piece[-_OVERLAP:]


def depths(parents: Mapping[int, int | None]) -> dict[int, int | None]:
    """Return how many rows stand above each row.

    :param parents: row -> row of its parent, None where that is no row
    :return: row -> depth, None where it stands in a circle or below one
    """
    found: dict[int, int | None] = {}
    for start in parents:
        path: dict[int, None] = {}
        row: int | None = start
        while row is not None and row not in found and row not in path:
            path[row] = None
            row = parents[row]
        if row is None:
            depth: int | None = -1
        elif row in path:
            depth = None
        else:
            depth = found[row]
        for member in reversed(path):
            depth = None if depth is None else depth + 1
            found[member] = depth
    return found
