"""Two alike but for a secret: whoever may not know it is answered the same for both.

One reported a violation, was punished, or was complained about; the twin was not.
"""

import re
from typing import Any

from attack_attacker import VOID, Attacker, plain
from attack_secrets import PAIR_KNOWERS

DAY = re.compile(r"\d{4}-\d\d-\d\d([ T][\d:.]+)?")
WORDS = re.compile(r"(?i)zqs[rq]-|\b(hot|cold)\b|culprit|innocent|reporter|twin")
TOGETHER = 6
# What is everybody's own by chance.
OF_THE_ROW = {
    "id", "login", "image_1920", "barcode", "pin", "signup_token", "session_info",
    "token", "access_token", "unique_id", "color", "res_users_settings_id",
}  # fmt: skip
WINDOW = "ir.actions.act_window"
LISTING = ("many2one", "many2many", "one2many")


class Pairs:
    def __init__(self, attacker: Attacker):
        self.a = attacker
        self.pairs = {
            secret: pair
            for secret, pair in attacker.facts["pairs"].items()
            if attacker.key not in PAIR_KNOWERS[secret]
        }

    def run(self) -> None:
        for secret, pair in self.pairs.items():
            for model, ids in pair.items():
                if model in self.a.may("read"):
                    self.rows(secret, model, ids)
                    self.methods(secret, model, ids)
        for model in self.a.may("read"):
            if self.a.facts["models"][model]["transient"]:
                continue
            if self.a.is_thorough(model) and self.a.is_in_scope(model):
                self.counts(model)

    # What a row says

    def rows(self, secret: str, model: str, ids: list[int]) -> None:
        names = [
            name
            for name in self.a.fields(model)
            if name not in OF_THE_ROW and self.a.field(model, name)["type"] != "binary"
        ]
        both = [self.a.client.kw(model, "read", [[i], ["id"]], {}) for i in ids]
        if any(answer.error for answer in both):  # then no field can be read
            self.compare(secret, model, "read", "id", both)
            return
        self.read(secret, model, names, ids)

    def read(self, secret: str, model: str, names: list, ids: list[int]) -> None:
        """All fields at once; where a row cannot be read so, in halves."""
        both = [self.a.client.kw(model, "read", [[i], names], {}) for i in ids]
        if len(names) > 1 and any(answer.error for answer in both):
            half = len(names) // 2
            self.read(secret, model, names[:half], ids)
            self.read(secret, model, names[half:], ids)
            return
        self.compare(secret, model, "read", ", ".join(names[:1]), both)

    def methods(self, secret: str, model: str, ids: list[int]) -> None:
        """Our own ones, with nothing but the id."""
        for name, method in self.a.facts["models"][model]["ours"].items():
            if method["is_model"] or method["takes"]:
                continue
            both = [self.a.client.kw(model, name, [[i]], {}) for i in ids]
            self.compare(secret, model, name, "answer", both)

    def compare(self, secret, model, call, where, both) -> None:
        self.a.findings.tried(self.a.key, "pair")
        hot, cold = (self.neutral(answer, secret) for answer in both)
        if hot != cold:
            what = f"{secret}: {_differing(hot, cold)}"
            self.a.oracle("pair", model, call, where, what)

    def neutral(self, answer, secret: str) -> Any:
        """An answer without what tells one of the two from the other anyway."""
        if answer.error:
            return plain(answer)
        own = {i for ids in self.pairs[secret].values() for i in ids}
        return _neutral(answer.result, own)

    # How many rows point at one

    def counts(self, model: str) -> None:
        for secret, pair in self.pairs.items():
            asked = []
            for name in self.a.fields(model):
                field = self.a.field(model, name)
                if field["type"] not in LISTING or not field["searchable"]:
                    continue
                ids = pair.get(field["relation"])
                if ids:
                    asked.append((name, ids))
            for start in range(0, len(asked), TOGETHER):
                self.count(secret, model, asked[start : start + TOGETHER])

    def count(self, secret: str, model: str, asked: list) -> None:
        """All at once; where the answers differ, one by one."""
        domains = [
            ["|"] * (len(asked) - 1)
            + [(name, "in", [ids[side]]) for name, ids in asked]
            for side in (0, 1)
        ]
        found = [
            self.a.client.kw(model, "search_count", [domain], {}) for domain in domains
        ]
        self.a.findings.tried(self.a.key, "pair")
        if found[0].result == found[1].result and not found[0].error:
            return
        if len(asked) > 1:
            for one in asked:
                self.count(secret, model, [one])
        elif bool(found[0].error) != bool(found[1].error) or not found[0].error:
            name, _ids = asked[0]
            told = f"{secret}: {found[0].result} / {found[1].result}"
            self.a.oracle("pair", model, "search_count", name, told)


