from odoo import fields, models

from ..tools.internal_users import internal_users


class CustomerPolicyRequestCopy(models.TransientModel):
    """Lets colleagues know of a request."""

    _name = "customer.policy.request.copy"
    _description = "Copy of a Request"

    request_id = fields.Many2one(
        "customer.policy.request", required=True, ondelete="cascade"
    )
    user_ids = fields.Many2many(
        "res.users", string="Colleagues", domain=internal_users, required=True
    )

    def action_confirm(self):
        self.ensure_one()
        self.request_id._copy_to(self.user_ids)
        return {"type": "ir.actions.act_window_close"}
