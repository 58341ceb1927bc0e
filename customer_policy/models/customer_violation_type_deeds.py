from odoo import api, models


class CustomerViolationType(models.Model):
    _inherit = "customer.violation.type"

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        count = "customer.violation", "type_id"
        reported = self._between("create_date", date_from, date_to)
        decided = self._between("date_decided", date_from, date_to)
        return self._add_deeds(
            super()._policy_deeds(clauses, date_from, date_to),
            self._deeds_of(
                clauses, *count, reported, self.env._("Violations reported")
            ),
            self._deeds_of(clauses, *count, decided, self.env._("Violations decided")),
        )
