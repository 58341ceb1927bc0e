"""What a setting's clause says, and where the setting departs from it.

The log of changes is all there is to go by. What an installation, a profile or an
import wrote is what the clause says; what people write later may depart from it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

# Written by whoever speaks for the clause.
SPEAKING = frozenset({"install", "profile", "import"})
TOLERANCE = 1e-6

# None is the setting itself, else (model, id) of one of its parts.
Key = tuple[str, int] | None


class Change(NamedTuple):
    """A line of the log of one setting; ``values`` of a creation, else ``value``."""

    key: Key
    operation: str  # create, write, unlink; others say nothing about values
    origin: str
    clause: int | None
    field: str | None = None
    value: Any = None
    values: Mapping[str, Any] | None = None


class Said(NamedTuple):
    """What the clause says of a setting and of its parts."""

    values: dict[Key, dict[str, Any]]
    # Whether it is known which parts there were.
    is_whole: bool


def same(one: Any, other: Any) -> bool:
    """Equal as values of a setting: nothing is nothing, and floats are rounded."""
    if _is_number(one) and _is_number(other):
        return abs(one - other) <= TOLERANCE * max(1, abs(one), abs(other))
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    return one == other or (_is_nothing(one) and _is_nothing(other))


def said(changes: Iterable[Change], clauses: Collection[int]) -> Said:
    """What was said last, in the order of the changes, if under one of these clauses.

    Whoever speaks for the clause and names another one says the rest anew with it.
    """
    values: dict[Key, dict[str, Any]] = {}
    is_whole, clause = False, None
    for change in changes:
        if change.origin not in SPEAKING:
            continue
        clause = change.clause
        if change.operation == "create":
            values[change.key] = dict(change.values or {})
            is_whole = is_whole or change.key is None
        elif change.operation == "write":
            values.setdefault(change.key, {})[change.field] = change.value
        elif change.operation == "unlink":
            values.pop(change.key, None)
    return Said(values, is_whole) if clause in clauses else Said({}, False)


def departures(
    told: Said, current: Mapping[Key, Mapping[str, Any]]
) -> list[tuple[Key, str | None]]:
    """Where the current values are not what was told; a whole part has no field."""
    if not told.values:
        return []
    found: list[tuple[Key, str | None]] = []
    for key, values in told.values.items():
        if key not in current:
            found.append((key, None))
            continue
        found += [
            (key, field)
            for field, value in values.items()
            if field in current[key] and not same(value, current[key][field])
        ]
    if told.is_whole:
        found += [(key, None) for key in current if key not in told.values]
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})
