from odoo import api, models


class CustomerGradeScheme(models.Model):
    _inherit = "customer.grade.scheme"

    @api.model
    def _not_settings(self):
        # Moved on by each review.
        return super()._not_settings() | {"review_date_next"}

    def _check_imported(self):
        for scheme in self:
            if scheme.criterion_ids:
                scheme._raise_problems(scheme._settings_problems())
        return super()._check_imported()
