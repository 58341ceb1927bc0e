from odoo import api, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.constrains("work_contact_id")
    def _check_work_contact_is_open(self):
        self.sudo().work_contact_id._check_is_no_classified_customer()
