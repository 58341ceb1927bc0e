from odoo import fields, models

from .customer_access_mixin import WATCHERS
from .customer_policy_arguments import check_one


class ResPartner(models.Model):
    _inherit = "res.partner"

    access_grant_ids = fields.One2many(
        "customer.access.grant", "partner_id", "Access Granted", groups=WATCHERS
    )

    def action_who_sees(self):
        """Who can see this customer, and why?"""
        check_one(self)
        return self.env["customer.access.question"]._ask(partner=self)
