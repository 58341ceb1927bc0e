from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools import policy_file
from .customer_policy_file_plan import Item


class CustomerPolicyFilePlan(models.AbstractModel):
    """Archive what the profiles chosen before have added, unless it is needed still."""

    _inherit = "customer.policy.file.plan"

    # ------------------------------------------------------------------------- the plan

    @api.model
    def _former_items(self, profile, document, company):
        """:return: [Item], one for each active record of other profiles"""
        found = self._former_records(profile, document, company)
        edited = self._edited([record for record, _profile in found])
        touched = {(name, record_id) for name, record_id, _field in edited}
        items = []
        for record, former in found:
            item = Item(
                path=former.code,
                model=record._name,
                name=self._item_name({}, record),
                values={"active": False},
                record=record,
            )
            if (record._name, record.id) in touched:
                self._keep(item, self.env._("Somebody changed it here by hand."))
            elif not record.has_access("write"):
                item.refuse(self.env._("You may not change this setting."))
            else:
                item.write = {"active": False}
                item.lines = [
                    {
                        "kind": "archive",
                        "reason": self.env._(
                            "The profile “%(profile)s” added it, and nobody changed "
                            "it since.",
                            profile=former.name,
                        ),
                    }
                ]
            items.append(item)
        return items

    @api.model
    def _former_records(self, profile, document, company):
        """:return: [(active record, the profile that added it)]"""
        own = {
            self._name_of_key(document, setting["key"], company)
            for setting in document.get("settings", [])
            if "key" in setting
        }
        profiles = {
            xmlid: former
            for former in profile._all() - profile
            for xmlid in self._names_of_profile(former, company)
            if xmlid not in own
        }
        records = self._records(set(profiles))
        return [
            (records[xmlid], former)
            for xmlid, former in profiles.items()
            if xmlid in records
            and "active" in records[xmlid]._fields
            and records[xmlid].sudo().active
        ]

    @api.model
    def _names_of_profile(self, profile, company):
        try:
            document = policy_file.read(profile._content())
        except (UserError, policy_file.PolicyFileError):
            return []
        return [
            self._name_of_key(document, setting["key"], company)
            for setting in document.get("settings", [])
            if "key" in setting
        ]

    @api.model
    def _keep(self, item, reason):
        item.write = {}
        item.lines = [{"kind": "kept", "reason": reason}]

    # ------------------------------------------------------------------ carrying it out

    @api.model
    def _archive_former(self, items):
        """Those that nothing uses first, so that what only they used comes next."""
        left = [item for item in items if item.acts]
        while left:
            users = self._users_of([item.record for item in left])
            free = [item for item in left if not users[item.model].get(item.record.id)]
            if not free:
                break
            for item in free:
                if problem := self._archive(item.record):
                    item.refuse(problem)
            left = [item for item in left if item not in free]
        for item in left:
            self._keep(
                item,
                self.env._(
                    "“%(setting)s” still uses it.",
                    setting=users[item.model][item.record.id]._setting_name(),
                ),
            )

    @api.model
    def _archive(self, record):
        """:return: why it cannot be, else nothing"""
        try:
            with self.env.cr.savepoint():
                record.with_env(self.env).write({"active": False})
        except (UserError, ValidationError, AccessError) as error:
            return str(error)
        return None

    @api.model
    def _users_of(self, records):
        """:return: {model: {id: an active setting that refers to it}}"""
        ids = {}
        for record in records:
            ids.setdefault(record._name, []).append(record.id)
        found = {name: {} for name in ids}
        for model, field in self._referring_fields(ids):
            wanted = ids[field.comodel_name]
            domain = Domain(field.name, "in", wanted)
            part_of = model._part_of_setting
            if "active" in model._fields:
                domain &= Domain("active", "=", True)
            if part_of:
                domain &= Domain(f"{part_of}.active", "=", True)
            for user in model.sudo().with_context(active_test=False).search(domain):
                setting = user._setting()
                for target in user[field.name]:
                    if setting != target:
                        found[target._name].setdefault(target.id, setting)
        return found

    @api.model
    def _referring_fields(self, names):
        """(model, field) of the settings, and of their parts, that point at these."""
        settings = self.env["customer.policy.rule.mixin"]._policy_rule_models()
        for name in settings:
            setting = self.env[name]
            for model in (setting, *setting._part_fields().values()):
                for field in model._setting_fields().values():
                    if field.comodel_name in names:
                        yield model, field
