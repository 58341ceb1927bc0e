from odoo import api, fields, models

from ..tools import policy_changes


class CustomerPolicyRuleMixin(models.AbstractModel):
    """A setting shows where it departs from its clause, and asks why it is changed."""

    _name = "customer.policy.rule.mixin"
    _inherit = ["customer.policy.rule.mixin", "customer.policy.change.mixin"]

    departs_from_clause = fields.Boolean(
        "Departs",
        compute="_compute_departs_from_clause",
        search="_search_departs_from_clause",
        help="It is not what the installation, a profile or an import wrote under its "
        "clause.",
    )
    departure_text = fields.Text(
        "Where It Departs", compute="_compute_departs_from_clause"
    )
    change_reason = fields.Char(
        "Reason for the Change",
        compute="_compute_change_reason",
        inverse="_inverse_change_reason",
        help="Kept with the change. Say it where the change departs from the clause.",
    )

    @api.depends("clause_id")
    @api.depends_context("lang")
    def _compute_departs_from_clause(self):
        found = self._departures()
        for setting in self:
            setting.departs_from_clause = bool(found.get(setting.id))
            setting.departure_text = "\n".join(
                setting._departure_line(*departure)
                for departure in found.get(setting.id, ())
            )

    def _search_departs_from_clause(self, operator, value):
        if operator != "in":
            return NotImplemented
        settings = self.sudo().with_context(active_test=False)
        found = settings.search([("clause_id", "!=", False)])._departures()
        operator = "in" if True in value else "not in"
        return [("id", operator, [key for key, places in found.items() if places])]

    def _compute_change_reason(self):
        self.change_reason = False

    def _inverse_change_reason(self):
        """The mixin keeps it with the change."""

    # ------------------------------------------------------------------------- actions

    def action_policy_changes(self):
        """Open what was changed in this setting, and in its parts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_policy_change_action"
        )
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    def action_give_change_reason(self):
        """Ask why the setting departs from its clause."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why It Departs"),
            "res_model": "customer.policy.change.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    # ------------------------------------------------------------------------ business

    @api.model
    def _not_departing(self):
        """Fields that can differ without departing: order, looks and people."""
        return {"clause_id", "sequence", "color", "company_id", "code"}

    def _departures(self):
        """:return: {id: [(key, field, told, current)]}; a key is that of the tools"""
        settings = self.filtered(lambda s: s.clause_id and s.ids).sudo()
        if not settings or not self._carries_out_clauses:
            return {}
        lines = self.env["customer.policy.change"].sudo()._lines_of(settings)
        current = settings._values_with_parts()
        lineages = settings.clause_id._lineages()
        found = {}
        for setting in settings:
            told = policy_changes.said(
                lines.get(setting.id, ()), lineages[setting.clause_id.id]
            )
            values = current[setting.id]
            found[setting.id] = [
                (
                    key,
                    field,
                    told.values.get(key, {}).get(field),
                    values.get(key, {}).get(field),
                )
                for key, field in policy_changes.departures(told, values)
            ]
        return found

    def _values_with_parts(self):
        """:return: {id: {key: {field: value}}}, only what can depart"""
        own = self._setting_values(self._departing_names())
        found = {setting_id: {None: values} for setting_id, values in own.items()}
        for model in self._part_fields().values():
            parts = model.sudo().search([(model._part_of_setting, "in", self.ids)])
            values = parts._setting_values(_departing(model, set()))
            for part in parts:
                setting = part[model._part_of_setting]
                found[setting.id][model._name, part.id] = values[part.id]
        return found

    @api.model
    def _departing_names(self):
        return _departing(self, self._not_departing())

    def _departure_line(self, key, field, told, current):
        """One line of text: what the clause says, and what it is now."""
        model = self if key is None else self.env[key[0]]
        label = self.env["ir.model"]._get(model._name).name
        if field is None:
            part = model.browse(key[1]).sudo().exists()
            if part:
                return self.env._(
                    "%(part)s “%(name)s” was added", part=label, name=part.display_name
                )
            return self.env._("%(part)s was taken away", part=label)
        names = model._fields[field]._description_string(self.env)
        texts = self.env["customer.policy.change"]._texts(
            model, [(field, told), (field, current)]
        )
        return self.env._(
            "%(field)s: %(current)s instead of %(told)s",
            field=names if key is None else f"{label}, {names}",
            current=texts[1] or "–",
            told=texts[0] or "–",
        )


def _departing(model, excepted):
    """Texts are worded freely, and people come and go."""
    return [
        name
        for name, field in model._setting_fields().items()
        if not field.translate
        and name not in excepted
        and field.comodel_name not in ("res.users", "res.partner", "hr.employee")
    ]
