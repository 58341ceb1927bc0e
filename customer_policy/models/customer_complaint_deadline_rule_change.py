from odoo import api, models


class CustomerComplaintDeadlineRule(models.Model):
    _inherit = "customer.complaint.deadline.rule"

    @api.model
    def _naming_fields(self):
        return ["kind", "step", "severity", "grade_id"]
