"""Ways to read: lists, ids, names, groups, orders, counts, exports."""

from attack_attacker import VOID, Attacker, plain, some
from attack_client import Answer

FEW, MANY = 5, 80
TOGETHER = 8  # more of them in one domain are slower than one by one
TEXTS = ("char", "text", "html")
RELATIONS = ("many2one", "one2many", "many2many")
NAME_CONTEXT = {
    "show_address": True,
    "show_email": True,
    "show_vat": True,
    "formatted_display_name": True,
    "partner_show_db_id": True,
    "address_inline": True,
    "sale_show_partner_name": True,
    "show_user_group_warning": True,
}
NOTHING = "zqx-void-00"


class Reading:
    def __init__(self, attacker: Attacker):
        self.a = attacker
        self.broken: dict[str, set[str]] = {}

    def run(self) -> None:
        for model in self.a.may("read"):
            if self.a.facts["models"][model]["transient"]:
                continue
            if not self.a.is_in_scope(model):
                continue
            if not self.a.is_thorough(model):
                self.glance(model)
                continue
            self.lists(model)
            self.names(model)
            if self.a.is_linked(model):
                self.groups(model)
                self.counts(model)
                self.orders(model)
                self.ids(model)
                self.exports(model)

    def glance(self, model: str) -> None:
        """Somebody with the same rights has tried it thoroughly."""
        a = self.a
        if not a.is_linked(model):
            return
        a.kw(
            "list",
            model,
            "search_read",
            [],
            [*a.pointers(model), "display_name"],
            limit=MANY,
            order="id desc",
        )
        if a.hidden(model):
            a.kw("id", model, "read", a.hidden(model)[-1:], ["display_name"])
            spec = {"display_name": {}}
            a.kw("id", model, "web_read", a.hidden(model)[-1:], spec)

    # Lists

    def lists(self, model: str) -> None:
        fields = self.readable(model)
        limit = MANY if self.a.is_linked(model) else FEW
        self.a.kw(
            "list",
            model,
            "web_search_read",
            [],
            self.specification(model, fields),
            limit=limit,
            order="id desc",
            context={"bin_size": True},
        )
        if self.a.is_linked(model):
            pointers = [f for f in fields if f in self.a.pointers(model)]
            self.a.kw(
                "list",
                model,
                "search_read",
                [],
                [*pointers, "display_name"],
                limit=limit,
                order="id desc",
                context={**NAME_CONTEXT, "active_test": False},
            )

    def readable(self, model: str) -> list[str]:
        """Fields whose reading does not fail; those that do are reported."""
        fields = self.a.fields(model)
        return [f for f in fields if f not in self._broken_fields(model, fields)]

    def _broken_fields(self, model: str, fields: list[str]) -> set[str]:
        if model not in self.broken:
            limit = MANY if self.a.is_linked(model) else FEW
            self.broken[model] = set(self._guilty(model, fields, limit))
        return self.broken[model]

    def _guilty(self, model: str, fields: list[str], limit: int) -> list[str]:
        answer = self._search_read("list", model, fields, [], limit)
        if not answer.error:
            return []
        if len(fields) == len(self.a.fields(model)):
            control = self._search_read("list", model, ["id"], [], limit)
            if control.error:  # then no field is to blame
                if "MissingError" in control.complaint or control.is_failure:
                    self.a.fail("list", model, "search_read", control)
                return fields
        if len(fields) > 1:
            half = len(fields) // 2
            return [
                *self._guilty(model, fields[:half], limit),
                *self._guilty(model, fields[half:], limit),
            ]
        if fields and not self._fails_anyway(model, fields):
            self.a.fail("list", model, "search_read", answer, fields[0])
        return fields

    def _search_read(self, way, model, fields, domain, limit) -> Answer:
        answer = self.a.client.kw(
            model,
            "search_read",
            [domain, fields],
            {"limit": limit, "order": "id desc", "context": {"bin_size": True}},
        )
        failure = answer.is_failure and len(fields) > 1
        if not failure:  # judged at the single field
            answer_for_watch = answer
            if answer.error:
                answer_for_watch = Answer(
                    answer.status, answer.text.replace('"error"', '"refused"')
                )
            self.a.watch(way, model, "search_read", answer_for_watch, [domain, fields])
        return answer

    def _fails_anyway(self, model: str, fields: list[str]) -> bool:
        """Odoo's own trouble: the same without any hidden customer in reach."""
        domain = [("id", "in", self.a.facts["open_rows"].get(model, []))]
        if not self.a.client.kw(model, "search_count", [domain], {}).result:
            domain = [("id", "not in", self.a.hidden(model))]
        asked = {"limit": MANY, "order": "id desc", "context": {"bin_size": True}}
        answer = self.a.client.kw(model, "search_read", [domain, fields], asked)
        return bool(answer.error)

    def specification(self, model: str, fields: list[str]) -> dict:
        spec = {}
        for name in fields:
            kind = self.a.field(model, name)["type"]
            if kind in RELATIONS:
                spec[name] = {"fields": {"display_name": {}}}
                if kind == "many2one":
                    spec[name]["context"] = NAME_CONTEXT
            elif kind in ("reference", "many2one_reference"):
                spec[name] = {"fields": {"display_name": {}}}
            else:
                spec[name] = {}
        return spec

    # Names

    def names(self, model: str) -> None:
        a = self.a
        if a.is_linked(model) or model in ("res.partner", "res.users"):
            a.kw("name", model, "name_search", "", limit=500, context=NAME_CONTEXT)
            void = a.client.kw(model, "name_search", [NOTHING], {}).result
            for word in self.a.words(model):
                found = a.kw("name", model, "name_search", word, context=NAME_CONTEXT)
                if found.result and not void:
                    a.oracle("name", model, "name_search", word, str(found.result[:2]))
            a.kw(
                "name",
                model,
                "web_name_search",
                "ZQX",
                {"display_name": {}},
                context=NAME_CONTEXT,
            )

    # Groups

    def groups(self, model: str) -> None:
        a = self.a
        stored = [f for f in a.fields(model) if a.field(model, f)["groupable"]]
        relations = [f for f in stored if a.field(model, f)["type"] in RELATIONS]
        texts = [f for f in stored if a.field(model, f)["type"] == "char"]
        wanted = [f for f in [*relations, *texts] if f not in ("id",)]
        many = [f for f in wanted if a.field(model, f)["type"] == "many2many"]
        single = [f for f in wanted if f not in many]
        for start in range(0, len(single), TOGETHER):
            sets = [[name] for name in single[start : start + TOGETHER]]
            answer = a.client.kw(model, "formatted_read_grouping_sets", [[], sets], {})
            if answer.error:
                many += [name for (name,) in sets]
            else:
                a.watch("group", model, "formatted_read_grouping_sets", answer, sets)
        for name in many:
            self.group(model, name)
        for name in [f for f in wanted if f in self.customers(model)][:3]:
            a.kw("group", model, "web_read_group", [], [name], ["__count"])
            if a.field(model, name)["type"] == "many2one":
                a.kw(
                    "group",
                    model,
                    "search_panel_select_range",
                    name,
                    enable_counters=True,
                    expand=True,
                )

    def customers(self, model: str) -> list[str]:
        return [
            f for f in self.a.pointers(model) if f not in ("create_uid", "write_uid")
        ]

    def group(self, model: str, name: str) -> None:
        answer = self.a.client.kw(
            model, "formatted_read_group", [[], [name], ["__count"]], {}
        )
        if answer.is_failure:
            return  # not groupable, which is no matter of secrecy
        self.a.watch("group", model, "formatted_read_group", answer, [name])

    # Counts: what a question answers with yes or no

    def counts(self, model: str) -> None:
        leaves = self._leaves(model)
        for word in self.a.words(model):
            asked = [(path, "ilike", word) for path in leaves]
            for start in range(0, len(asked), TOGETHER):
                self._count(model, asked[start : start + TOGETHER])
        people = self.a.facts["hidden_partners"]
        for name in self.a.pointers(model, *RELATIONS):
            field = self.a.field(model, name)
            hides = name in self.a.facts["hiding"].get(model, ())
            hides = hides or field["type"] != "many2one"
            if field["searchable"] and field["relation"] == "res.partner" and hides:
                self._count(model, [(name, "in", people)])
                self._count(model, [(name, "child_of", people)])

    def _leaves(self, model: str) -> list[str]:
        a, leaves = self.a, []
        for name in a.fields(model):
            field = a.field(model, name)
            if not field["searchable"] or name == "id":
                continue
            if name in ("create_uid", "write_uid"):
                continue
            linked = field["type"] in RELATIONS and a.is_linked(field["relation"])
            if field["type"] in TEXTS or linked:
                leaves.append(name)
            if field["relation"] in ("res.partner", "res.users"):
                leaves += [f"{name}.{inner}" for inner in ("name", "email", "phone")]
        return leaves

    def _count(self, model: str, asked: list) -> None:
        """All at once; what answers is then asked one by one."""
        if not asked:
            return
        domain = ["|"] * (len(asked) - 1) + asked
        answer = self.a.client.kw(model, "search_count", [domain], {})
        self.a.findings.tried(self.a.key, "count")
        if answer.result == 0:
            return
        if len(asked) > 1:
            half = len(asked) // 2
            self._count(model, asked[:half])
            self._count(model, asked[half:])
            return
        path, operator, value = asked[0]
        if answer.error:
            if answer.is_failure and not self._count_fails_anyway(model, asked[0]):
                self.a.fail("count", model, "search_count", answer, path)
            return
        what = f"{operator} {str(value)[:20]}: {answer.result}"
        if answer.result != self._visible_rows(model, asked[0]):
            self.a.leak("count", model, "search_count", path, what)

    def _visible_rows(self, model, leaf) -> int:
        """Rows that answer whatever is asked for: some names cannot be searched."""
        path, operator, _value = leaf
        void = NOTHING if operator == "ilike" else [VOID]
        control = self.a.client.kw(
            model, "search_count", [[(path, operator, void)]], {}
        )
        return control.result or 0

    def _count_fails_anyway(self, model, leaf) -> bool:
        path, operator, value = leaf
        value = NOTHING if operator == "ilike" else [VOID]
        answer = self.a.client.kw(
            model, "search_count", [[(path, operator, value)]], {}
        )
        return bool(answer.error)

    # Orders

    def orders(self, model: str) -> None:
        """Rows of the first and of the last name on both sides of open ones."""
        a = self.a
        documents = a.facts["hidden_documents"].get(model, {})
        for name in self.customers(model):
            field = a.field(model, name)
            if not field["stored"] or field["type"] != "many2one":
                continue
            answer = a.kw("order", model, "search_read", [], ["id"], order=name)
            rows = [row["id"] for row in answer.result or ()]
            sides = {
                key: self._position(rows, documents, name, ids)
                for key, ids in a.facts["by_name"].items()
            }
            opened = self._open_position(rows, model, name)
            if sides["first"] is None or sides["last"] is None or opened is None:
                continue
            if sides["first"] < opened < sides["last"]:
                a.leak("order", model, "search_read", name, "sorted by the hidden name")

    def _position(self, rows, documents, name, ids):
        for position, row in enumerate(rows):
            if documents.get(str(row), {}).get(name) in ids:
                return position
        return None

    def _open_position(self, rows, model, name):
        opened = self.a.facts["open_documents"].get(model, {})
        for position, row in enumerate(rows):
            if opened.get(str(row), {}).get(name):
                return position
        return None

    # Ids

    def ids(self, model: str) -> None:
        a = self.a
        ids = a.guesses(model)
        fields = self.readable(model)
        unknown = set(a.unknown(model))
        for number in some(ids, unknown):
            answer = a.kw("id", model, "read", [number], fields)
            void = a.client.kw(model, "read", [[VOID], fields], {})
            if plain(answer) != plain(void) and number in unknown:
                told = f"{plain(answer)} / {plain(void)}"
                a.oracle("id", model, "read", "exists or not", told)
        if ids:
            self.by_id(model, ids[0])
            self.by_id(model, ids[-1])

    def by_id(self, model: str, number: int) -> None:
        a = self.a
        spec = self.specification(model, ["display_name", *a.pointers(model)])
        a.kw("id", model, "web_read", [number], spec)
        a.kw("id", model, "get_metadata", [number])
        a.kw("id", model, "get_external_id", [number])
        a.kw("id", model, "search_read", [("id", "=", number)], ["display_name"])
        a.kw("id", model, "export_data", [number], ["id", ".id", "display_name"])
        a.kw("id", model, "get_formview_action", [number])

    # Exports

    def exports(self, model: str) -> None:
        a = self.a
        found = a.client.kw(
            model, "search", [[]], {"limit": MANY, "order": "id desc"}
        ).result
        pointers = a.pointers(model, "many2one")
        columns = [f"{name}{end}" for name in pointers for end in ("", "/id", "/.id")]
        columns += [f"{name}/name" for name in pointers]
        for name in a.fields(model, types=("one2many", "many2many")):
            if name in self.readable(model) and self._exports(model, name):
                columns.append(f"{name}/display_name")
        if found and columns:
            answer = a.kw("export", model, "export_data", found, columns)
            if answer.error and "rights to export" not in answer.complaint:
                self._export_one_by_one(model, found, columns)

    def _exports(self, model, name) -> bool:
        return self.a.field(model, name)["relation"] in self.a.facts["linked"]

    def _export_one_by_one(self, model, found, columns) -> None:
        opened = set(self.a.facts["open_rows"].get(model, []))
        for column in columns:
            answer = self.a.kw("export", model, "export_data", found, [column])
            if answer.error:
                rows = sorted(opened.intersection(found))
                control = self.a.client.kw(model, "export_data", [rows, [column]], {})
                if not control.error:
                    self.a.fail("export", model, "export_data", answer, column)
