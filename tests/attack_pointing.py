"""Which documents point at which customers, as the database has it."""

from collections import defaultdict

from odoo.tools import SQL

TO_PEOPLE = ("res.partner", "res.users")


class Pointing:
    def __init__(self, env):
        self.env = env

    def documents(self, targets) -> dict:
        """{model: {id: {field that points at one of ``targets``: which}}}"""
        found = defaultdict(lambda: defaultdict(dict))
        for name, model in self.env.items():
            if model._abstract or model._transient or name in TO_PEOPLE:
                continue
            for field in model._fields.values():
                ids = targets.get(field.comodel_name)
                if ids and field.store and field.type in ("many2one", "many2many"):
                    for record in self._rows(model, field, ids):
                        pointed = record[field.name].ids
                        found[name][record.id][field.name] = pointed[0]
        self._referring(found, targets)
        return {name: dict(rows) for name, rows in found.items()}

    def _rows(self, model, field, ids):
        model = model.with_context(active_test=False)
        return model.search([(field.name, "in", ids)])

    def _referring(self, found, targets):
        """Messages, attachments, activities … of what was found."""
        places = {name: set(rows) for name, rows in found.items()}
        for name, ids in targets.items():
            places.setdefault(name, set()).update(ids)
        for name, model in self.env.items():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if field.type != "many2one_reference" or not field.store:
                    continue
                owner = model._fields.get(field.model_field)
                if owner is None or not owner.store:
                    continue
                if owner.type == "many2one":
                    continue
                self.env.cr.execute(
                    SQL(
                        "SELECT id, %s, %s FROM %s WHERE %s IS NOT NULL",
                        SQL.identifier(owner.name),
                        SQL.identifier(field.name),
                        SQL.identifier(model._table),
                        SQL.identifier(owner.name),
                    )
                )
                for number, owner_name, owner_id in self.env.cr.fetchall():
                    if owner_id in places.get(owner_name, ()):
                        found[name][number][f"{field.name} {owner_name}"] = owner_id
