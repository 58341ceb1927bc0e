from typing import NamedTuple

from odoo import api, models
from odoo.tools import html2plaintext

from ..tools import policy_changes, policy_file

# Where the records of files have their external ids.
MODULE = "customer_policy_profile"
MAX_TEXT = 500


class NewRecord(NamedTuple):
    """A record that the file is going to add; it equals none that is there."""

    model: str
    key: str
    name: str


class CustomerPolicyFileValues(models.AbstractModel):
    """Values of a policy file as those of records, and as people read them."""

    _name = "customer.policy.file.values"
    _description = "Values of a Policy File"

    # ---------------------------------------------------------------- what it refers to

    @api.model
    def _resolve(self, document, company):
        """:return: {external id: record} of all that the file refers to"""
        wanted = set()
        for setting in document.get("settings", []):
            wanted.add(self._xmlid(document, setting, company))
            for ref in policy_file.references(setting.get("values", {})):
                wanted.add(
                    ref if "." in ref else self._name_of_key(document, ref, company)
                )
        # A key in a value is looked up as it is written there.
        found = self._records(wanted)
        keys = {s["key"] for s in document.get("settings", []) if "key" in s}
        for key in keys:
            record = found.get(self._name_of_key(document, key, company))
            if record:
                found[key] = record
        return found

    @api.model
    def _records(self, xmlids):
        names = {tuple(xmlid.split(".", 1)) for xmlid in xmlids}
        rows = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [
                    ("module", "in", [module for module, _name in names]),
                    ("name", "in", [name for _module, name in names]),
                ],
                ["module", "name", "model", "res_id"],
            )
            .filtered(lambda row: (row.module, row.name) in names)
        )
        there = {
            model: set(
                self.env[model].sudo().browse(found.mapped("res_id")).exists().ids
            )
            for model, found in rows.grouped("model").items()
            if model in self.env
        }
        return {
            f"{row.module}.{row.name}": self.env[row.model].browse(row.res_id)
            for row in rows
            if row.res_id in there.get(row.model, ())
        }

    # ----------------------------------------------------------------- values of a file

    @api.model
    def _targets(self, item, found):
        """:return: {field: value as ``_setting_values`` has it}, or what is missing"""
        model = self.env[item.model]
        try:
            return {
                name: self._target(model, name, value, found)
                for name, value in item.values.items()
            }
        except KeyError as error:
            return self.env._(
                "It refers to “%(ref)s”, which is not here.", ref=error.args[0]
            )

    @api.model
    def _target(self, model, name, value, found):
        field = model._fields[name]
        if field.type == "one2many":
            below = self.env[field.comodel_name]
            return [
                {key: self._target(below, key, one, found) for key, one in part.items()}
                for part in value or []
            ]
        if field.type == "many2one":
            return self._referred(field, value, found) if value else None
        if field.type == "many2many":
            referred = [self._referred(field, one, found) for one in value or []]
            new = [one for one in referred if isinstance(one, NewRecord)]
            return sorted({*referred} - {*new}) + new
        if field.translate:
            return {
                lang: field.convert_to_cache(text, model)
                for lang, text in self._texts_given(value).items()
            }
        if field.type in ("date", "datetime"):
            return value
        if field.type == "boolean":
            return bool(value)
        if field.type == "monetary":
            return float(value or 0)
        if value is None:
            return 0 if field.type in ("integer", "float") else None
        return field.convert_to_cache(value, model)

    @api.model
    def _referred(self, field, value, found):
        record = found.get(value["ref"])
        if record is None:
            raise KeyError(value["ref"])
        if isinstance(record, NewRecord):
            return record
        if record._name != field.comodel_name:
            raise KeyError(value["ref"])
        return record.id

    @api.model
    def _texts_given(self, value):
        """Texts in the languages that are installed; the first is English as well."""
        texts = policy_file.texts(value)
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        texts = {k: v for k, v in texts.items() if k in installed | {"en_US"}} or texts
        if texts and "en_US" not in texts:
            texts = {"en_US": next(iter(texts.values())), **texts}
        return {
            lang: text for lang, text in texts.items() if lang in installed | {"en_US"}
        }

    # --------------------------------------------------------------- values of a record

    @api.model
    def _current(self, record, targets):
        plain = [name for name in targets if record._fields[name].type != "one2many"]
        values = record._setting_values(plain)[record.id]
        for name, parts in targets.items():
            if record._fields[name].type == "one2many":
                values[name] = self._current_parts(record, name, parts)
        return values

    @api.model
    def _current_parts(self, record, name, wanted):
        """The parts in the order of those that are wanted, as far as they say."""
        below = record.sudo().with_context(active_test=False)[name]
        values = below._setting_values()
        rows = []
        pairs = self._pairs(below, values, wanted)
        for part, target in pairs:
            names = target or (wanted[0] if wanted else {})
            rows.append({key: values[part.id].get(key) for key in names})
        return rows

    @api.model
    def _pairs(self, parts, values, wanted):
        """:return: [(part, what is wanted of it or None)], wanted ones first"""
        key = parts._part_key
        left = {part.id: part for part in parts}
        pairs = []
        for target in wanted:
            match = next(
                (
                    part
                    for part in left.values()
                    if all(
                        policy_changes.same(
                            values[part.id].get(k),
                            target.get(k, values[part.id].get(k)),
                        )
                        for k in key
                    )
                ),
                None,
            )
            if match:
                del left[match.id]
                pairs.append((match, target))
        return pairs + [(part, None) for part in left.values()]

    # ------------------------------------------------------------------- as people read

    @api.model
    def _in_my_language(self, value):
        texts = policy_file.texts(value)
        return (
            texts.get(self.env.lang)
            or texts.get("en_US")
            or next(iter(texts.values()), "")
        )

    @api.model
    def _value_text(self, model, name, value):
        field = model._fields[name]
        log = self.env["customer.policy.change"]
        if field.type == "one2many":
            below = self.env[field.comodel_name]
            rows = [self._summary(below, part, ", ") for part in value]
            return "\n".join(f"• {row}" for row in rows)[:MAX_TEXT]
        if isinstance(value, NewRecord):
            return value.name
        if isinstance(value, list) and any(isinstance(one, NewRecord) for one in value):
            new = [one.name for one in value if isinstance(one, NewRecord)]
            there = [one for one in value if not isinstance(one, NewRecord)]
            return ", ".join(
                filter(None, [*new, log._texts(model, [(name, there)])[0]])
            )
        if field.translate:
            text = self._in_my_language(value or {})
            text = html2plaintext(text) if field.type == "html" else text
            return text[:MAX_TEXT]
        return log._texts(model, [(name, value)])[0][:MAX_TEXT]

    @api.model
    def _summary(self, model, values, separator="\n"):
        texts = [
            (
                model._fields[name]._description_string(self.env),
                self._value_text(model, name, value),
            )
            for name, value in values.items()
            if value not in (None, False, "", [], {}, 0)
        ]
        return separator.join(f"{label}: {text}" for label, text in texts)[:2000]
