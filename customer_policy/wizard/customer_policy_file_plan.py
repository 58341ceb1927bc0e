from dataclasses import dataclass, field

from odoo import api, models

from ..tools import policy_changes, policy_file
from .customer_policy_file_values import MODULE, NewRecord

# What is written for people; anything else of a file is a setting.
TEXTS = ("customer.policy", "customer.policy.clause")


@dataclass
class Item:
    """What a file makes of one record."""

    path: str
    model: str
    name: str
    # As in the file, and the record if there is one.
    values: dict
    record: object = None
    key: str | None = None
    clause: str | None = None
    # What is to be written, as values of the file; and what people are shown.
    write: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    is_new: bool = False

    @property
    def acts(self):
        return self.is_new or bool(self.write)

    def refuse(self, reason):
        """Nothing becomes of it, and why."""
        self.write, self.is_new = {}, False
        self.lines = [{"kind": "impossible", "reason": reason}]


@dataclass
class Plan:
    """What a file would change, decided before anything is changed."""

    policy: object
    is_next_version: bool
    items: list
    # What other profiles have added, to be archived.
    former: list = field(default_factory=list)


class CustomerPolicyFilePlan(models.AbstractModel):
    """Compare a policy file with what is there; changes nothing."""

    _name = "customer.policy.file.plan"
    _description = "What a Policy File Changes"
    _inherit = ["customer.policy.file.schema", "customer.policy.file.values"]

    @api.model
    def _plan(self, document, company):
        """:return: Plan; raise PolicyFileError where the file is wrong"""
        policy_file.check(document, self._schema())
        order = policy_file.order(document.get("settings", []))
        policy = self._newest_version(document, company)
        texts = self._text_items(document, policy)
        found = self._resolve(document, company)
        settings = self._setting_items(document, order, found, company)
        edited = self._edited([item.record for item in texts + settings if item.record])
        for item in texts:
            self._plan_text(item, edited)
        wanted = any(item.acts for item in texts)
        is_next = bool(policy) and (
            policy.state == "retired" or (policy.state != "draft" and wanted)
        )
        for item in settings:
            self._plan_setting(item, document, found, edited, company)
        return Plan(policy, is_next, texts + settings)

    # -------------------------------------------------------------------- the policy

    @api.model
    def _newest_version(self, document, company):
        return self.env["customer.policy"].search(
            [
                ("number", "=", document["policy"]["number"]),
                ("company_id", "=", company.id),
            ],
            order="version desc",
            limit=1,
        )

    @api.model
    def _text_items(self, document, policy):
        """The policy and its clauses."""
        given = document["policy"]
        clauses = {clause.number: clause for clause in policy.clause_ids}
        items = [
            Item(
                path="policy",
                model="customer.policy",
                name=given["number"],
                record=policy or None,
                values={
                    name: given[name]
                    for name in ("name", "description")
                    if name in given
                },
            )
        ]
        items += [
            Item(
                path=f"policy.clauses[{place}]",
                model="customer.policy.clause",
                name=f"{clause['number']} {self._in_my_language(clause['name'])}",
                record=clauses.get(clause["number"]),
                key=clause["number"],
                values={
                    name: clause[name]
                    for name in ("name", "body", "source")
                    if name in clause
                },
            )
            for place, clause in enumerate(given.get("clauses", []))
        ]
        return items

    @api.model
    def _plan_text(self, item, edited):
        if item.record:
            self._plan_fields(item, {}, edited)
        else:
            item.is_new = True
            item.lines = [{"kind": "create", "new": ""}]

    # ------------------------------------------------------------------ the settings

    @api.model
    def _setting_items(self, document, order, found, company):
        settings = document.get("settings", [])
        items = []
        for place in order:
            setting = settings[place]
            xmlid = self._xmlid(document, setting, company)
            record = found.get(xmlid)
            item = Item(
                path=f"settings[{place}]",
                model=setting["model"],
                name=self._item_name(setting, record),
                record=record if record and record._name == setting["model"] else None,
                key=setting.get("key"),
                clause=setting.get("clause"),
                values=setting.get("values", {}),
            )
            if record is not None and item.record is None:
                item.refuse(
                    self.env._(
                        "%(ref)s is another kind of record: %(kind)s.",
                        ref=xmlid,
                        kind=self.env["ir.model"]._get(record._name).name,
                    )
                )
            items.append(item)
        return items

    @api.model
    def _item_name(self, setting, record):
        if record:
            named = record.sudo()
            is_setting = hasattr(named, "_setting_name")
            return named._setting_name() if is_setting else named.display_name
        name = setting.get("values", {}).get("name")
        return self._in_my_language(name) or setting.get("key") or setting.get("ref")

    @api.model
    def _plan_setting(self, item, document, found, edited, company):
        if item.lines:
            return
        if item.record:
            if reason := self._why_not_written(item.record, company):
                item.refuse(reason)
                return
            self._plan_return(item)
            targets = self._targets(item, found)
            if isinstance(targets, str):
                item.refuse(targets)
                return
            self._plan_fields(item, targets, edited)
            self._plan_clause(item, document, company, edited)
            if not item.lines:
                item.lines = [{"kind": "same"}]
        else:
            self._plan_creation(item, document, found, company)

    @api.model
    def _plan_return(self, item):
        """What the file brings is in use, even if another profile took its place."""
        record = item.record.sudo()
        if item.key and "active" in record._fields and not record.active:
            item.values = {"active": True, **item.values}

    @api.model
    def _plan_creation(self, item, document, found, company):
        if not item.key:
            item.refuse(
                self.env._(
                    "There is no such record here. It was deleted, or an add-on is "
                    "missing."
                )
            )
            return
        model = self.env[item.model]
        if not model.has_access("create"):
            item.refuse(self.env._("You may not add such settings."))
            return
        if self._was_deleted(self._name_of_key(document, item.key, company)):
            item.lines = [
                {
                    "kind": "kept",
                    "reason": self.env._(
                        "Somebody deleted it here after it was added."
                    ),
                }
            ]
            return
        if missing := self._missing(model, item.values):
            item.refuse(self.env._("It needs %(fields)s.", fields=", ".join(missing)))
            return
        targets = self._targets(item, found)
        if isinstance(targets, str):
            item.refuse(targets)
            return
        item.is_new = True
        item.write = dict(item.values)
        item.lines = [{"kind": "create", "new": self._summary(model, targets)}]
        found[item.key] = NewRecord(item.model, item.key, item.name)

    @api.model
    def _plan_fields(self, item, targets, edited):
        """What differs is changed, unless somebody has changed it here before."""
        targets = targets or self._targets(item, {})
        current = self._current(item.record, targets)
        for name, target in targets.items():
            now = current[name]
            if self._is_same(item.record._fields[name], now, target):
                continue
            line = {
                "field": name,
                "now": self._value_text(item.record, name, now),
                "new": self._value_text(item.record, name, target),
            }
            if (item.model, item.record.id, name) in edited:
                line |= {
                    "kind": "kept",
                    "reason": self.env._("Somebody changed it here by hand."),
                }
            else:
                line["kind"] = "change"
                item.write[name] = item.values[name]
            item.lines.append(line)
        if not item.lines and item.model in TEXTS:
            item.lines = [{"kind": "same"}]

    @api.model
    def _plan_clause(self, item, document, company, edited):
        if not item.clause:
            return
        clause = item.record.sudo().clause_id
        lives_on = clause.policy_id.state != "retired"
        same_text = (
            clause.number == item.clause
            and clause.policy_id.number == document["policy"]["number"]
            and clause.policy_id.company_id == company
        )
        if clause and lives_on and same_text:
            return
        line = {
            "field": "clause_id",
            "now": clause.display_name or "",
            "new": f"{document['policy']['number']} {item.clause}",
        }
        if (item.model, item.record.id, "clause_id") in edited:
            line |= {
                "kind": "kept",
                "reason": self.env._("Somebody changed it here by hand."),
            }
        else:
            line["kind"] = "change"
            item.write["clause_id"] = item.clause
        item.lines.append(line)

    # ------------------------------------------------------------------- what forbids

    @api.model
    def _why_not_written(self, record, company):
        if not record.has_access("write"):
            return self.env._("You may not change this setting.")
        if company and "company_id" in record._fields:
            own = record.sudo().company_id
            if own != company:
                return self.env._(
                    "This setting holds for other companies, too. Choose the policy "
                    "for all companies, or change it by hand."
                )
        elif company:
            return self.env._(
                "This setting holds for all companies. Choose the policy for all "
                "companies, or change it by hand."
            )
        return None

    @api.model
    def _missing(self, model, values):
        """Labels of what cannot be left empty and has no value of its own."""
        needed = [
            name
            for name, one in model._setting_fields().items()
            if one.required and values.get(name) in (None, "") and not one.default
        ]
        return [model._fields[name]._description_string(self.env) for name in needed]

    @api.model
    def _was_deleted(self, xmlid):
        line = (
            self.env["customer.policy.change"]
            .sudo()
            .search(
                [("external_id", "=", xmlid), ("operation", "=", "unlink")], limit=1
            )
        )
        return line.origin == "user"

    @api.model
    def _edited(self, records):
        """:return: {(model, id, field)} whose last change somebody made by hand"""
        ids = {}
        for record in records:
            ids.setdefault(record._name, []).append(record.id)
        last = {}
        for name, found in ids.items():
            parts = {
                part._name: below
                for below, part in self.env[name]._part_fields().items()
            }
            for line in self._log(name, found):
                below = parts.get(line.part_model, line.field_name)
                if line.operation == "create" and not line.part_id:
                    for one in [*self.env[name]._setting_fields(), *parts.values()]:
                        last[name, line.res_id, one] = line.origin
                elif below:
                    last[name, line.res_id, below] = line.origin
        return {place for place, origin in last.items() if origin == "user"}

    @api.model
    def _log(self, model, ids):
        return (
            self.env["customer.policy.change"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", ids),
                    ("origin", "!=", "version"),
                    ("operation", "!=", "reason"),
                ],
                [
                    "res_id",
                    "part_model",
                    "part_id",
                    "field_name",
                    "operation",
                    "origin",
                ],
                order="id",
            )
        )

    @api.model
    def _xmlid(self, document, setting, company):
        if "ref" in setting:
            return setting["ref"]
        return self._name_of_key(document, setting["key"], company)

    @api.model
    def _name_of_key(self, document, key, company):
        """The external id of a record of the file: in each company another one."""
        suffix = f"_c{company.id}" if company else ""
        return f"{MODULE}.{policy_file.code_of(document)}_{key}{suffix}"

    @api.model
    def _is_same(self, one, now, target):
        if one.translate and not target:
            return not any((now or {}).values())
        if one.translate:
            english = (now or {}).get("en_US")
            return all(
                policy_changes.same((now or {}).get(lang, english), text)
                for lang, text in target.items()
            )
        return policy_changes.same(now, target)
