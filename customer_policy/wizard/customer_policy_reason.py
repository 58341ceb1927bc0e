from odoo import fields, models


class CustomerPolicyReason(models.TransientModel):
    """Asks for the words that go with a decision on a policy."""

    _name = "customer.policy.reason"
    _description = "Reason for a Decision on a Policy"

    operation = fields.Selection(
        [("approve", "Approve"), ("reject", "Send Back")], required=True
    )
    policy_ids = fields.Many2many("customer.policy", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        if self.operation == "approve":
            self.policy_ids.action_approve(self.reason)
        else:
            self.policy_ids.action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
