"""A written policy with its settings as one file: how it is read, checked and written.

What the settings of a database look like is given as ``Schema``; whether the records
that a file refers to exist is for the caller to find out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .policy_file_values import (
    KEY,
    XMLID,
    Field,
    Problem,
    kind,
    plain,
    problem,
    text,
    values_problems,
)

FORMAT = "customer_policy/1"
MAX_BYTES = 5_000_000
MAX_SETTINGS = 5_000
MAX_CLAUSES = 2_000
MAX_PROBLEMS = 50

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")

TOP = {"format", "code", "profile", "policy", "settings"}
PROFILE = {"code", "name", "description"}
POLICY = {"number", "name", "description", "clauses"}
CLAUSE = {"number", "name", "body", "source"}
SETTING = {"model", "ref", "key", "clause", "values"}


Schema = Mapping[str, Mapping[str, Field]]


class PolicyFileError(ValueError):
    """``problems`` says all that is wrong, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{problems[0].code} at {problems[0].path}")
        self.problems = problems


def read(content: bytes) -> dict:
    """The document in a file, of which only the format is known."""
    if len(content) > MAX_BYTES:
        raise _error("too_big", "", megabytes=MAX_BYTES // 1_000_000)
    try:
        document = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        raise _error("not_text", "") from error
    except json.JSONDecodeError as error:
        raise _error(
            "not_json", f"line {error.lineno}", line=error.lineno, column=error.colno
        ) from error
    except RecursionError as error:
        raise _error("not_json", "line 1", line=1, column=1) from error
    if not isinstance(document, dict):
        raise _error("type", "", expected="object", found=kind(document))
    if document.get("format") != FORMAT:
        found = str(document.get("format"))[:40]
        raise _error("format", "format", expected=FORMAT, found=found)
    return document


def dump(document: Mapping) -> bytes:
    """The file of a document: the same document always makes the same file."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def problems(document: Mapping, schema: Schema) -> list[Problem]:
    """All that is wrong with a document, at most ``MAX_PROBLEMS``."""
    found = []
    for wrong in _document_problems(document, schema):
        found.append(wrong)
        if len(found) == MAX_PROBLEMS:
            break
    return found


def check(document: Mapping, schema: Schema) -> None:
    """:raise PolicyFileError: anything is wrong"""
    if found := problems(document, schema):
        raise PolicyFileError(found)


def code_of(document: Mapping) -> str:
    """What the records of this file are called by: in the same file the same."""
    profile = document.get("profile") or {}
    return profile.get("code") or document.get("code") or slug(_number(document))


def slug(text: str) -> str:
    """A code made of a text; never empty, never two words."""
    found = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:50]
    return found if found[:1].isalpha() else f"p_{found}".rstrip("_")


def texts(value: Any) -> dict[str, str]:
    """A translated text; a plain one is English."""
    if value is None:
        return {}
    return {"en_US": value} if isinstance(value, str) else dict(value)


def references(value: Any) -> Iterator[str]:
    """All that a value refers to, xmlids and keys."""
    if isinstance(value, Mapping):
        if set(value) == {"ref"}:
            yield value["ref"]
        else:
            for below in value.values():
                yield from references(below)
    elif isinstance(value, list):
        for below in value:
            yield from references(below)


def order(settings: list[Mapping]) -> list[int]:
    """Places of the settings, each after those that it refers to by key.

    :raise PolicyFileError: they refer to each other in a circle
    """
    places = {s["key"]: i for i, s in enumerate(settings) if s.get("key")}
    done: dict[int, bool] = {}
    found: list[int] = []
    for first in range(len(settings)):
        path = [(first, iter(_needed(settings[first], places)))]
        if first in done:
            continue
        done[first] = False
        while path:
            place, needed = path[-1]
            following = next((n for n in needed if not done.get(n, False)), None)
            if following is None:
                done[place] = True
                found.append(place)
                path.pop()
            elif following in done:
                raise _error(
                    "circle", f"settings[{following}]", key=settings[following]["key"]
                )
            else:
                done[following] = False
                path.append((following, iter(_needed(settings[following], places))))
    return found


# ------------------------------------------------------------------------- the document


def _document_problems(document, schema):
    yield from _unknown(document, TOP, "")
    if "code" in document:
        yield from _code(document["code"], "code")
    if "profile" in document:
        yield from _profile_problems(document["profile"])
    policy = document.get("policy")
    numbers = set()
    if "policy" not in document:
        yield problem("missing", "policy")
    elif not isinstance(policy, dict):
        yield problem("type", "policy", expected="object", found=kind(policy))
    else:
        yield from _policy_problems(policy, numbers)
    settings = document.get("settings", [])
    if not isinstance(settings, list):
        yield problem("type", "settings", expected="list", found=kind(settings))
        return
    if len(settings) > MAX_SETTINGS:
        yield problem("too_many", "settings", most=MAX_SETTINGS)
        return
    yield from _settings_problems(settings, numbers, schema)


def _profile_problems(profile):
    if not isinstance(profile, dict):
        yield problem("type", "profile", expected="object", found=kind(profile))
        return
    yield from _unknown(profile, PROFILE, "profile")
    if "code" in profile:
        yield from _code(profile["code"], "profile.code")
    else:
        yield problem("missing", "profile.code")
    yield from text(profile, "name", "profile", is_required=True)
    yield from text(profile, "description", "profile")


def _policy_problems(policy, numbers):
    yield from _unknown(policy, POLICY, "policy")
    yield from plain(policy, "number", "policy")
    yield from text(policy, "name", "policy", is_required=True)
    yield from text(policy, "description", "policy")
    clauses = policy.get("clauses", [])
    if not isinstance(clauses, list):
        yield problem("type", "policy.clauses", expected="list", found=kind(clauses))
        return
    if len(clauses) > MAX_CLAUSES:
        yield problem("too_many", "policy.clauses", most=MAX_CLAUSES)
        return
    for place, clause in enumerate(clauses):
        path = f"policy.clauses[{place}]"
        if not isinstance(clause, dict):
            yield problem("type", path, expected="object", found=kind(clause))
            continue
        yield from _unknown(clause, CLAUSE, path)
        yield from plain(clause, "number", path)
        yield from text(clause, "name", path, is_required=True)
        yield from text(clause, "body", path)
        source = clause.get("source")
        if source is not None and not isinstance(source, str):
            yield problem("type", f"{path}.source", expected="text", found=kind(source))
        number = clause.get("number")
        if isinstance(number, str):
            if number in numbers:
                yield problem("duplicate_clause", f"{path}.number", number=number)
            numbers.add(number)


def _settings_problems(settings, numbers, schema):
    models: dict[str, str] = {}
    refs = set()
    for place, setting in enumerate(settings):
        path = f"settings[{place}]"
        if not isinstance(setting, dict):
            yield problem("type", path, expected="object", found=kind(setting))
            continue
        key = setting.get("key")
        if isinstance(key, str):
            if key in models:
                yield problem("duplicate_key", f"{path}.key", key=key)
            models[key] = setting.get("model")
        ref = setting.get("ref")
        if isinstance(ref, str):
            if ref in refs:
                yield problem("duplicate_key", f"{path}.ref", key=ref)
            refs.add(ref)
    for place, setting in enumerate(settings):
        if isinstance(setting, dict):
            path = f"settings[{place}]"
            yield from _setting_problems(setting, path, numbers, models, schema)


def _setting_problems(setting, path, numbers, models, schema):
    yield from _unknown(setting, SETTING, path)
    yield from _identity(setting, path)
    clause = setting.get("clause")
    if clause is not None and (not isinstance(clause, str) or clause not in numbers):
        yield problem("clause", f"{path}.clause", number=str(clause)[:40])
    model = setting.get("model")
    if not isinstance(model, str) or model not in schema:
        yield problem("model", f"{path}.model", model=str(model)[:80])
        return
    values = setting.get("values", {})
    if not isinstance(values, dict):
        yield problem("type", f"{path}.values", expected="object", found=kind(values))
        return
    yield from values_problems(values, f"{path}.values", model, schema[model], models)


def _identity(setting, path):
    given = [name for name in ("ref", "key") if name in setting]
    if len(given) != 1:
        yield problem("ref_or_key", path)
    for name, pattern in (("ref", XMLID), ("key", KEY)):
        value = setting.get(name)
        if name in setting and (
            not isinstance(value, str) or not pattern.fullmatch(value)
        ):
            yield problem("identifier", f"{path}.{name}", value=str(value)[:80])


# ------------------------------------------------------------------------------ helpers


def _object(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _error("twice", twice[:80], name=twice[:80])
    return found


def _no_number(text):
    raise _error("not_number", text, value=text)


def _code(value, path):
    if not isinstance(value, str) or not CODE.fullmatch(value):
        yield problem("identifier", path, value=str(value)[:80])


def _unknown(values, known, path):
    for name in values:
        if name not in known:
            below = f"{path}.{name}" if path else name
            yield problem("unknown", below[:120], known=", ".join(sorted(known)))


def _needed(setting, places):
    return [
        places[ref]
        for ref in references(setting.get("values", {}))
        if ref in places and ref != setting.get("key")
    ]


def _number(document):
    return str((document.get("policy") or {}).get("number") or "")


def _error(code, path, **detail):
    return PolicyFileError([problem(code, path, **detail)])
