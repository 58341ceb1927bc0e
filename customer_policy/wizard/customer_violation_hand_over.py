from odoo import fields, models


class CustomerViolationHandOver(models.TransientModel):
    """Who takes over the work of somebody who leaked."""

    _name = "customer.violation.hand.over"
    _description = "Hand over the Work of a Person"

    violation_id = fields.Many2one("customer.violation", required=True)
    user_id = fields.Many2one(
        "res.users", "Hand Over To", required=True, domain=[("share", "=", False)]
    )

    def action_confirm(self):
        self.ensure_one()
        stay = self.violation_id.action_hand_over(self.user_id)
        if not stay:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "%(number)s customers stay: the colleague may not know them.",
                    number=stay,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
