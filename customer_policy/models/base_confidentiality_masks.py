from odoo import SUPERUSER_ID, api, models


class Base(models.AbstractModel):
    """Never store a mask, nor what somebody left empty who could not see it."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_masks(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_masks(vals))

    def onchange(self, values, field_names, fields_spec):
        kept = self._without_masks(values)
        if len(kept) < len(values):
            true_values = {
                name: self[name] if self else False
                for name in values
                if name not in kept
            }
            values = {**values, **true_values}
        return super().onchange(values, field_names, fields_spec)

    def _without_masks(self, vals):
        # It is shown no masks, and uninstalls when the settings are gone already.
        if self.env.uid == SUPERUSER_ID:
            return vals
        confidentiality = self.env["customer.confidentiality"]
        masked = confidentiality._mask_fields(self._name)[1]
        names = [name for name in masked if name in vals]
        if not names or confidentiality._sees_all() or not confidentiality._is_active():
            return vals
        masks = confidentiality._masks_in(vals[name] for name in names)
        unseen = {
            name
            for name in names
            if isinstance(vals[name], str) and vals[name] in masks
        }
        if self and confidentiality._masked_records(self) == self:
            unseen.update(name for name in names if self._is_unseen(name, vals[name]))
        return {name: value for name, value in vals.items() if name not in unseen}

    def _is_unseen(self, name, value):
        """Whether this is what a masked field reads as that cannot show a code."""
        return not value and self._fields[name].type not in ("char", "text")
