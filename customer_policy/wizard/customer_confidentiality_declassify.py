from odoo import fields, models


class CustomerConfidentialityDeclassify(models.TransientModel):
    _name = "customer.confidentiality.declassify"
    _description = "Release Customers"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.partner_ids.action_declassify(self.reason)
        return {"type": "ir.actions.act_window_close"}
