from odoo import fields, models


class CustomerAccessEmergency(models.TransientModel):
    """Names a customer that one cannot see, and why it cannot wait."""

    _name = "customer.access.emergency"
    _description = "Take Emergency Access"

    request_text = fields.Char(
        "Customer",
        required=True,
        help="Exactly: the name, number, e-mail, telephone or secrecy code.",
    )
    reason = fields.Text(required=True, help="Why it cannot wait for a custodian.")

    def action_break_glass(self):
        self.ensure_one()
        grant = self.env["customer.access.grant"].action_break_glass(
            self.request_text, self.reason
        )
        partner = grant.granted_partner_id
        if not partner:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "message": self.env._("Nothing was opened."),
                    "next": {"type": "ir.actions.act_window_close"},
                },
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": partner.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
