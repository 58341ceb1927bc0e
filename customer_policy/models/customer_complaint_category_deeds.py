from odoo import api, models


class CustomerComplaintCategory(models.Model):
    _inherit = "customer.complaint.category"

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        return self._add_deeds(
            super()._policy_deeds(clauses, date_from, date_to),
            self._deeds_of(
                clauses,
                "customer.complaint",
                "category_id",
                self._between("date_received", date_from, date_to),
                self.env._("Cases of the category"),
            ),
        )
