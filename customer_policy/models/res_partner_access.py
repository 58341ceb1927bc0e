from odoo import fields, models

from .customer_access_mixin import WATCHERS


class ResPartner(models.Model):
    _inherit = "res.partner"

    access_grant_ids = fields.One2many(
        "customer.access.grant", "partner_id", "Access Granted", groups=WATCHERS
    )

    def action_who_sees(self):
        """Who can see this customer, and why?"""
        return self.env["customer.access.question"]._ask(partner=self)
