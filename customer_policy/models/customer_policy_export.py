import base64

from odoo import fields, models

from ..tools import policy_file
from .customer_policy_file_schema import PEOPLE

# Where the records of files have their external ids.
MODULE = "customer_policy_profile"


class CustomerPolicy(models.Model):
    """A policy as one file, with all settings that carry it out."""

    _name = "customer.policy"
    _inherit = ["customer.policy", "customer.policy.change.mixin"]

    file_code = fields.Char(
        copy=False,
        policy_protected=True,
        help="By which the records of the profile or file that it came from are found.",
    )

    def action_export_file(self):
        """Download the policy with its settings."""
        self.ensure_one()
        wizard = self.env["customer.policy.file"]
        wizard._check_manager()
        content = policy_file.dump(self._to_document())
        name = f"{policy_file.slug(self.number)}_v{self.version}.json"
        wizard = wizard.create({"file": base64.b64encode(content), "file_name": name})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{wizard._name}/{wizard.id}/file/{name}?download=true",
            "target": "download",
        }

    # ------------------------------------------------------------------------ business

    def _to_document(self):
        """:return: what ``tools/policy_file.py`` writes and reads"""
        self.ensure_one()
        code = self._file_code()
        settings = self._settings_to_export()
        identities = self._foreign(settings) | self._identities(settings, code)
        entries = []
        for records in settings:
            entries += self._entries(records, identities)
        order = policy_file.order(entries)
        clauses = self.clause_ids
        texts = clauses._stored_translations(["name", "body"])
        own = self._stored_translations(["name", "description"])[self.id]
        return {
            "format": policy_file.FORMAT,
            "code": code,
            "policy": {
                "number": self.number,
                "name": self._installed(own["name"]),
                "description": self._installed(own["description"]),
                "clauses": [
                    {
                        "number": clause.number,
                        "name": self._installed(texts[clause.id]["name"]),
                        "body": self._installed(texts[clause.id]["body"]),
                        "source": clause.source or "",
                    }
                    for clause in clauses
                ],
            },
            "settings": [entries[place] for place in order],
        }

    def _file_code(self):
        versions = self.sudo().search(
            [
                ("number", "=", self.number),
                ("company_id", "=", self.company_id.id),
                ("file_code", "!=", False),
            ],
            order="version desc",
            limit=1,
        )
        return versions.file_code or policy_file.slug(self.number)

    def _settings_to_export(self):
        """:return: recordsets, one for each model, with what the settings refer to"""
        models_ = self.env["customer.policy.rule.mixin"]._policy_rule_models()
        found = {s._name: s for s in self.clause_ids._settings() if s}
        fresh = list(found.values())
        while fresh:
            referred = {}
            for records in fresh:
                for name, field in records._setting_fields().items():
                    if field.comodel_name in models_:
                        below = records.with_context(active_test=False)[name]
                        comodel = field.comodel_name
                        referred[comodel] = referred.get(comodel, below) | below
            fresh = []
            for name, records in referred.items():
                known = found.get(name, records.browse())
                if new := records - known:
                    found[name] = known | new
                    fresh.append(new)
        return [found[name] for name in sorted(found)]

    def _entries(self, records, identities):
        schema = self.env["customer.policy.file.schema"]._fields_of(records)
        values = records._setting_values()
        parts = {
            name: records.with_context(active_test=False)[name]._setting_values()
            for name in records._part_fields()
        }
        entries = []
        for record in records:
            entry = {"model": record._name, **identities[record]}
            if record.clause_id in self.clause_ids:
                entry["clause"] = record.clause_id.number
            entry["values"] = self._portable(
                schema, values[record.id], record, identities
            )
            for name, found in parts.items():
                below = record.with_context(active_test=False)[name]
                entry["values"][name] = [
                    self._portable(schema[name].parts, found[part.id], part, identities)
                    for part in below
                ]
            entries.append(entry)
        return entries

    def _portable(self, schema, values, record, identities):
        """Values that mean the same in another database."""
        found = {}
        for name, value in values.items():
            field = schema.get(name)
            if field is None or field.type == "person":
                continue
            if field.is_translated:
                found[name] = self._installed(value) or None
            elif field.comodel:
                below = record.with_context(active_test=False)[name]
                if all(one in identities for one in below):
                    refs = [{"ref": _identity(identities[one])} for one in below]
                    is_one = field.type == "many2one"
                    found[name] = (refs[0] if refs else None) if is_one else refs
            elif value in (None, "") and field.type in ("text", "selection"):
                found[name] = None
            else:
                found[name] = value
            if found.get(name) is None and field.is_required:
                found.pop(name, None)
        return found

    def _foreign(self, settings):
        """What settings refer to that is no setting, by what it is found elsewhere."""
        found = {}
        everything = list(settings)
        for records in settings:
            for name in records._part_fields():
                everything.append(records.with_context(active_test=False)[name])
        for records in everything:
            for name, field in records._setting_fields().items():
                if field.comodel_name and field.comodel_name not in PEOPLE:
                    below = records.sudo().with_context(active_test=False)[name]
                    comodel = field.comodel_name
                    found[comodel] = found.get(comodel, below) | below
        identities = {}
        for records in found.values():
            for record_id, names in records._get_external_ids().items():
                if portable := sorted(filter(_is_portable, names)):
                    identities[records.browse(record_id)] = {"ref": portable[0]}
        return identities

    def _identities(self, settings, code):
        """By what each record is found in another database; named where it was not."""
        identities = {}
        for records in settings:
            xmlids = records.sudo()._get_external_ids()
            for record in records:
                names = xmlids[record.id]
                shipped = [x for x in names if _is_portable(x)]
                if shipped:
                    identities[record] = {"ref": sorted(shipped)[0]}
                else:
                    identities[record] = {"key": self._key(record, names, code)}
        return identities

    def _key(self, record, names, code):
        suffix = f"_c{self.company_id.id}" if self.company_id else ""
        start = f"{MODULE}.{code}_"
        for name in sorted(names):
            if name.startswith(start) and name.endswith(suffix):
                return name.removeprefix(start).removesuffix(suffix)
        key = f"{record._table.removeprefix('customer_')}_{record.id}"
        self.env["ir.model.data"].sudo().create(
            {
                "module": MODULE,
                "name": f"{code}_{key}{suffix}",
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )
        return key

    def _installed(self, texts):
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        return {
            lang: text
            for lang, text in (texts or {}).items()
            if lang in installed | {"en_US"} and text
        }


def _identity(identity):
    return identity.get("ref") or identity["key"]


def _is_portable(xmlid):
    return xmlid.split(".")[0] not in (MODULE, "__export__", "__import__", "__custom__")
