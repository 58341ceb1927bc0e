from odoo import api, models, tools
from odoo.tools import config

from .customer_confidentiality_rule import HidingRule


class IrRule(models.Model):
    """Every model's rules gain what its customers' confidentiality asks for."""

    _inherit = "ir.rule"

    # Cached as Odoo's own, so that searches do not optimize the whole each time. What
    # is added speaks of no user before it becomes SQL.
    @api.model
    @tools.conditional(
        "xml" not in config["dev_mode"],
        tools.ormcache(
            "self.env.uid",
            "self.env.su",
            "model_name",
            "mode",
            "tuple(self._compute_domain_context_values())",
        ),
    )
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su:
            return domain
        confidentiality = self.env["customer.confidentiality"]
        ours = confidentiality._domain(model_name)
        # Asked last: all is forgotten before anybody is classified for the first time.
        if ours.is_true() or not confidentiality._anybody_classified():
            return domain
        if domain.is_false() or domain.is_true():
            return (domain & ours).optimize(self.env[model_name])
        return HidingRule((domain, ours))

    def _make_access_error(self, operation, records):
        """Neither name a hidden record nor say that it exists."""
        confidentiality = self.env["customer.confidentiality"]
        if hidden := confidentiality._unknown(records):
            return confidentiality._hidden_error(hidden[:1])
        return super()._make_access_error(operation, records)
