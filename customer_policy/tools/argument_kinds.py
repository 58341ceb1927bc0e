"""What a value that came over the network is, whatever it should be."""

import datetime
import math

NUL = "\x00"
LARGEST_ID = 2**31 - 1  # of PostgreSQL's integer
LARGEST_NUMBER = 1e15


def is_text(value) -> bool:
    """A text that the database can hold."""
    return isinstance(value, str) and NUL not in value


def is_integer(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_id(value) -> bool:
    return is_integer(value) and 0 < value <= LARGEST_ID


def is_number(value) -> bool:
    is_real = isinstance(value, int | float) and not isinstance(value, bool)
    return is_real and math.isfinite(value) and abs(value) <= LARGEST_NUMBER


def is_moment(value) -> bool:
    """A date or a datetime, or a text that means one: ``2026-02-28 10:00:00``."""
    if isinstance(value, datetime.date):
        return True
    if not is_text(value):
        return False
    try:
        datetime.datetime.fromisoformat(value.strip())
    except ValueError:
        return False
    return True


def is_mapping(value) -> bool:
    return isinstance(value, dict) and all(map(is_text, value))


def is_list_of(is_kind, value) -> bool:
    return isinstance(value, list | tuple) and all(map(is_kind, value))
