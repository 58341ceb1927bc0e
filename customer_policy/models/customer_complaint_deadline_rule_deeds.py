from odoo import api, models


class CustomerComplaintDeadlineRule(models.Model):
    _inherit = "customer.complaint.deadline.rule"

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        count = "customer.complaint.deadline", "rule_id"
        met = [("state", "=", "met"), *self._between("date_met", date_from, date_to)]
        missed = [
            ("state", "=", "breached"),
            *self._between("date_deadline", date_from, date_to),
        ]
        return self._add_deeds(
            super()._policy_deeds(clauses, date_from, date_to),
            self._deeds_of(clauses, *count, met, self.env._("Deadlines met")),
            self._deeds_of(clauses, *count, missed, self.env._("Deadlines missed")),
        )
