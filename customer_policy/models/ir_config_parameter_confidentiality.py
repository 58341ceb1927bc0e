from odoo import api, models

from .customer_confidentiality import (
    ENABLED,
    forget_answers,
)


class IrConfigParameter(models.Model):
    """The switch of the confidentiality layer takes effect at once."""

    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        parameters = super().create(vals_list)
        parameters._forget_switch()
        return parameters

    def write(self, vals):
        self._forget_switch()
        res = super().write(vals)
        self._forget_switch()
        return res

    def unlink(self):
        self._forget_switch()
        return super().unlink()

    def _forget_switch(self):
        if ENABLED in self.sudo().mapped("key"):
            self.env.registry.clear_cache("groups")
            forget_answers(self.env)
