"""Values of a policy file: which they may be, and what is wrong with them."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

MAX_TEXT = 200_000
KEY = re.compile(r"[A-Za-z0-9_\-]{1,100}")
XMLID = re.compile(r"[A-Za-z0-9_]+\.[A-Za-z0-9_.\-]+")
LANG = re.compile(r"[a-z]{2,3}(_[A-Z][A-Za-z]{1,3})?(@[a-z]+)?")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class Field(NamedTuple):
    """What a value of a setting may be; ``person`` is a field that no file fills."""

    type: str
    is_translated: bool = False
    is_required: bool = False
    choices: tuple[str, ...] = ()
    comodel: str | None = None
    parts: Mapping[str, "Field"] | None = None


class Problem(NamedTuple):
    """What is wrong, where, and the words of it."""

    code: str
    path: str
    detail: Mapping[str, Any]


def values_problems(values, path, model, fields, models):
    for name, value in values.items():
        below = f"{path}.{name}"
        field = fields.get(name)
        if field is None:
            yield problem("field", below, field=name, model=model)
        elif field.type == "person":
            yield problem("person", below, field=name)
        else:
            yield from _value_problems(value, below, model, field, models)


def _value_problems(value, path, model, field, models):
    if value is None:
        if field.is_required:
            yield problem("required", path)
    elif field.type in _CHECKS:
        if not _CHECKS[field.type](value):
            yield problem("type", path, expected=field.type, found=kind(value))
    elif field.type == "selection":
        if not isinstance(value, str) or value not in field.choices:
            yield problem(
                "choice", path, value=str(value)[:40], choices=", ".join(field.choices)
            )
    elif field.type == "text":
        yield from _text_problems(value, path, field.is_translated)
    elif field.type == "many2one":
        yield from _reference_problems(value, path, field, models)
    elif not isinstance(value, list):
        yield problem("type", path, expected="list", found=kind(value))
    elif field.type == "many2many":
        for place, ref in enumerate(value):
            yield from _reference_problems(ref, f"{path}[{place}]", field, models)
    else:
        for place, part in enumerate(value):
            below = f"{path}[{place}]"
            if isinstance(part, dict):
                yield from values_problems(
                    part, below, field.comodel, field.parts, models
                )
            else:
                yield problem("type", below, expected="object", found=kind(part))


def _reference_problems(value, path, field, models):
    ref = value.get("ref") if isinstance(value, dict) else None
    if not isinstance(ref, str) or set(value) != {"ref"}:
        yield problem("type", path, expected="reference", found=kind(value))
    elif KEY.fullmatch(ref):
        if ref not in models:
            yield problem("key", path, key=ref)
        elif models[ref] != field.comodel:
            yield problem(
                "comodel", path, key=ref, model=str(models[ref]), wanted=field.comodel
            )
    elif not XMLID.fullmatch(ref):
        yield problem("identifier", path, value=ref[:80])


# --------------------------------------------------------------------------- the values


def text(values, name, path, is_required=False):
    below = f"{path}.{name}"
    value = values.get(name)
    if value is None or value == "" or value == {}:
        if is_required:
            yield problem("missing", below)
    else:
        yield from _text_problems(value, below, is_translated=True)


def plain(values, name, path):
    value = values.get(name)
    below = f"{path}.{name}"
    if name not in values:
        yield problem("missing", below)
    elif not isinstance(value, str):
        yield problem("type", below, expected="text", found=kind(value))
    elif not value.strip():
        yield problem("missing", below)


def _text_problems(value, path, is_translated):
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            yield problem("too_long", path, most=MAX_TEXT)
        elif "\0" in value:
            yield problem("type", path, expected="text", found="NUL")
    elif not is_translated or not isinstance(value, dict):
        yield problem("type", path, expected="text", found=kind(value))
    else:
        for lang, text in value.items():
            below = f"{path}.{lang}"
            if not LANG.fullmatch(lang):
                yield problem("language", below, language=lang[:20])
            elif isinstance(text, str):
                yield from _text_problems(text, below, is_translated=False)
            else:
                yield problem("type", below, expected="text", found=kind(text))


def _is_integer(value):
    return (
        isinstance(value, int)
        and not isinstance(value, bool)
        and abs(value) <= 2_147_483_647
    )


def _is_number(value):
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e15
    )


_CHECKS = {
    "integer": _is_integer,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, str) and bool(DATE.fullmatch(value)),
    "datetime": lambda value: isinstance(value, str) and bool(MOMENT.fullmatch(value)),
}


def kind(value):
    kinds = {bool: "boolean", int: "number", float: "number", str: "text"}
    kinds |= {list: "list", dict: "object", type(None): "null"}
    return kinds.get(type(value), "text")


def problem(code, path, **detail):
    return Problem(code, path, detail)
