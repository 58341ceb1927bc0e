from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.constrains("partner_id")
    def _check_partner_is_open(self):
        self.sudo().partner_id._check_is_no_classified_customer()
