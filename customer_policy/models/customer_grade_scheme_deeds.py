from odoo import api, models


class CustomerGradeScheme(models.Model):
    _inherit = "customer.grade.scheme"

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        days = [("date_from", ">=", str(date_from)), ("date_from", "<", str(date_to))]
        return self._add_deeds(
            super()._policy_deeds(clauses, date_from, date_to),
            self._deeds_of(
                clauses,
                "customer.grade.assignment",
                "scheme_id",
                days,
                self.env._("Grades assigned"),
            ),
        )
