from odoo import api, models

from .customer_confidentiality import ACTIVE


class IrConfigParameter(models.Model):
    """The switch of the confidentiality layer takes effect at once."""

    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.cr.cache.pop(ACTIVE, None)
        return super().create(vals_list)

    def write(self, vals):
        self.env.cr.cache.pop(ACTIVE, None)
        return super().write(vals)

    def unlink(self):
        self.env.cr.cache.pop(ACTIVE, None)
        return super().unlink()
