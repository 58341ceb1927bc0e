from odoo import api, models


class CustomerClearanceMixin(models.AbstractModel):
    """Clearances come and go with groups: see ``customer.clearance.change``."""

    _name = "customer.clearance.mixin"
    _description = "Gives Clearances"

    # Fields that give or take a clearance when they are written.
    _gives_clearance = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        self.env["customer.clearance.change"]._watch()
        return super().create(vals_list)

    def write(self, vals):
        if not self._gives_clearance.isdisjoint(vals):
            self.env["customer.clearance.change"]._watch()
        return super().write(vals)

    def unlink(self):
        self.env["customer.clearance.change"]._watch()
        return super().unlink()