class Fields:
    """What one may not read can be neither filtered, sorted, grouped nor exported."""

    def __init__(self, attacker: Attacker):
        self.a = attacker

    def run(self) -> None:
        for model in self.a.may("read"):
            if not model.startswith("customer.") or not self.a.is_thorough(model):
                continue
            readable = set(self.a.fields(model))
            for name, field in self.a.facts["models"][model]["fields"].items():
                if name not in readable:
                    self.ask(model, name, field)

    def ask(self, model: str, name: str, field: dict) -> None:
        calls = [
            ("read", [self._rows(model), [name]]),
            ("search_read", [[], [name]]),
            ("export_data", [self._rows(model), [name]]),
            ("web_search_read", [[], {name: {}}]),
        ]
        if field["searchable"]:
            for leaf in ((name, "!=", False), (name, "=", VOID), (name, "in", [1])):
                calls.append(("search_count", [[leaf]]))
        if field["stored"]:
            calls.append(("search", [[], 0, 80, name]))
            calls.append(("formatted_read_group", [[], [name], ["__count"]]))
            calls.append(("formatted_read_group", [[], [], [f"{name}:max"]]))
        for method, args in calls:
            self.a.findings.tried(self.a.key, "field")
            answer = self.a.client.kw(model, method, args, {})
            if not answer.error and _says_something(answer.result, name):
                self.a.leak("field", model, method, name, str(answer.result))

    def _rows(self, model: str) -> list[int]:
        found = self.a.client.kw(model, "search", [[]], {"limit": 3})
        return found.result or []


def _says_something(result: Any, name: str) -> bool:
    if isinstance(result, dict):
        result = result.get("records") or result.get("datas")
    if isinstance(result, list) and result and isinstance(result[0], dict):
        return any(name in row or f"{name}:max" in row for row in result)
    return bool(result)


def _neutral(value: Any, own: set[int]) -> Any:
    if isinstance(value, dict):
        # An action opens a wizard of its own each time.
        left_out = (
            {*OF_THE_ROW, "res_id"} if value.get("type") == WINDOW else OF_THE_ROW
        )
        return {
            key: _neutral(inner, own)
            for key, inner in value.items()
            if key not in left_out
        }
    if isinstance(value, list):
        if value and all(type(inner) is int for inner in value):
            return len(value)
        return [_neutral(inner, own) for inner in value]
    if type(value) is int:
        return "#" if value in own else value
    if isinstance(value, str):
        text = WORDS.sub("~", DAY.sub("day", value))
        return re.sub(r"\d+", "#", text)
    return value


def _differing(hot: Any, cold: Any) -> str:
    if isinstance(hot, list) and isinstance(cold, list) and len(hot) == len(cold):
        for one, other in zip(hot, cold, strict=True):
            if one != other:
                return _differing(one, other)
    if isinstance(hot, dict) and isinstance(cold, dict):
        for key in {**hot, **cold}:
            if hot.get(key) != cold.get(key):
                return f"{key}: {_differing(hot.get(key), cold.get(key))}"
    return f"{str(hot)[:70]} / {str(cold)[:70]}"
