from odoo import api, models

PREFIX = "customer_policy."


class IrConfigParameter(models.Model):
    """The switches and limits of the add-on are settings, too."""

    _name = "ir.config_parameter"
    _inherit = ["ir.config_parameter", "customer.policy.change.mixin"]

    @api.model
    def _setting_fields(self):
        return {"value": self._fields["value"]}

    def _kept(self):
        ours = self.sudo().filtered(lambda p: (p.key or "").startswith(PREFIX))
        return super(IrConfigParameter, self.browse(ours.ids))._kept()

    def _setting_values(self, names=None):
        """A number written in another way is the same number."""
        found = super()._setting_values(names)
        for values in found.values():
            if "value" in values:
                values["value"] = _plain(values["value"])
        return found

    @api.model
    def _setting_label(self, key):
        """What the page of settings calls a parameter."""
        for field in self.env["res.config.settings"]._fields.values():
            if getattr(field, "config_parameter", None) == key:
                return field._description_string(self.env)
        return None


def _plain(value):
    try:
        number = float(value)
    except (TypeError, ValueError):
        return value
    return int(number) if number.is_integer() else number
