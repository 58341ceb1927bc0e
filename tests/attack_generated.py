"""Our public methods, called with what nobody would: each must refuse in words.

An error that Odoo gives by itself for such ids is not ours, and neither is a call that
does not fit the method: all that a method takes is given, of any type.
"""

import os
import zlib
from typing import Any

from attack_attacker import VOID, Attacker
from attack_client import Answer

HUGE = 2**63
VALUES = (
    "", "x", 0, -1, 7, HUGE, 1e308, True, None, [], [VOID], ["x"], {}, {"x": [1]},
    "2026-13-45", "2026-02-28", "\x00", [[6, 0, [VOID]]], [["id", "=", 1]], "1",
)  # fmt: skip
FEW = 3  # sets of values of one method, where not all are tried
NOT_CALLED = {
    # It would take away what the other attackers look for.
    "action_archive", "unlink",
}  # fmt: skip
SIMPLE = {
    "char": "x", "text": "x", "html": "x", "integer": 1, "float": 1.0, "monetary": 1.0,
    "boolean": True, "date": "2026-02-27", "datetime": "2026-02-27 10:00:00",
}  # fmt: skip


class Generated:
    """The first with such rights tries all of a model, others what is their turn."""

    def __init__(self, attacker: Attacker):
        self.a = attacker
        self.is_everything = bool(os.environ.get("ATTACK_THOROUGHLY"))

    def run(self) -> None:
        models = self.a.facts["models"]
        for model in self.a.rights if self.a.rights else models:
            ours = models[model]["ours"]
            if not ours:
                continue
            own = self.own_rows(model)
            for name, method in ours.items():
                if name not in NOT_CALLED and self.is_my_turn(model, name):
                    self.call(model, name, method, own)

    def is_my_turn(self, model: str, name: str) -> bool:
        """A method in one role at least; with all roles when that is asked for."""
        if self.is_everything:
            return True
        able = self.a.facts["callers"][model]
        return able[number_of(model, name) % len(able)] == self.a.key

    def own_rows(self, model: str) -> list[int]:
        """What the attacker may see, or makes; at most two."""
        found = self.a.client.kw(model, "search", [[]], {"limit": 2}).result or []
        if not found and self.a.facts["models"][model]["transient"]:
            made = self.a.client.kw(model, "create", [self.values(model)], {})
            if isinstance(made.result, int):
                found = [made.result]
        return found

    def values(self, model: str) -> dict:
        values = {}
        for name in self.a.fields(model):
            field = self.a.field(model, name)
            if not field["required"] or not field["writable"]:
                continue
            if field["type"] in SIMPLE:
                values[name] = SIMPLE[field["type"]]
            elif field["relation"]:
                rows = self.a.client.kw(field["relation"], "search", [[]], {"limit": 1})
                number = (rows.result or [VOID])[0]
                is_one = field["type"] == "many2one"
                values[name] = number if is_one else [[6, 0, [number]]]
        defaults = self.a.client.kw(model, "default_get", [list(values)], {}).result
        return {**values, **(defaults or {})}

    # Calling

    def call(self, model: str, name: str, method: dict, own: list[int]) -> None:
        foreign = sorted(self.a.guesses(model))[:1] or [VOID]
        sets = ([], own[:1], own, [VOID], foreign)
        many = ([HUGE], ["x"], [None], [[]], [-1], [0])
        ids_sets = sets + (many if self.is_everything else ())
        if method["is_model"]:
            ids_sets = (None,)
        seen = set()
        for ids in ids_sets:
            if repr(ids) in seen:
                continue
            seen.add(repr(ids))
            for values in self.value_sets(model, name, method, ids):
                self.try_both(model, name, ids, values)

    def value_sets(self, model, name, method, ids) -> list[dict]:
        takes = method["takes"]
        if not takes:
            return [{}]
        start = number_of(model, name, self.a.key)
        turns = range(len(VALUES))
        if not self.is_everything:
            turns = range(FEW if ids else 1)
        return [
            {
                word: VALUES[(start + turn + 3 * place) % len(VALUES)]
                for place, word in enumerate(takes)
            }
            for turn in turns
        ]

    def try_both(self, model: str, name: str, ids: list | None, values: dict) -> None:
        a = self.a
        args = [] if ids is None else [ids]
        answer = a.client.kw(model, name, args, values)
        self.look("generated", model, name, ids, values, answer)
        is_turn = number_of(model, name, str(ids), str(values)) % 4 == 0
        if a.client.key and (self.is_everything or is_turn):
            body = values if ids is None else {"ids": ids, **values}
            answer = a.client.json2(model, name, body)
            self.look("json2", model, name, ids, values, answer)

    def look(self, way, model, name, ids, values, answer: Answer) -> None:
        a = self.a
        if not answer.is_failure:
            a.watch(way, model, name, answer, [ids, values])
            return
        a.findings.tried(a.key, way)
        if not self._is_odoos_own(model, ids):
            said = {word: str(value)[:20] for word, value in values.items()}
            a.fail(way, model, name, answer, f"{_shape(ids)} {_types(said)}".strip())

    def _is_odoos_own(self, model: str, ids: list | None) -> bool:
        """Reading the name of such ids fails as well."""
        if not ids or all(type(i) is int and 0 < i < 2**31 for i in ids):
            return False
        return self.a.client.kw("res.partner", "read", [ids, ["name"]], {}).is_failure


def callers(facts: dict, attackers: list[str], operations=frozenset()) -> dict:
    """{model: the attackers with a right on it; without, all of them}

    :param operations: what they must be allowed, one of them; any, if empty
    """
    everybody = [key for key in attackers if facts["may"].get(key)]

    def is_able(key: str, model: str) -> bool:
        right = facts["may"][key].get(model)
        if right is None:
            return False
        return not operations or not operations.isdisjoint(right["allowed"])

    return {
        model: [key for key in everybody if is_able(key, model)] or everybody
        for model in facts["models"]
    }


def number_of(*words: Any) -> int:
    """The same number in every run."""
    return zlib.crc32("/".join(map(str, words)).encode())


def _shape(ids: list | None) -> str:
    if ids is None:
        return ""
    if len(ids) != 1:
        return "no ids" if not ids else "several ids"
    return {VOID: "missing id", HUGE: "huge id"}.get(
        ids[0] if type(ids[0]) is int else None, f"{type(ids[0]).__name__} id"
    )


def _types(said: dict) -> str:
    return ", ".join(f"{word}={value}" for word, value in said.items())
