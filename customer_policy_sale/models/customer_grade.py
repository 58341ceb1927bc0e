from odoo import fields, models


class CustomerGrade(models.Model):
    _inherit = "customer.grade"

    pricelist_id = fields.Many2one(
        "product.pricelist",
        ondelete="restrict",
        help="Pricelist of the customers of this grade. Empty: that of each customer "
        "stays.",
    )

    def _column_promises(self):
        return {
            **super()._column_promises(),
            "specific_property_product_pricelist": self._setting_promises(
                "pricelist_id"
            ),
        }
