from odoo import fields, models

from odoo.addons.customer_policy.models.customer_policy_arguments import check_one


class SaleOrder(models.Model):
    """The cases that an order gave rise to, as far as the user sees them."""

    _inherit = "sale.order"

    complaint_ids = fields.One2many(
        "customer.complaint",
        "sale_order_id",
        "Complaints",
        groups="customer_policy.group_user",
        copy=False,
    )
    complaint_count = fields.Integer(
        "Number of Complaints",
        compute="_compute_complaint_count",
        groups="customer_policy.group_user",
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [("sale_order_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["sale_order_id"],
                ["__count"],
            )
        )
        for order in self:
            order.complaint_count = counts.get(order._origin, 0)

    def action_open_complaints(self):
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("sale_order_id", "=", self.id)],
            "context": {
                "default_sale_order_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }
