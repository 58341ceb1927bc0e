from odoo import api, models


class CustomerComplaintEscalation(models.Model):
    _inherit = "customer.complaint.escalation"

    @api.model
    def _naming_fields(self):
        return ["timing", "amount", "unit", "recipient"]
