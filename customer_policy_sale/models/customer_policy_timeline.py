from odoo import api, models
from odoo.tools import format_amount


class CustomerPolicyTimeline(models.AbstractModel):
    """Orders among what happened with a customer."""

    _inherit = "customer.policy.timeline"

    @api.model
    def _sources(self, customer):
        domain = [
            ("partner_id.commercial_partner_id", "=", customer.id),
            ("state", "=", "sale"),
        ]
        return {
            **super()._sources(customer),
            "order": ("sale.order", domain, "date_order"),
        }

    @api.model
    def _show_order(self, orders):
        return {
            order.id: self._event(
                "shopping-cart",
                self.env._("Order %(number)s", number=order.name),
                format_amount(self.env, order.amount_total, order.currency_id),
                order.user_id.name,
            )
            for order in orders
        }
