from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_policy_change_mixin import ChangeOrigin

OPERATIONS = [
    ("create", "Added"),
    ("write", "Changed"),
    ("unlink", "Deleted"),
    ("reason", "Reason Given"),
]
ORIGINS = [
    ("user", "Person"),
    ("profile", "Profile"),
    ("import", "Policy File"),
    ("install", "Installation"),
    ("version", "New Version of the Policy"),
]


class CustomerPolicyChange(models.Model):
    """What became of a setting: written once, by the settings alone, and never changed.

    A creation or a deletion is one line with all values, a change one for each field.
    The line of a part (a bracket, a step) names the setting that the part belongs to.
    How lines come about is in ``customer_policy_change_keep.py``.
    """

    _name = "customer.policy.change"
    _description = "Change of a Setting"
    _order = "id desc"
    _rec_name = "res_name"
    _log_access = False

    date = fields.Datetime(
        required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        "res.users", "Changed by", readonly=True, ondelete="set null"
    )
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    origin = fields.Selection(ORIGINS, required=True, readonly=True)
    res_model = fields.Char("Technical Name", required=True, readonly=True)
    model_name = fields.Char("Kind of Setting", compute="_compute_labels")
    res_id = fields.Many2oneReference(
        "Setting ID", model_field="res_model", readonly=True, aggregator=None
    )
    res_name = fields.Char("Setting", readonly=True)
    part_model = fields.Char("Technical Name of the Part", readonly=True)
    part_id = fields.Integer("Part ID", readonly=True, aggregator=None)
    part_name = fields.Char("Part", readonly=True)
    field_name = fields.Char("Technical Name of the Field", readonly=True)
    field_label = fields.Char("Field", compute="_compute_labels")
    old_value = fields.Text(readonly=True)
    new_value = fields.Text(readonly=True)
    old_raw = fields.Json("Value Before", readonly=True)
    new_raw = fields.Json("Value After", readonly=True)
    reason = fields.Char(readonly=True)
    clause_id = fields.Many2one(
        "customer.policy.clause", "Policy Clause", readonly=True, ondelete="set null"
    )
    departs = fields.Boolean(
        "Departs from the Clause",
        readonly=True,
        help="It is not what the installation, a profile or an import wrote under the "
        "clause.",
    )
    external_id = fields.Char(readonly=True, help="Of a deleted setting.")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")

    _setting_idx = models.Index("(res_model, res_id, id)")
    _clause_idx = models.Index("(clause_id, date) WHERE clause_id IS NOT NULL")
    _departs_idx = models.Index("(date) WHERE departs")
    _external_id_idx = models.Index("(external_id) WHERE external_id IS NOT NULL")

    @api.depends("res_model", "part_model", "field_name")
    @api.depends_context("lang")
    def _compute_labels(self):
        for change in self:
            change.model_name = self.env["ir.model"]._get(change.res_model).name
            change.field_label = change._field_label()

    def write(self, vals):
        if self:
            raise UserError(self._never())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._never())

    # ------------------------------------------------------------------------- actions

    def action_open_setting(self):
        """Open the setting that was changed, if it is still there."""
        self.ensure_one()
        setting = (
            self.env[self.res_model].browse(self.res_id).exists()
            if self.res_model in self.env
            else self.env["res.company"]
        )
        if not setting:
            raise UserError(
                self.env._(
                    "“%(setting)s” has been deleted since; its last values are in this "
                    "log.",
                    setting=self.res_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": setting._name,
            "res_id": setting.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------------ business

    def _never(self):
        return self.env._(
            "What was changed stays on record: lines of the log are neither changed "
            "nor deleted. Change the setting itself, and say why."
        )

    def _field_label(self):
        name = self.part_model or self.res_model
        field = name in self.env and self.env[name]._fields.get(self.field_name or "")
        if not field:
            return self.field_name
        if name == "ir.config_parameter":
            return self.env[name]._setting_label(self.res_name) or self.res_name
        return field._description_string(self.env)

    @api.model
    def _origin_now(self):
        origin = self.env.context.get("policy_change_origin")
        if isinstance(origin, ChangeOrigin):
            return str(origin)
        return "user" if self.env.registry.ready else "install"

    @api.model
    @contextmanager
    def _comparing(self, records, names):
        """What is different after the block is kept."""
        names = records and records._setting_fields().keys() & set(names)
        if not names:
            yield
            return
        before = records._setting_values(names)
        yield
        after = records._setting_values(names)
        self._keep_written(records, before, after)
