from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.constrains("partner_id", "group_ids")
    def _check_partner_is_open(self):
        internal = self.sudo().filtered(lambda user: not user.share)
        internal.partner_id._check_is_no_classified_customer()
