from odoo import api, models
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class ChangeOrigin(str):
    """Who wrote a setting, in the context; what comes by RPC is a plain text."""

    __slots__ = ()


class CustomerPolicyChangeMixin(models.AbstractModel):
    """A setting, or a part of one: what becomes of its values is kept.

    The lines are written by ``customer.policy.change``. Whoever knows why something
    changes says so by ``policy_change_reason`` in the context.
    """

    _name = "customer.policy.change.mixin"
    _description = "Setting Whose Changes Are Kept"

    # Of a part: the field that points at its setting, and what tells parts apart.
    _part_of_setting = None
    _part_key = ()

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        reason = next(
            (v["change_reason"] for v in vals_list if v.get("change_reason")), ""
        )
        model = self._with_reason(reason)
        records = super(CustomerPolicyChangeMixin, model).create(vals_list)
        if kept := records._kept():
            kept.env["customer.policy.change"]._keep_created(kept)
        return records.with_env(self.env)

    def write(self, vals):
        settings = self._with_reason(vals.get("change_reason"))
        with settings._kept_changes(vals):
            res = super(CustomerPolicyChangeMixin, settings).write(vals)
        if "change_reason" in vals:
            # It belongs to this change, not to the setting.
            self.invalidate_recordset(["change_reason"], flush=False)
        return res

    def unlink(self):
        kept = self._kept()
        if not kept:
            return super().unlink()
        keep = self.env["customer.policy.change"]._keep_unlinked(kept)
        res = super().unlink()
        keep()
        return res

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        # It writes past ``write``, or again through it.
        with self._kept_changes([field_name]):
            return super(
                CustomerPolicyChangeMixin, self._without_keeping()
            )._update_field_translations(
                field_name, translations, digest=digest, source_lang=source_lang
            )

    # ------------------------------------------------------------------------ business

    @api.model
    def _not_settings(self):
        """Columns that the system writes itself, or that are nobody's business."""
        return set()

    @api.model
    def _setting_fields(self):
        """The fields that make up the setting, parts aside: name -> field."""
        foreign = self._not_settings() | self._fields_of_mixins()
        return {
            name: field
            for name, field in self._fields.items()
            if field.store
            and name not in models.MAGIC_COLUMNS
            and not field.related
            and (not field.compute or not field.readonly)
            and field.type not in ("one2many", "binary", "many2one_reference")
            and name not in foreign
            and not getattr(field, "policy_protected", False)
            and name != self._part_of_setting
        }

    @api.model
    def _fields_of_mixins(self):
        names = {"parent_path", "change_reason"}
        for model in (
            "mail.thread",
            "mail.activity.mixin",
            "mail.alias.mixin.optional",
        ):
            if model in self.env:
                names.update(self.env[model]._fields)
        return names - {"active"}

    @api.model
    def _part_fields(self):
        """One2many fields with parts of the setting: name -> model."""
        return {
            name: self.env[field.comodel_name]
            for name, field in self._fields.items()
            if field.type == "one2many"
            and not field.compute
            and field.inverse_name
            and getattr(self.env[field.comodel_name], "_part_of_setting", None)
            == field.inverse_name
        }

    def _kept(self):
        """Those whose changes are kept; a what-if only supposes its settings."""
        model = self
        if self._part_of_setting:
            model = self.env[self._fields[self._part_of_setting].comodel_name]
        is_off = isinstance(self.env.context.get("policy_change_off"), ChangeOrigin)
        # Uninstalling: the log goes as well, and columns are gone before their rows.
        is_off = is_off or (self.env.su and self.env.context.get(MODULE_UNINSTALL_FLAG))
        is_setting = getattr(model, "_carries_out_clauses", True)
        return self if is_setting and not is_off else self.browse()

    def _without_keeping(self):
        return self.with_context(policy_change_off=ChangeOrigin("off"))

    def _with_reason(self, reason):
        return self.with_context(policy_change_reason=reason) if reason else self

    def _setting(self):
        """The settings that these belong to, or are."""
        return self[self._part_of_setting] if self._part_of_setting else self

    @api.model
    def _naming_fields(self):
        """What tells settings apart that have no name of their own."""
        field = self._fields.get(self._rec_name or "")
        return [field.name] if field is not None and field.type == "selection" else []

    def _setting_name(self):
        """By what people know the setting, in their language."""
        self.ensure_one()
        names = self._naming_fields()
        if not names:
            return self.display_name
        values = self._setting_values(names)[self.id]
        log = self.env["customer.policy.change"]
        texts = log._texts(self, [(name, values[name]) for name in names])
        return ", ".join(filter(None, texts)) or self.display_name

    def _clause_of_change(self):
        clause = self._fields.get("clause_id")
        return self.clause_id if clause else self.env["customer.policy.clause"]

    def _departures(self):
        """Where the settings are not what their clauses say; see the rule mixin."""
        return {}

    def _kept_changes(self, names):
        """Compare before and after, and keep what is different."""
        return self.env["customer.policy.change"]._comparing(self._kept(), names)

    def _setting_values(self, names=None):
        """:return: {id: {field: its value as JSON}}, translations as a dict"""
        settings = self.sudo().with_context(active_test=False)
        fields = self._setting_fields()
        if names is not None:
            fields = {name: fields[name] for name in names if name in fields}
        texts = settings._stored_translations(
            [name for name, field in fields.items() if field.translate]
        )
        return {
            setting.id: {
                name: texts[setting.id][name]
                if field.translate
                else _as_json(field, setting)
                for name, field in fields.items()
            }
            for setting in settings
        }

    def _stored_translations(self, names):
        """:return: {id: {name: {lang: text}}}"""
        if not names or not self:
            return {record_id: {} for record_id in self.ids}
        self.flush_recordset(names)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL.identifier(self._table),
                self.ids,
            )
        )
        # A leading underscore is a translation that nobody has confirmed.
        return {
            record_id: {
                name: {
                    lang: text
                    for lang, text in (value or {}).items()
                    if not lang.startswith("_")
                }
                for name, value in zip(names, values, strict=True)
            }
            for record_id, *values in rows
        }


def _as_json(field, record):
    value = record[field.name]
    if field.type == "many2one":
        return value.id or None
    if field.type == "many2many":
        return sorted(value.ids)
    if field.type in ("date", "datetime"):
        return field.to_string(value) or None
    if field.type in ("char", "text", "html", "selection", "reference"):
        return str(value) if value else None
    return value
