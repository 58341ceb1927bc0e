from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..models.customer_visit_process import MANAGER


class CustomerNeglectReassign(models.TransientModel):
    """Customers whom nobody is in touch with get another account manager."""

    _name = "customer.neglect.reassign"
    _description = "Another Account Manager for Neglected Customers"

    neglect_ids = fields.Many2many(
        "customer.neglect",
        "customer_neglect_reassign_rel",
        "reassign_id",
        "neglect_id",
        "Customers",
        required=True,
    )
    to_user_id = fields.Many2one(
        "res.users",
        "New Account Manager",
        required=True,
        domain=[("share", "=", False)],
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Visit managers give customers to somebody else. Ask one.")
            )
        self.neglect_ids.check_access("read")
        customers = self.neglect_ids.partner_id
        hidden = self.env["customer.confidentiality"]._hidden_from(
            customers, self.to_user_id
        )[self.to_user_id]
        if hidden:
            raise UserError(
                self.env._(
                    "%(user)s may not see %(count)s of these customers. Choose "
                    "somebody else, or take them out.",
                    user=self.to_user_id.name,
                    count=len(hidden),
                )
            )
        customers.sudo().write({"user_id": self.to_user_id.id})
        # Who takes the customers over reads it there.
        reader = self.with_context(lang=self.to_user_id.lang or self.env.lang)
        text = reader.env._(
            "%(user)s is the account manager now: nobody had been in touch. %(reason)s",
            user=self.to_user_id.name,
            reason=self.reason,
        )
        customers.sudo()._message_log_batch(bodies=dict.fromkeys(customers.ids, text))
        return {"type": "ir.actions.act_window_close"}
