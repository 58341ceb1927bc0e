from odoo import api, fields, models
from odoo.fields import Domain

VIOLATION = "customer.violation"
VIOLATIONS = "customer_violation_action"
STATES = {
    "violations_reported": "reported",
    "violations_investigated": "investigating",
    "violations_heard": "heard",
    "violations_appealed": "appealed",
}


class CustomerPolicyHomeFigure(models.Model):
    """What is said of violations and penalties."""

    _inherit = "customer.policy.home.figure"

    @api.model
    def _labels(self):
        return {
            **super()._labels(),
            "violations": self.env._("Violations This Month"),
            "violations_reported": self.env._("Reported, Not Taken Up"),
            "violations_investigated": self.env._("Under Investigation"),
            "violations_heard": self.env._("Heard, to Be Decided"),
            "violations_appealed": self.env._("Appeals to Decide"),
            "penalties_pending": self.env._("Penalties to Carry Out"),
            "suspended": self.env._("People Suspended"),
            "deductions": self.env._("Deductions This Month"),
        }

    @api.model
    def _models(self):
        return {
            **super()._models(),
            **dict.fromkeys(("violations", *STATES), VIOLATION),
            **dict.fromkeys(("penalties_pending", "suspended"), "customer.penalty"),
            "deductions": "customer.penalty.deduction",
        }

    @api.model
    def _figure_violations(self, now, before):
        """By the day on which they happened."""
        stands = Domain("state", "!=", "revoked")
        return self._counted(
            "violations",
            stands & self._on_days("date", now),
            stands & self._on_days("date", before),
            "less",
            action=VIOLATIONS,
        )

    @api.model
    def _in_state(self, code):
        state = Domain("state", "=", STATES[code])
        return self._counted(code, state, action=VIOLATIONS)

    @api.model
    def _figure_violations_reported(self, _now, _before):
        return self._in_state("violations_reported")

    @api.model
    def _figure_violations_investigated(self, _now, _before):
        return self._in_state("violations_investigated")

    @api.model
    def _figure_violations_heard(self, _now, _before):
        return self._in_state("violations_heard")

    @api.model
    def _figure_violations_appealed(self, _now, _before):
        return self._in_state("violations_appealed")

    @api.model
    def _figure_penalties_pending(self, _now, _before):
        pending = Domain("state", "=", "pending")
        return self._counted(
            "penalties_pending", pending, action="customer_penalty_action"
        )

    @api.model
    def _figure_suspended(self, _now, _before):
        today = fields.Date.context_today(self)
        suspended = (
            Domain("measure", "=", "suspension")
            & Domain("state", "=", "in_force")
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        return self._counted("suspended", suspended, action="customer_penalty_action")

    @api.model
    def _figure_deductions(self, now, before):
        month = Domain("month", "=", now.first)
        return self._counted(
            "deductions",
            month,
            Domain("month", "=", before.first),
            action="customer_penalty_deduction_action",
        )
