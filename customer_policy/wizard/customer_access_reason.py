from odoo import fields, models


class CustomerAccessReason(models.TransientModel):
    """Asks for the reason of what is about to be done."""

    _name = "customer.access.reason"
    _description = "Reason for an Act"

    operation = fields.Selection(
        [
            ("revoke", "Revoke the access"),
            ("justified", "The emergency was justified"),
            ("abuse", "The emergency was abuse; end the access"),
            ("lift", "Lift the hold"),
        ],
        required=True,
        readonly=True,
    )
    grant_ids = fields.Many2many("customer.access.grant", readonly=True)
    hold_ids = fields.Many2many("customer.access.hold", readonly=True)
    reason = fields.Text(required=True)

    def action_done(self):
        self.ensure_one()
        if self.operation == "revoke":
            self.grant_ids.action_revoke(self.reason)
        elif self.operation == "lift":
            self.hold_ids.action_lift(self.reason)
        else:
            self.grant_ids.action_review(self.operation, self.reason)
        return {"type": "ir.actions.act_window_close"}
