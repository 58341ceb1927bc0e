from odoo import api, models


class CustomerComplaintTeam(models.Model):
    _inherit = "customer.complaint.team"

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        return self._add_deeds(
            super()._policy_deeds(clauses, date_from, date_to),
            self._deeds_of(
                clauses,
                "customer.complaint",
                "team_id",
                self._between("date_received", date_from, date_to),
                self.env._("Cases received by the team"),
            ),
        )
