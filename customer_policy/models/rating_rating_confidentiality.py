from odoo import api, models


class RatingRating(models.Model):
    """Ratings of secret documents."""

    _inherit = "rating.rating"

    def _compute_res_name(self):
        """In a form that is being filled in, a guessed id must not tell the name."""
        res = super()._compute_res_name()
        confidentiality = self.env["customer.confidentiality"]
        for rating in self.filtered(lambda rating: not rating.id):
            if confidentiality._is_secret(rating.res_model, rating.res_id):
                rating.res_name = False
        return res

    @api.model
    def _search(self, *args, **kwargs):
        query = super()._search(*args, **kwargs)
        return self.env["customer.confidentiality"]._drop_secrets(self, query)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)
