from odoo import api, models


class CustomerPenaltyLadder(models.Model):
    _inherit = "customer.penalty.ladder"

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        return self._add_deeds(
            super()._policy_deeds(clauses, date_from, date_to),
            self._deeds_of(
                clauses,
                "customer.penalty",
                "step_id.ladder_id",
                self._between("create_date", date_from, date_to),
                self.env._("Penalties by the ladder"),
            ),
        )
