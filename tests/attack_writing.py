"""Ways to write: guessed ids put into values, defaults, copies and imports."""

from attack_attacker import VOID, Attacker
from attack_client import Answer
from attack_reading import NAME_CONTEXT, Reading, plain

DOCUMENTS = 2  # of each model, whose ids are guessed for references


class Writing:
    def __init__(self, attacker: Attacker):
        self.a = attacker
        self.reading = Reading(attacker)
        self.people = attacker.facts["people"]
        self.companies = attacker.facts["companies"]

    def run(self) -> None:
        for model in self.a.may("create"):
            if not self._is_worth_trying(model) or not self.a.is_thorough(model):
                continue
            self.defaults(model)
            for name in self._targets(model):
                self.onchange(model, name)
                self.create(model, name)
                self.write(model, name)
            self.imports(model)
        for model in ("res.partner", "res.users", *self.a.hidden_rows):
            if self.a.is_thorough(model) and self.a.hidden(model):
                self.copies(model)
                self.methods(model)

    def _is_worth_trying(self, model: str) -> bool:
        return bool(self._targets(model) or self._references(model))

    def _targets(self, model: str) -> list[str]:
        return [
            name
            for name in self.a.pointers(model)
            if self.a.field(model, name)["writable"]
            and name not in ("create_uid", "write_uid")
        ]

    def _references(self, model: str) -> list[str]:
        return self.a.fields(model, types=("many2one_reference", "reference"))

    def _guess(self, model: str, name: str, wanted: str = "secret1"):
        """The id of a hidden contact or portal user, as the field takes it."""
        field = self.a.field(model, name)
        if field["relation"] == "res.users":
            number = self.a.facts["hidden_users"][0]
        else:
            number = self.people[wanted]
        if wanted == "void":
            number = VOID
        return [[6, 0, [number]]] if field["type"] == "many2many" else number

    def _void(self, model: str, name: str):
        many = self.a.field(model, name)["type"] == "many2many"
        return [[6, 0, [VOID]]] if many else VOID

    # Defaults and onchange

    def defaults(self, model: str) -> None:
        a = self.a
        fields = a.fields(model)
        guesses = {f"default_{n}": self._guess(model, n) for n in self._targets(model)}
        if guesses:
            a.kw("default", model, "default_get", fields, context=guesses)
            self._new(model, {**guesses, **NAME_CONTEXT})
        references = {
            "active_model": "res.partner",
            "active_id": self.people["secret1"],
            "active_ids": [self.people["secret1"], self.companies["top"]],
            "default_model": "res.partner",
            "default_res_model": "res.partner",
            "default_res_id": self.people["secret1"],
            "default_res_ids": str([self.people["secret1"]]),
        }
        if self._references(model) or a.facts["models"][model]["transient"]:
            a.kw("default", model, "default_get", fields, context=references)
            self._new(model, references)

    def _new(self, model: str, context: dict) -> Answer:
        spec = self.reading.specification(model, self.a.fields(model))
        return self._onchange(model, {}, [], spec, context)

    def _onchange(self, model, values, names, spec, context) -> Answer:
        """Fields that nobody may read here are what a form would leave out."""
        return self.a.kw(
            "onchange", model, "onchange", [], values, names, spec, context=context
        )

    def onchange(self, model: str, name: str) -> None:
        spec = self.reading.specification(model, self.a.fields(model))
        values = {name: self._guess(model, name)}
        self._onchange(model, values, [name], spec, NAME_CONTEXT)

    # Records

    def create(self, model: str, name: str) -> None:
        values = self.a.facts["values"].get(model)
        if values is None and not self.a.facts["models"][model]["transient"]:
            return
        values = {
            key: value
            for key, value in (values or {}).items()
            if key in self.a.fields(model)
        }
        guess = {**values, name: self._guess(model, name)}
        answer = self.a.kw("create", model, "create", guess)
        if isinstance(answer.result, int):
            self._look_at("create", model, answer.result, name)
        void = self.a.client.kw(
            model, "create", [{**values, name: self._void(model, name)}], {}
        )
        self._compare("create", model, name, answer, void)

    def write(self, model: str, name: str) -> None:
        rows = self.a.facts["open_rows"].get(model)
        if not rows or "write" not in self.a.rights[model]["allowed"]:
            return
        row = rows[-1]
        answer = self.a.kw(
            "write", model, "write", [row], {name: self._guess(model, name)}
        )
        if not answer.error:
            self._look_at("write", model, row, name)
        void = self.a.client.kw(
            model, "write", [[row], {name: self._void(model, name)}], {}
        )
        self._compare("write", model, name, answer, void)

    def _look_at(self, way: str, model: str, number: int, name: str) -> None:
        """What one has just written, as it reads."""
        fields = [f for f in self.a.fields(model) if f not in self.reading.broken]
        self.a.kw(way, model, "read", [number], fields, context={"bin_size": True})
        self.a.kw(
            way,
            model,
            "web_read",
            [number],
            {name: {"fields": {"display_name": {}}, "context": NAME_CONTEXT}},
        )

    def _compare(self, way, model, name, answer: Answer, void: Answer) -> None:
        """Refused like an id that nothing has, or the id is told to exist."""
        if answer.error and void.error and plain(answer) != plain(void):
            if "foreign key" in void.complaint or void.is_failure:
                return
            self.a.oracle(
                way, model, way, name, f"{plain(answer)[:75]} / {plain(void)[:75]}"
            )

    # Copies, imports, methods

    def copies(self, model: str) -> None:
        for number in self.a.hidden(model)[:1]:
            answer = self.a.kw("copy", model, "copy", [number])
            if isinstance(answer.result, list):
                for copied in answer.result:
                    self._look_at("copy", model, copied, "display_name")

    def imports(self, model: str) -> None:
        rows = self.a.facts["open_rows"].get(model)
        if not rows:
            return
        for name in self._targets(model):
            if self.a.field(model, name)["type"] != "many2one":
                continue
            number = self._guess(model, name)
            self.a.kw(
                "import", model, "load", [".id", f"{name}/.id"], [[rows[-1], number]]
            )
            self.a.kw("import", model, "load", [f"{name}/.id"], [[str(number)]])
            xmlid = self.a.facts["xmlids"].get(str(number))
            if xmlid:
                told = self.a.kw("import", model, "load", [f"{name}/id"], [[xmlid]])
                void = self.a.client.kw(
                    model, "load", [[f"{name}/id"], [[f"{xmlid}_not"]]], {}
                )
                self._compare_load(model, f"{name}/id", told, void)
            told = self.a.kw("import", model, "load", [name], [["AAZQX-NAME-secret"]])
            void = self.a.client.kw(model, "load", [[name], [["AAVOID-NAME"]]], {})
            self._compare_load(model, name, told, void)

    def _compare_load(self, model, name, told: Answer, void: Answer) -> None:
        def kinds(answer):
            if answer.error:
                return [plain(answer)[:60]]
            messages = (answer.result or {}).get("messages", ())
            return sorted({m.get("message", "")[:25] for m in messages})

        if kinds(told) != kinds(void):
            self.a.oracle(
                "import", model, "load", name, f"{kinds(told)} / {kinds(void)}"
            )

    def methods(self, model: str) -> None:
        """Public methods that ask for nothing but ids."""
        number = self.a.hidden(model)[0]
        for name in self.a.facts["models"][model]["methods"]:
            answer = self.a.client.kw(model, name, [[number]], {})
            self.a.watch("method", model, name, _without_failure(answer), number)


def _without_failure(answer: Answer) -> Answer:
    """A method called without what it needs may well fail."""
    if answer.is_failure:
        return Answer(200, answer.text.replace('"error"', '"failed"', 1))
    return answer
