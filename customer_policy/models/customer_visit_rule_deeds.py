from odoo import api, models


class CustomerVisitRule(models.Model):
    _inherit = "customer.visit.rule"

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        return self._add_deeds(
            super()._policy_deeds(clauses, date_from, date_to),
            self._deeds_of(
                clauses,
                "customer.visit",
                "rule_id",
                self._between("date_done", date_from, date_to),
                self.env._("Visits made by the rule"),
            ),
        )
