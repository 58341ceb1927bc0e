from odoo import api, fields, models


class CustomerGradeGap(models.Model):
    _inherit = "customer.grade.gap"
    _depends = {
        "customer.grade": ["credit_limit", "payment_term_id"],
        "customer.grade.scheme": ["applies_credit_terms"],
        "res.partner": ["credit_limit", "property_payment_term_id"],
    }

    kind = fields.Selection(
        selection_add=[
            ("payment_term", "Other payment terms"),
            ("credit_limit", "Other credit limit"),
        ]
    )

    @api.model
    def _gap_columns(self):
        return {
            **super()._gap_columns(),
            "payment_term": "property_payment_term_id",
            "credit_limit": "credit_limit",
        }
