from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerComplaint(models.Model):
    """What was sold and gave rise to the case."""

    _inherit = "customer.complaint"

    sale_order_id = fields.Many2one(
        "sale.order",
        "Order",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        tracking=True,
        groups="sales_team.group_sale_salesman",
        domain="[('partner_id', 'child_of', commercial_partner_id)]",
    )
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        tracking=True,
    )

    @api.constrains("sale_order_id", "partner_id")
    def _check_sale_order(self):
        """The order of another customer would say that there is one."""
        for complaint in self.sudo():
            order = complaint.sale_order_id
            customer = complaint.partner_id.commercial_partner_id
            if order and order.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "The order is not one of this customer's. Choose another "
                        "order, or leave it out."
                    )
                )

    @api.onchange("sale_order_id")
    def _onchange_sale_order(self):
        if self.sale_order_id and not self.partner_id:
            self.partner_id = self.sale_order_id.partner_id
        products = self.sale_order_id.order_line.product_id
        if len(products) == 1 and not self.product_id:
            self.product_id = products
