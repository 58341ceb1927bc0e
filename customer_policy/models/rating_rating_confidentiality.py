from odoo import models


class RatingRating(models.Model):
    """Ratings of secret documents."""

    _name = "rating.rating"
    _inherit = ["customer.confidentiality.mixin", "rating.rating"]

    def _compute_res_name(self):
        """In a form that is being filled in, a guessed id must not tell the name."""
        res = super()._compute_res_name()
        confidentiality = self.env["customer.confidentiality"]
        for rating in self.filtered(lambda rating: not rating.id):
            document = rating.res_model, rating.res_id
            if confidentiality._is_secret(*document) or confidentiality._is_kept_case(
                *document
            ):
                rating.res_name = False
        return res
