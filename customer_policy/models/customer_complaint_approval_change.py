from odoo import api, models


class CustomerComplaintApproval(models.Model):
    _inherit = "customer.complaint.approval"

    @api.model
    def _naming_fields(self):
        return ["severity", "role"]
