"""Whether a field can hold a value that came over the network.

What Odoo converts by itself, such as a number in a text, is taken; what it would break
down at, or silently turn into something else, is not.
"""

import base64
import binascii
import math

from .argument_kinds import LARGEST_NUMBER, NUL, is_id, is_integer, is_moment

LARGEST_INTEGER = 2**31 - 1  # of PostgreSQL's integer
LONGEST_LINE = 2000  # an index takes no more
YEARS = range(1000, 9000)  # so that a deadline or a time zone leads out of no calendar
# Commands of a list of records, as Odoo numbers them.
CREATE, UPDATE, DELETE, UNLINK, LINK, CLEAR, SET = range(7)
CONTAINERS = (list, tuple, dict, set)


def fits_text(value) -> bool:
    return not isinstance(value, CONTAINERS) and NUL not in str(value)


def fits_page(value) -> bool:
    """HTML, which Odoo goes through: of anything else it keeps an error."""
    return isinstance(value, str) and NUL not in value


def fits_line(value) -> bool:
    return fits_text(value) and len(str(value)) <= LONGEST_LINE


def fits_integer(value) -> bool:
    number = _as_number(value, int)
    return number is not None and abs(number) <= LARGEST_INTEGER


def fits_number(value) -> bool:
    number = _as_number(value, float)
    if number is None or not math.isfinite(number):
        return False
    return abs(number) <= LARGEST_NUMBER


def fits_moment(value) -> bool:
    if not is_moment(value):
        return False
    year = value.year if hasattr(value, "year") else int(value.strip()[:4])
    return year in YEARS


def fits_choice(choices, value) -> bool:
    """:param choices: None where they depend on something"""
    if isinstance(value, CONTAINERS):
        return False
    return fits_line(value) if choices is None else value in choices


def fits_record(value) -> bool:
    return is_id(value) or _is_new(value)


def fits_record_of_form(value) -> bool:
    """A form may also give the values of the record, or its own name for a new one."""
    if isinstance(value, dict):
        return not value.get("id") or _is_member(value["id"], in_form=True)
    return fits_record(value) or _is_name_in_form(value)


def fits_reference(value) -> bool:
    """A model and an id, parted by a comma."""
    if not isinstance(value, str):
        return hasattr(value, "_ids")
    _model, comma, number = value.partition(",")
    return bool(comma) and number.isdecimal() and is_id(int(number))


def fits_file(value) -> bool:
    if isinstance(value, str):
        value = value.encode(errors="replace")
    if not isinstance(value, bytes):
        return False
    try:
        base64.b64decode(value)
    except binascii.Error:
        return False
    return True


def fits_list(value, in_form=False) -> bool:
    """Ids, or commands that Odoo knows."""
    if hasattr(value, "_ids"):
        return True
    return isinstance(value, list | tuple) and all(
        _is_member(one, in_form) or _is_command(one, in_form) for one in value
    )


def fits_list_of_form(value) -> bool:
    return fits_list(value, in_form=True)


def makes_rows(value) -> bool:
    """Whether a list that fits makes records of what it lists.

    :param value: ids, commands or records
    """
    return any(
        isinstance(command, tuple | list) and command[:1] in ([CREATE], (CREATE,))
        for command in (value if isinstance(value, list | tuple) else ())
    )


def _is_command(command, in_form) -> bool:
    if isinstance(command, dict):
        return in_form
    if not isinstance(command, tuple | list) or not command:
        return False
    kind, one, more = (*command, None, None)[:3]
    if not is_integer(kind) or not CREATE <= kind <= SET:
        return False
    if kind in (UPDATE, DELETE, UNLINK, LINK) and not _is_member(one, in_form):
        return False
    if kind in (CREATE, UPDATE):
        return isinstance(more, dict)
    if kind == SET:
        is_many = isinstance(more, list | tuple | set)
        return hasattr(more, "_ids") or (
            is_many and all(_is_member(one, in_form) for one in more)
        )
    return True


def _is_member(value, in_form) -> bool:
    return is_id(value) or _is_new(value) or (in_form and _is_name_in_form(value))


def _is_name_in_form(value) -> bool:
    return isinstance(value, str) and value.startswith("virtual")


def _is_new(value) -> bool:
    """Of Odoo's own making: a record of the program, or the id of one to be."""
    return hasattr(value, "_ids") or hasattr(value, "origin")


def _as_number(value, kind):
    if isinstance(value, CONTAINERS):
        return None
    try:
        return kind(value)
    except (TypeError, ValueError, OverflowError):
        return None
