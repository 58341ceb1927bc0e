from odoo import api, fields, models


class CustomerGradeGap(models.Model):
    _inherit = "customer.grade.gap"
    _depends = {
        "customer.grade": ["pricelist_id"],
        "res.partner": ["specific_property_product_pricelist"],
    }

    kind = fields.Selection(selection_add=[("pricelist", "Another pricelist")])

    @api.model
    def _gap_columns(self):
        return {
            **super()._gap_columns(),
            "pricelist": "specific_property_product_pricelist",
        }
