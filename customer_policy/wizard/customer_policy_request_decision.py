from odoo import api, fields, models


class CustomerPolicyRequestDecision(models.TransientModel):
    """Asks for the opinion that goes with a decision in the inbox."""

    _name = "customer.policy.request.decision"
    _description = "Opinion on a Request"

    request_ids = fields.Many2many("customer.policy.request", required=True)
    choice = fields.Selection(
        [("approve", "Approve"), ("reject", "Reject")], required=True
    )
    opinion = fields.Text(required=True, help="Whoever asked for it reads this.")
    summary = fields.Text(compute="_compute_summary")

    @api.depends("request_ids")
    def _compute_summary(self):
        for decision in self:
            names = decision.request_ids.mapped("display_name")
            decision.summary = "\n".join(names)

    def action_confirm(self):
        self.ensure_one()
        self.request_ids._decide(self.choice, self.opinion)
        return {"type": "ir.actions.act_window_close"}
