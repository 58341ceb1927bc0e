from odoo import api, models
from odoo.tools import format_amount


class CustomerPolicyTimeline(models.AbstractModel):
    """Invoices and credit notes among what happened with a customer."""

    _inherit = "customer.policy.timeline"

    @api.model
    def _sources(self, customer):
        domain = [
            ("commercial_partner_id", "=", customer.id),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund")),
        ]
        return {
            **super()._sources(customer),
            "invoice": ("account.move", domain, "invoice_date"),
        }

    @api.model
    def _show_invoice(self, moves):
        return {
            move.id: self._event(
                "file-text-o",
                self.env._("Credit note %(number)s", number=move.name)
                if move.move_type == "out_refund"
                else self.env._("Invoice %(number)s", number=move.name),
                format_amount(self.env, move.amount_total, move.currency_id),
                self._label(move, "payment_state"),
            )
            for move in moves
        }
