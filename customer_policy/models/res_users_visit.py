from odoo import models


class ResUsers(models.Model):
    """Whoever is archived leaves no visit behind."""

    _inherit = "res.users"

    def write(self, vals):
        leaving = self.browse()
        if vals.get("active") is False:
            leaving = self.filtered("active")
        res = super().write(vals)
        if leaving:
            self.env["customer.visit"]._hand_over_all_of(leaving)
        return res
