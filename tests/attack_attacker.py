"""One attacker: a session, what the registry lets it try, and the eyes for leaks."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from attack_client import Answer, Client
from attack_findings import Findings, Leak, markers, places
from attack_secrets import (
    BUSY,
    POSITIONS,
    REPORTER,
    REPORTER_KNOWERS,
    SECRETS,
    named,
    told,
)

EXCERPT = 160
CONTROL = "cleared"  # finds all that there is, to prove that it can be found
VOID = 99_999_999  # an id that nothing has
OWN_WORDS = ("mask", "own")
ECHO = {"id", "xmlid", "xmlids", "noupdate"}  # what is said of any id


class Attacker:
    def __init__(self, key: str, client: Client, facts: dict, findings: Findings):
        self.key = key
        self.client = client
        self.knows_as = None if key == CONTROL else key
        self.facts = facts
        self.findings = findings
        self.rights = facts["may"].get(key, {})
        self.hidden_rows = facts["hidden_rows"]
        self.secrets = [
            secret for secret in SECRETS if key not in secret.knowers or key == CONTROL
        ]
        self.secret_rows = self._rows_of(self.secrets)
        # That they exist is secret, too.
        self.unknown_rows = {
            model: rows
            for model, rows in self._rows_of(
                secret for secret in self.secrets if key in secret.unknown_to
            ).items()
            if model.startswith("customer.")
        }

    # What there is

    def may(self, operation: str) -> list[str]:
        return [
            model
            for model, right in self.rights.items()
            if operation in right["allowed"]
        ]

    def fields(self, model: str, *, types: Iterable[str] = ()) -> list[str]:
        known = self.facts["models"][model]["fields"]
        return [
            name
            for name in self.rights.get(model, {}).get("fields", ())
            if name in known and (not types or known[name]["type"] in types)
        ]

    def field(self, model: str, name: str) -> dict:
        return self.facts["models"][model]["fields"][name]

    def pointers(self, model: str, *types: str) -> list[str]:
        """The fields that point at partners or users."""
        return [
            name
            for name in self.fields(model, types=types or ("many2one", "many2many"))
            if self.field(model, name)["relation"] in ("res.partner", "res.users")
        ]

    @property
    def is_outside(self) -> bool:
        return "res.groups" not in self.rights

    def is_thorough(self, model: str) -> bool:
        """Whether this attacker is the first with such rights on the model."""
        return model in self.facts["thorough"].get(self.key, ())

    def is_linked(self, model: str) -> bool:
        return model in self.facts["linked"]

    def hidden(self, model: str) -> list[int]:
        """Ids that the attacker guesses: all that is hidden."""
        if model == "res.partner":
            return self.facts["hidden_partners"]
        if model == "res.users":
            return self.facts["hidden_users"]
        return self.hidden_rows.get(model, [])

    def unknown(self, model: str) -> list[int]:
        """Ids that must answer like ids that nothing has."""
        hidden = [] if model in self.facts["not_hidden"] else self.hidden(model)
        return [*hidden, *sorted(self.unknown_rows.get(model, ()))]

    def guesses(self, model: str) -> list[int]:
        """Ids of all that is none of the attacker's business."""
        return [*self.hidden(model), *sorted(self.secret_rows.get(model, ()))]

    def words(self, model: str) -> list[str]:
        """Markers to search for: of customers, and where cases are, of these."""
        words = ["zqx", "zqd"] if self.key not in POSITIONS else []
        if model in self.facts["cases"]:
            words += [
                secret.prefix
                for secret in self.secrets
                if model not in BUSY or self.key in secret.unknown_to
            ]
        return words

    def is_in_scope(self, model: str) -> bool:
        only = self.facts.get("only") or self.facts["scopes"].get(self.key)
        return only is None or model in only

    def _rows_of(self, secrets) -> dict[str, set[int]]:
        rows = defaultdict(set)
        for secret in secrets:
            for model, ids in self.facts["secret_rows"][secret.key].items():
                if model not in BUSY or self.key in secret.unknown_to:
                    rows[model].update(ids)
        return rows

    # Asking

    def kw(
        self, way: str, model: str, method: str, *args: Any, **kwargs: Any
    ) -> Answer:
        return self.kw_beside(way, model, method, (), *args, **kwargs)

    def kw_beside(
        self, way: str, model: str, method: str, controls, *args: Any, **kwargs: Any
    ) -> Answer:
        """:param controls: arguments with nothing secret; what breaks down at them as
        well breaks down by itself"""
        answer = self.client.kw(model, method, list(args), kwargs)
        self.watch(way, model, method, answer, [args, kwargs])
        if answer.is_failure:
            asked = self._harmless([list(args), kwargs])
            asked += [[list(control), kwargs] for control in controls]
            repeats = [
                lambda one=one: self.client.kw(model, method, *one) for one in asked
            ]
            self._judge(way, model, method, answer, repeats)
        return answer

    def rpc(self, way: str, path: str, about: str = "", /, **params: Any) -> Answer:
        answer = self.client.rpc(path, params)
        self.watch(way, about, path, answer, params)
        if answer.is_failure:
            repeats = [
                lambda asked=asked: self.client.rpc(path, asked)
                for asked in self._harmless(params)
            ]
            self._judge(way, about, path, answer, repeats)
        return answer

    def get(self, way: str, path: str, about: str = "", /, **params: Any) -> Answer:
        answer = self.client.get(path, **params)
        title = "/".join("#" if p.isdigit() else p for p in path.split("/"))
        self.watch(way, about, title, answer, [path, params])
        if answer.is_failure:
            void = re.sub(r"\d+$", str(VOID), path)
            self._judge(way, about, title, answer, [lambda: self.client.get(void)])
        return answer

    def _judge(self, way, model, call, answer: Answer, repeats) -> None:
        """What fails as well where nobody is hidden, Odoo does so by itself."""
        if not any(repeat().is_failure for repeat in repeats):
            self.fail(way, model, call, answer)

    def _harmless(self, value: Any) -> list[Any]:
        """The same question about ids that nothing has, and about open customers."""
        users = self.facts["users"]
        instead = dict.fromkeys(self.facts["guessed"], VOID)
        opened = {
            **dict.fromkeys(
                self.facts["hidden_partners"], self.facts["open_partners"][0]
            ),
            **dict.fromkeys(self.facts["hidden_users"], users["staff"]["id"]),
        }
        asked = [_replaced(value, instead), _replaced(value, opened)]
        return [other for other in asked if other != value]

    # Looking

    def watch(self, way: str, model: str, call: str, answer: Answer, said: Any) -> None:
        self.findings.tried(self.key, way)
        said_text = json.dumps(said, default=str)
        masked = self.facts["modes"].get(model) in OWN_WORDS
        at_customers = self.key not in POSITIONS
        documents = at_customers and not masked
        found = markers(answer.text, said_text, documents=documents)
        found |= told(answer.text, said_text, self.knows_as)
        self._watch_reporter(way, model, call, answer, said_text)
        if found:
            self._tell(way, model, call, answer, found)
        if not answer.error:
            self._watch_rows(way, model, call, answer.result)

    def _watch_reporter(self, way, model, call, answer, said: str) -> None:
        """Where the one is named who reported, and where the twin who did not."""
        if self.key in REPORTER_KNOWERS:
            return
        for marker, words in named(answer.text).items():
            if marker in said.lower():
                continue
            spots = {"text"}
            if answer.json is not None:
                spots = {path for path, _text in places(answer.json, words)}
            for spot in spots:
                leak = Leak(way, model, call, spot.removeprefix("result."), marker)
                self.findings.name(self.key, leak)

    def judge_reporter(self) -> None:
        """Named where the twin is not: something tells that it was the reporter."""
        hot, cold = (self.findings.named(self.key, marker) for marker in REPORTER)
        for way, model, call, where in hot - cold:
            self.leak(way, model, call, where, "names who reported, not the twin")

    def _tell(self, way, model, call, answer, found) -> None:
        spots = {}
        if answer.json is not None:
            for path, text in places(answer.json, found):
                spots.setdefault(path.removeprefix("result").lstrip("."), text)
        else:
            for word in found:
                at = answer.text.lower().find(word)
                spots.setdefault("text", answer.text[max(0, at - 60) : at + 60])
        for path, text in spots.items():
            what = " ".join(text.split())
            low = what.lower()
            at = min((low.find(w) for w in found if w in low), default=0)
            start = max(0, at - 40)
            leak = Leak(way, model, call, path, what[start : start + EXCERPT])
            self._add(self.findings.leaks, leak)

    def _add(self, where, leak) -> None:
        """One line per place, whatever the text."""
        with self.findings.lock:
            for known in where:
                if (known.way, known.model, known.call, known.where) == (
                    leak.way,
                    leak.model,
                    leak.call,
                    leak.where,
                ):
                    where[known].add(self.key)
                    return
            where[leak].add(self.key)

    def _watch_rows(self, way, model, call, result) -> None:
        if isinstance(result, dict):
            result = result.get("records")
        if not isinstance(result, list) or model not in self.facts["models"]:
            return
        rows = [row for row in result if isinstance(row, dict) and not set(row) <= ECHO]
        self._watch_ids(way, model, call, "row", model, [r.get("id") for r in rows])
        known = self.facts["models"][model]["fields"]
        for row in rows:
            for name, value in row.items():
                if name in known and known[name]["type"].endswith("2many"):
                    ids = [
                        v.get("id") if isinstance(v, dict) else v for v in value or ()
                    ]
                    self._watch_ids(
                        way, model, call, name, known[name]["relation"], ids
                    )

    def _watch_ids(self, way, model, call, where, target, ids) -> None:
        hidden = self.hidden(target) if target not in self.facts["not_hidden"] else ()
        ids = {number for number in ids if isinstance(number, int)}
        shown = ids.intersection({*hidden, *self.secret_rows.get(target, ())})
        if shown:
            what = f"{target} {sorted(shown)[:5]}"
            self._add(self.findings.leaks, Leak(way, model, call, where, what))

    def oracle(self, way, model, call, where, what) -> None:
        self._add(self.findings.oracles, Leak(way, model, call, where, what[:EXCERPT]))

    def leak(self, way, model, call, where, what) -> None:
        self._add(self.findings.leaks, Leak(way, model, call, where, what[:EXCERPT]))

    def fail(self, way, model, call, answer: Answer, where: str = "") -> None:
        what = answer.complaint if answer.error else answer.text
        self._add(self.findings.failures, Leak(way, model, call, where, what[:EXCERPT]))


def _replaced(value: Any, instead: dict[int, int]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(inner, instead) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(inner, instead) for inner in value]
    is_id = isinstance(value, int) and not isinstance(value, bool)
    return instead.get(value, value) if is_id else value


def some(ids: list[int], unknown: set[int]) -> list[int]:
    """The first and the last, of those as well whose existence is secret."""
    secret = [number for number in ids if number in unknown]
    return sorted({*ids[:1], *ids[-1:], *secret[:1], *secret[-1:]})


def plain(answer: Answer) -> str:
    """What is answered, without the ids."""
    if answer.error:
        return re.sub(r"\d+", "#", answer.complaint)
    return "something" if answer.result else "nothing"
