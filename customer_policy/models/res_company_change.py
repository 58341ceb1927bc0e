from odoo import api, models


class ResCompany(models.Model):
    """What a company sets for the add-on is a setting; the rest is the company's."""

    _name = "res.company"
    _inherit = ["res.company", "customer.policy.change.mixin"]

    @api.model
    def _setting_fields(self):
        return {
            name: field
            for name, field in super()._setting_fields().items()
            if (field._module or "").startswith("customer_policy")
        }

    def _kept(self):
        return super()._kept() if self._setting_fields() else self.browse()
