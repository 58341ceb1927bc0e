from odoo import api, models
from odoo.tools import format_date, format_datetime, formatLang, html2plaintext

from ..tools import policy_changes

MAX_TEXT = 2000


class CustomerPolicyChange(models.Model):
    """How the lines of the log come about, and how values read."""

    _inherit = "customer.policy.change"

    # ------------------------------------------------------------------- what was done

    @api.model
    def _keep_created(self, records):
        values = records._setting_values()
        texts = self._summaries(records, values)
        return self._keep(
            records,
            [
                (
                    record,
                    {
                        "operation": "create",
                        "new_raw": values[record.id],
                        "new_value": texts[record.id],
                    },
                )
                for record in records
            ],
        )

    @api.model
    def _keep_written(self, records, before, after):
        changes = [
            (record, name, before[record.id][name], value)
            for record in records
            for name, value in after.get(record.id, {}).items()
            if not policy_changes.same(before[record.id][name], value)
        ]
        if not changes:
            return self.browse()
        texts = iter(
            self._texts(
                records,
                [
                    (name, value)
                    for _record, name, *values in changes
                    for value in _told_apart(*values)
                ],
            )
        )
        return self._keep(
            records,
            [
                (
                    record,
                    {
                        "operation": "write",
                        "field_name": name,
                        "old_raw": old,
                        "new_raw": new,
                        "old_value": next(texts),
                        "new_value": next(texts),
                    },
                )
                for record, name, old, new in changes
            ],
        )

    @api.model
    def _keep_unlinked(self, records):
        """:return: a function that writes the lines, once the records are gone"""
        rows = []
        for settings in self._with_cascaded(records):
            values = settings._setting_values()
            texts = self._summaries(settings, values)
            external_ids = settings.get_external_id()
            rows += self._rows(
                settings,
                [
                    (
                        setting,
                        {
                            "operation": "unlink",
                            "old_raw": values[setting.id],
                            "old_value": texts[setting.id],
                            "external_id": external_ids[setting.id] or False,
                        },
                    )
                    for setting in settings
                ],
            )
        told = {
            (row["res_model"], row["res_id"])
            for row in rows
            if self._origin_now() == "user" and row["clause_id"]
        }
        spoken = self._spoken_of(told)
        for row in rows:
            row["departs"] = (row["res_model"], row["res_id"]) in spoken
            if row["res_model"] == "customer.policy.clause":
                # It will be gone by then.
                row["clause_id"] = False
        return lambda: self._write_rows(rows)

    @api.model
    def _with_cascaded(self, records):
        """These and the settings that the database deletes with them."""
        found = [records]
        for name, field in records._fields.items():
            if field.type != "one2many" or not field.inverse_name:
                continue
            model = self.env[field.comodel_name]
            inverse = model._fields.get(field.inverse_name)
            if (
                getattr(model, "_part_of_setting", self) is not self
                and inverse.type == "many2one"
                and inverse.ondelete == "cascade"
                and model._name != records._name
            ):
                below = records.sudo().with_context(active_test=False)[name]
                if kept := below._kept():
                    found += self._with_cascaded(kept)
        return found

    @api.model
    def _keep(self, records, lines):
        return self._write_rows(self._rows(records, lines))

    @api.model
    def _rows(self, records, lines):
        """:param lines: [(record, what is to be said about it)]"""
        context = {
            "origin": self._origin_now(),
            "user_id": self.env.uid,
            "reason": self.env.context.get("policy_change_reason") or False,
        }
        return [
            {**context, **self._about(record), **values}
            for record, values in [(line[0].sudo(), line[1]) for line in lines]
        ]

    @api.model
    def _about(self, record):
        setting = record._setting()
        company = setting["company_id"] if "company_id" in setting._fields else False
        row = {
            "res_model": setting._name,
            "res_id": setting.id,
            "res_name": setting._setting_name(),
            "clause_id": setting._clause_of_change().id,
            "company_id": company.id if company else False,
        }
        if setting != record:
            row |= {
                "part_model": record._name,
                "part_id": record.id,
                "part_name": record.display_name,
            }
        return row

    @api.model
    def _write_rows(self, rows):
        """Mark those that depart from their clause, then write them all."""
        by_model = {}
        for row in rows:
            if row["origin"] == "user" and row["clause_id"] and "departs" not in row:
                by_model.setdefault(row["res_model"], []).append(row)
        for name, asked in by_model.items():
            settings = self.env[name].browse({row["res_id"] for row in asked}).exists()
            places = {
                (setting_id, key, field)
                for setting_id, found in settings._departures().items()
                for key, field, _told, _current in found
            }
            for row in asked:
                key = (
                    (row["part_model"], row["part_id"]) if row.get("part_id") else None
                )
                field = row.get("field_name")
                row["departs"] = (row["res_id"], key, field) in places
        return self.sudo().create(rows)

    # -------------------------------------------------------------------- what was said

    @api.model
    def _lines_of(self, settings):
        """The log of settings of one model, as plain values in its order.

        :return: {id of a setting: [policy_changes.Change]}
        """
        lines = self.search_fetch(
            [
                ("res_model", "=", settings._name),
                ("res_id", "in", settings.ids),
                ("origin", "in", list(policy_changes.SPEAKING)),
                ("operation", "!=", "reason"),
            ],
            [
                *("res_id", "part_model", "part_id", "operation", "origin"),
                *("clause_id", "field_name", "new_raw"),
            ],
            order="id",
        )
        departing = {None: set(settings._departing_names())}
        found = {}
        for line in lines:
            key = (line.part_model, line.part_id) if line.part_id else None
            values = line.new_raw
            if line.operation == "create" and key is None:
                values = {k: v for k, v in values.items() if k in departing[None]}
            field = line.field_name
            if key is None and field and field not in departing[None]:
                # It says under which clause, and no value.
                field, values = "clause_id", None
            found.setdefault(line.res_id, []).append(
                policy_changes.Change(
                    key,
                    line.operation,
                    line.origin,
                    line.clause_id.id,
                    field,
                    value=values if line.operation == "write" else None,
                    values=values if line.operation == "create" else None,
                )
            )
        return found

    @api.model
    def _spoken_of(self, settings):
        """Which of [(model, id)] were written by an installation, profile or import."""
        found = set()
        by_model = {}
        for name, res_id in settings:
            by_model.setdefault(name, []).append(res_id)
        for name, ids in by_model.items():
            domain = [
                ("res_model", "=", name),
                ("res_id", "in", ids),
                ("origin", "in", list(policy_changes.SPEAKING)),
            ]
            rows = self.sudo()._read_group(domain, ["res_id"])
            found.update((name, res_id) for (res_id,) in rows)
        return found

    # ------------------------------------------------------------------ how values read

    @api.model
    def _summaries(self, records, values):
        """:return: {id: the values that say something, one in each line}"""
        pairs = [
            (record_id, name, value)
            for record_id, fields in values.items()
            for name, value in fields.items()
            if value not in (None, False, "", [], {})
        ]
        texts = self._texts(records, [(name, value) for _id, name, value in pairs])
        lines = {record_id: [] for record_id in values}
        for (record_id, name, _value), text in zip(pairs, texts, strict=True):
            label = records._fields[name]._description_string(self.env)
            lines[record_id].append(f"{label}: {text}")
        return {
            record_id: "\n".join(found)[:MAX_TEXT] for record_id, found in lines.items()
        }

    @api.model
    def _texts(self, model, pairs):
        """How values read, in the language of whoever reads.

        :param pairs: [(name of a field, value as JSON)]
        """
        names = self._names(model, pairs)
        return [self._text(model._fields[name], value, names) for name, value in pairs]

    @api.model
    def _names(self, model, pairs):
        """:return: {(model, id): name} of all records among the values"""
        ids = {}
        for name, value in pairs:
            if comodel := model._fields[name].comodel_name:
                found = value if isinstance(value, list) else [value]
                ids.setdefault(comodel, set()).update(filter(None, found))
        return {
            (comodel, record.id): self._name_to_keep(record)
            for comodel, wanted in ids.items()
            for record in self.env[comodel].sudo().browse(wanted).exists()
        }

    @api.model
    def _name_to_keep(self, record):
        """Customers may be classified one day: only people's names are kept."""
        people = {
            "res.users": lambda user: user,
            "res.partner": lambda partner: (
                partner.with_context(active_test=False).user_ids
            ),
        }.get(record._name)
        if people and all(user.share for user in people(record)):
            return f"#{record.id}"
        return record.display_name

    @api.model
    def _text(self, field, value, names):
        if value in (None, "", [], {}) or (value is False and field.type != "boolean"):
            return ""
        if field.comodel_name:
            found = value if isinstance(value, list) else [value]
            gone = self.env._("(deleted)")
            return ", ".join(
                names.get((field.comodel_name, id_), gone) for id_ in found
            )
        if field.translate:
            return self._translated_text(field, value)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, str(value))
        if field.type in ("float", "monetary"):
            return formatLang(self.env, value, digits=2).removesuffix(".00")
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return format_datetime(self.env, value)
        return str(value)

    @api.model
    def _translated_text(self, field, value):
        """In the reader's language; all of them where they are told apart."""
        if isinstance(value, str):
            return value
        read = html2plaintext if field.type == "html" else str
        if len(value) == 1:
            return read(next(iter(value.values())))[:MAX_TEXT]
        return "\n".join(
            f"[{lang}] {read(text or '')}" for lang, text in sorted(value.items())
        )[:MAX_TEXT]


def _told_apart(old, new):
    """Of translations, only those that differ."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return old, new
    langs = [lang for lang in {**old, **new} if old.get(lang) != new.get(lang)]
    return tuple(
        {lang: value[lang] for lang in langs if lang in value} for value in (old, new)
    )
