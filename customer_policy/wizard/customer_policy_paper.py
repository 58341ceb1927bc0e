from odoo import fields, models


class CustomerPolicyPaper(models.TransientModel):
    """Records that people signed a policy on paper."""

    _name = "customer.policy.paper"
    _description = "Policy Signed on Paper"

    acknowledgement_ids = fields.Many2many(
        "customer.policy.acknowledgement",
        string="Who Signed",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    date = fields.Date("Signed on", required=True, default=fields.Date.context_today)

    def action_confirm(self):
        self.ensure_one()
        self.acknowledgement_ids.action_record_paper(self.date)
        return {"type": "ir.actions.act_window_close"}
