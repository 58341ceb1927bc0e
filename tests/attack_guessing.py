"""Ids that are none of one's business, put into each field that names records.

A form tells what it would show of them before anything is kept; what is kept is read
back. Of what must not exist for the attacker, the answer is that for an id of nothing.
"""

import os

from attack_attacker import VOID, Attacker, plain, some
from attack_client import Answer
from attack_generated import number_of
from attack_reading import NAME_CONTEXT, RELATIONS, Reading

REFERENCES = ("reference", "many2one_reference")
TRIED_BY = 3  # attackers with different rights, of those who may
IN_A_ROW = 2  # fields of the rows of a list


class Guessing:
    def __init__(self, attacker: Attacker):
        self.a = attacker
        self.reading = Reading(attacker)
        self.is_everything = bool(os.environ.get("ATTACK_THOROUGHLY"))
        self.found: dict[tuple, bool] = {}

    def run(self) -> None:
        for model in self.a.may("create"):
            if not self.a.is_in_scope(model):
                continue
            for name in self.a.fields(model, types=(*RELATIONS, *REFERENCES)):
                if self.is_my_turn(model, name):
                    self.try_field(model, name)

    def is_my_turn(self, model: str, name: str) -> bool:
        """Cases are secret from each for another reason: there, everybody tries."""
        able = self.a.facts["creators"][model]
        turn = able.index(self.a.key) - number_of(model, name)
        if not self.is_everything:
            return turn % len(able) == 0
        around_cases = self.a.field(model, name)["relation"] in self.a.facts["cases"]
        return around_cases or turn % len(able) < TRIED_BY

    def try_field(self, model: str, name: str) -> None:
        field = self.a.field(model, name)
        targets = [field["relation"]] if field["relation"] else ["res.partner"]
        if field["type"] in REFERENCES and self.is_everything:
            targets += ["customer.complaint", "customer.violation"]
        for target in targets:
            guesses = some(self.a.guesses(target), set(self.a.unknown(target)))
            if not self.is_everything:
                guesses = guesses[:1]
            for number in guesses:
                self.form(model, name, target, number)
                self.record(model, name, target, number)
        if field["type"] == "one2many":
            self.rows(model, name, field["relation"])

    def value(self, model: str, name: str, target: str, number: int):
        kind = self.a.field(model, name)["type"]
        if kind.endswith("2many"):
            return [[4, number]]
        return f"{target},{number}" if kind == "reference" else number

    # What a form would show

    def form(self, model: str, name: str, target: str, number: int) -> None:
        values = {
            name: self.value(model, name, target, number),
            **self._named(model, name, target),
        }
        void = {**values, name: self.value(model, name, target, VOID)}
        told = self.onchange(model, name, values, void)
        self.compare("onchange", model, name, target, number, told, void)
        if self.a.field(model, name)["type"] == "many2one":
            self.onchange(model, name, {name: {"id": number}}, void)

    def onchange(self, model: str, name: str, values: dict, void: dict) -> Answer:
        """With all that it shows; where that is refused, with the field alone."""
        a = self.a
        for fields in (self.a.fields(model), [name]):
            spec = self.reading.specification(model, fields)
            controls = [[[], other, [name], spec] for other in (void, {})]
            answer = a.kw_beside(
                "guess", model, "onchange", controls, [], values, [name], spec,
                context=NAME_CONTEXT,
            )  # fmt: skip
            if not answer.error:
                break
        return answer

    def rows(self, model: str, name: str, relation: str) -> None:
        """The same in a row of a list that the form sends along."""
        a = self.a
        inner = [
            pointer
            for pointer in a.fields(relation, types=("many2one",))
            if a.guesses(a.field(relation, pointer)["relation"])
        ]
        spec = self.reading.specification(relation, a.fields(relation))
        for pointer in inner[:IN_A_ROW]:
            number = a.guesses(a.field(relation, pointer)["relation"])[0]
            values, empty = (
                {name: [[0, "virtual_1", row]]} for row in ({pointer: number}, {})
            )
            shown = {name: {"fields": spec}}
            a.kw_beside(
                "guess", model, "onchange", [[[], empty, [name], shown]],
                [], values, [name], shown, context=NAME_CONTEXT,
            )  # fmt: skip

    # What is kept

    def record(self, model: str, name: str, target: str, number: int) -> None:
        a = self.a
        base = a.facts["values"].get(model)
        if base is None and not a.facts["models"][model]["transient"]:
            return
        known = a.fields(model)
        values = {key: value for key, value in (base or {}).items() if key in known}
        values |= self._named(model, name, target)
        values[name] = self.value(model, name, target, number)
        spec = self.reading.specification(model, ["display_name", name])
        void = {**values, name: self.value(model, name, target, VOID)}
        less = {key: value for key, value in values.items() if key != name}
        controls = [[[], other, spec] for other in (void, less)]
        kept = a.kw_beside("guess", model, "web_save", controls, [], values, spec)
        self.compare("web_save", model, name, target, number, kept, void)
        if self.a.field(model, name)["type"] == "many2one" and self.is_everything:
            as_text, void = ({**values, name: str(one)} for one in (number, VOID))
            controls = [[[], void, spec]]
            a.kw_beside("guess", model, "web_save", controls, [], as_text, spec)

    def _named(self, model: str, name: str, target: str) -> dict:
        """The model that an id is of, where another field says so."""
        owner = self.a.field(model, name)["names_model"]
        return {owner: target} if owner in self.a.fields(model) else {}

    def is_shown_as_code(self, model, name, target, number) -> bool:
        """A document that stays in place shows that there is such a customer."""
        places = [(model, name)] if self.a.field(model, name)["stored"] else []
        if self.a.facts["models"][model]["transient"]:
            places = []
        if target == "res.partner":
            places += [
                (masked, pointer)
                for masked, mode in self.a.facts["modes"].items()
                if mode == "mask" and masked in self.a.may("read")
                for pointer in self.a.pointers(masked, "many2one")
                if self.a.field(masked, pointer)["relation"] == target
            ]
        return any(self.finds(*place, number) for place in places)

    def finds(self, model: str, name: str, number: int) -> bool:
        key = (model, name, number)
        if key not in self.found:
            leaf = (name, "in", [number])
            answer = self.a.client.kw(model, "search_count", [[leaf]], {})
            self.found[key] = bool(answer.result)
        return self.found[key]

    def compare(self, call, model, name, target, number, told, void: dict) -> None:
        """Refused like an id that nothing has, or the id is told to exist."""
        if not told.error or number not in self.a.unknown(target):
            return
        if self.is_shown_as_code(model, name, target, number):
            return
        spec = self.reading.specification(model, ["display_name", name])
        asked = [[], void, [name], spec] if call == "onchange" else [[], void, spec]
        answer = self.a.client.kw(model, call, asked, {})
        if not answer.error or answer.is_failure or "foreign key" in answer.complaint:
            return
        if plain(answer) != plain(told):
            what = f"{plain(told)[:75]} / {plain(answer)[:75]}"
            self.a.oracle("guess", model, call, name, what)
