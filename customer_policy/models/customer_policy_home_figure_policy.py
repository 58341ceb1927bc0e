from odoo import api, models
from odoo.fields import Domain

ACKNOWLEDGEMENT = "customer.policy.acknowledgement"


class CustomerPolicyHomeFigure(models.Model):
    """What is said of the policy itself, and of what waits for the reader."""

    _inherit = "customer.policy.home.figure"

    @api.model
    def _labels(self):
        return {
            **super()._labels(),
            "unacknowledged": self.env._("Policy Not Yet Read"),
            "my_acknowledgements": self.env._("Policies for Me to Read"),
            "decisions": self.env._("Decisions Waiting for Me"),
        }

    @api.model
    def _models(self):
        codes = ("unacknowledged", "my_acknowledgements")
        return {
            **super()._models(),
            **dict.fromkeys(codes, ACKNOWLEDGEMENT),
            "decisions": "customer.policy.request",
        }

    @api.model
    def _figure_unacknowledged(self, _now, before):
        moment = before.stop
        in_force = Domain("policy_id.state", "=", "in_force")
        was = in_force & Domain("date_asked", "<", moment)
        was &= Domain("date", "=", False) | Domain("date", ">=", moment)
        return self._counted(
            "unacknowledged",
            in_force & Domain("state", "=", "asked"),
            was,
            "less",
            action="customer_policy_acknowledgement_action",
        )

    @api.model
    def _figure_my_acknowledgements(self, _now, _before):
        mine = (
            Domain("policy_id.state", "=", "in_force")
            & Domain("employee_id.user_id", "=", self.env.uid)
            & Domain("state", "=", "asked")
        )
        return self._counted(
            "my_acknowledgements",
            mine,
            action="customer_policy_acknowledgement_action_mine",
        )

    @api.model
    def _figure_decisions(self, _now, _before):
        return self._counted(
            "decisions",
            Domain("can_decide", "=", True),
            action="customer_policy_request_action",
        )
