from odoo import api, models


class IrRule(models.Model):
    """Every model's rules gain what its customers' confidentiality asks for."""

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su:
            return domain
        return domain & self.env["customer.confidentiality"]._domain(model_name)

    def _make_access_error(self, operation, records):
        """Neither name a hidden record nor say that it exists."""
        hidden = self.env["customer.confidentiality"]._hidden_records(records)
        if hidden:
            return self.env["customer.confidentiality"]._hidden_error(hidden[:1])
        return super()._make_access_error(operation, records)
