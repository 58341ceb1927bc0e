"""Values that a field cannot hold: of a wrong type, too long, too large, odd.

Whatever is written into our models and into our fields of Odoo's is kept or refused in
words. What breaks down at a field of Odoo's own is Odoo's, but where our code broke.
"""

import os
from typing import Any

from attack_attacker import VOID, Attacker
from attack_client import Answer
from attack_documents_left import NOT_MADE
from attack_generated import HUGE, Generated, number_of
from attack_reading import Reading

ODD = "\u202e\U0001f98a'\"; -- <b>%s</b> {{x}}"
LONG = "x" * 100_000
NUL = "a\x00b"
TEXTS = (NUL, LONG, ODD, ["x"], {"x": 1}, HUGE, True, "")
NUMBERS = ("x", "nan", "inf", HUGE, -HUGE, 2**31 - 1, -1, 1e308, [1], {"x": 1}, NUL)
MOMENTS = (
    "x", "2026-13-45", "0001-01-01", "9999-12-31", "2026-02-28 25:00:00", 7, ["x"],
    {"x": 1}, NUL, True,
)  # fmt: skip
RECORDS = ("x", -1, HUGE, VOID, True, [VOID, "x"], {"id": VOID}, {"x": 1}, 1.5, NUL)
LISTS = (
    "x", 7, [HUGE], ["x"], [[9, 9, 9]], [[4]], [[6, 0, "x"]], [[6, 0, [VOID]]],
    [[4, HUGE]], [[0, 0, {}]], [[0, 0, "x"]], {"x": 1}, [[1, VOID, {}]], [[]], [None],
)  # fmt: skip
REFERENCES = (
    "x", "res.partner", "res.partner,x", f"res.partner,{VOID}", "void.model,1", 7,
    ["x"], f"res.partner,{HUGE}", NUL, ",",
)  # fmt: skip
FILES = ("x", "####", 7, ["x"], {"x": 1}, "iVBORw0KGgo=", NUL, True)
VALUES = {
    "char": TEXTS,
    "text": TEXTS,
    "html": TEXTS,
    "integer": NUMBERS,
    "float": NUMBERS,
    "monetary": NUMBERS,
    "date": MOMENTS,
    "datetime": MOMENTS,
    "selection": ("x", 7, ["x"], {"x": 1}, NUL, LONG, True),
    "many2one": RECORDS,
    "one2many": LISTS,
    "many2many": LISTS,
    "reference": REFERENCES,
    "many2one_reference": ("x", HUGE, VOID, ["x"], {"x": 1}, -1),
    "binary": FILES,
    "image": FILES,
    "boolean": ("x", ["x"], {"x": 1}, HUGE, NUL),
    "json": ("x", [[]], {"x": NUL}, HUGE, [NUL]),
}
CALLS = ("create", "write", "web_save", "onchange")
OURS = "customer."
# They say who knows what: written, they would open what the others look for.
ONLY_IN_FORMS = ("customer.confidentiality.model", "customer.confidentiality.level")
OUR_CODE = "/customer_policy"
CONTROL = "res.partner"


class Values:
    """Each field is tried by one of those who may write it, in turn."""

    def __init__(self, attacker: Attacker):
        self.a = attacker
        self.generated = Generated(attacker)
        self.reading = Reading(attacker)
        self.is_everything = bool(os.environ.get("ATTACK_THOROUGHLY"))
        self.own: dict[str, list[int]] = {}
        self.base: dict[str, dict] = {}

    def run(self) -> None:
        for model in dict.fromkeys([*self.a.may("create"), *self.a.may("write")]):
            ours = model.startswith(OURS)
            if model not in (self.a.facts.get("only") or self.a.rights):
                continue
            if not ours and model.startswith(NOT_MADE) and not self._has_ours(model):
                continue
            for name in self.a.fields(model):
                field = self.a.field(model, name)
                if name == "id" or not field["writable"]:
                    continue
                if not self.is_my_turn(model, name):
                    continue
                if ours or field["ours"]:
                    self.try_field(model, name, CALLS)
                elif self.is_everything and not model.startswith(NOT_MADE):
                    self.try_field(model, name, ("onchange", "create"), few=True)

    def _has_ours(self, model: str) -> bool:
        return any(self.a.field(model, name)["ours"] for name in self.a.fields(model))

    def is_my_turn(self, model: str, name: str) -> bool:
        able = self.a.facts["writers"][model]
        return able[number_of(model, name) % len(able)] == self.a.key

    def try_field(self, model: str, name: str, calls, *, few: bool = False) -> None:
        """Each value by one way in, and the next by the next."""
        values = VALUES.get(self.a.field(model, name)["type"], ())
        start = number_of(model, name)
        turns = range(len(values)) if self.is_everything and not few else range(1)
        for turn in turns if values else ():
            value = values[(start + turn) % len(values)]
            call = calls[(start // len(values) + turn) % len(calls)]
            if model in ONLY_IN_FORMS:
                call = "onchange"
            self.try_value(model, name, call, value)

    def try_value(self, model: str, name: str, call: str, value: Any) -> None:
        if call == "write" and not self.own_row(model):
            call = "create"
        args = self.arguments(model, call, {name: value})
        answer = self.a.client.kw(model, call, args, {})
        if not answer.is_failure:
            self.a.watch("value", model, call, answer, args)
            return
        self.a.findings.tried(self.a.key, "value")
        if not self._is_odoos_own(model, name, call, value, answer):
            self.a.fail("value", model, call, answer, f"{name}={str(value)[:24]!r}")

    def arguments(self, model: str, call: str, values: dict) -> list:
        if call == "onchange":
            fields = self.a.fields(model)
            return [[], values, [*values], self.reading.specification(model, fields)]
        own = [] if call == "create" else self.own_row(model)
        if not own:
            values = {**self.required(model), **values}
        if call == "create":
            return [values]
        spec = {name: {} for name in values} | {"display_name": {}}
        return [own, values] if call == "write" else [own, values, spec]

    def own_row(self, model: str) -> list[int]:
        if model not in self.own:
            self.own[model] = self.generated.own_rows(model)[:1]
        return self.own[model]

    def required(self, model: str) -> dict:
        if model not in self.base:
            self.base[model] = self.generated.values(model)
        return self.base[model]

    def _is_odoos_own(self, model, name, call, value, answer: Answer) -> bool:
        """At a field of Odoo's, unless it was our code that broke.

        What our models have of Odoo's, such as messages, breaks at a contact as well.
        """
        if OUR_CODE in answer.broken_at:
            return False
        if call == "onchange":  # some forms of Odoo's break down before one types
            asked = self.arguments(model, call, {})
            if self.a.client.kw(model, call, asked, {}).is_failure:
                return True
        if self.a.field(model, name)["ours"]:
            return False
        if not model.startswith(OURS):
            return True
        if name not in self.a.facts["models"][CONTROL]["fields"]:
            return False
        values = {"name": "Control", name: value}
        spec = {"display_name": {}}
        asked = [[], values, [name], {name: {}}]
        if call != "onchange":
            call, asked = "web_save", [[], values, spec]
        return self.a.client.kw(CONTROL, call, asked, {}).is_failure
