"""What public methods take: anything else is refused in words, not by a breakdown.

They are open to programs over the network, which may send whatever they like. Nothing
(``None``, ``False`` or an empty text) is left to the method itself.
"""

import functools
import inspect

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.orm.identifiers import NewId

from ..tools import argument_kinds


def takes(**kinds):
    """Check the named arguments of a method of a model before it begins.

    :param kinds: {argument: one of the functions below}
    """

    def decorate(method):
        signature = inspect.signature(method)

        @functools.wraps(method)
        def checked(self, *args, **kwargs):
            bound = signature.bind(self, *args, **kwargs)
            for name, kind in kinds.items():
                value = bound.arguments.get(name)
                if value is not None and value is not False and value != "":
                    bound.arguments[name] = kind(self, name, value)
            return method(*bound.args, **bound.kwargs)

        checked.takes = tuple(kinds)
        return checked

    return decorate


def check_one(records):
    """Refuse an act on no record, or on several, in words; Odoo breaks down.

    Neither is ``[None]`` a record, which Odoo takes for one that is not saved.
    """
    is_one = len(records) == 1
    if not is_one or not (records._ids[0] or isinstance(records._ids[0], NewId)):
        raise UserError(
            records.env._("This is done with one record at a time. Choose one.")
        )


def check_saved(records):
    """Refuse an act on what is not saved: Odoo asks no rights to it."""
    if not all(records._ids):
        raise UserError(records.env._("Save this first, then go on."))


def text(records, name, value):
    if not argument_kinds.is_text(value):
        refuse(records, name, value, records.env._("a text"))
    return value


def moment(records, name, value):
    if not argument_kinds.is_moment(value):
        refuse(records, name, value, records.env._("a day, as 2026-02-28"))
    return value


def number(records, name, value):
    if not argument_kinds.is_number(value):
        refuse(records, name, value, records.env._("a number"))
    return value


def an_id(records, name, value):
    if isinstance(value, BaseModel):
        return value
    if not argument_kinds.is_id(value):
        refuse(records, name, value, records.env._("the id of a record"))
    return value


def ids(records, name, value):
    """Numbers that no record can have find none: they are left out."""
    if not argument_kinds.is_list_of(argument_kinds.is_integer, value):
        refuse(records, name, value, records.env._("a list of ids"))
    return list(filter(argument_kinds.is_id, value))


def mapping(records, name, value):
    if not argument_kinds.is_mapping(value):
        refuse(records, name, value, records.env._("values by the names of fields"))
    return value


def mappings(records, name, value):
    if not argument_kinds.is_list_of(argument_kinds.is_mapping, value):
        refuse(records, name, value, records.env._("a list of values by names"))
    return value


def records_of(model):
    """Records of a model; over the network their ids, of what the caller may read."""

    def kind(records, name, value):
        if isinstance(value, BaseModel):
            return value
        found = [value] if argument_kinds.is_id(value) else value
        found = records.env[model].browse(ids(records, name, found)).exists()
        found.check_access("read")
        return found

    return kind


def refuse(records, name, value, kind):
    raise UserError(
        records.env._(
            "“%(name)s” must be %(kind)s, not “%(value)s”.",
            name=name,
            kind=kind,
            value=str(value)[:40].replace(argument_kinds.NUL, ""),
        )
    )
