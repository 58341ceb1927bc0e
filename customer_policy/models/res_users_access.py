from odoo import models

from .customer_policy_arguments import check_one


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["customer.clearance.mixin", "res.users"]

    _gives_clearance = frozenset(("group_ids", "all_group_ids", "active"))

    def action_what_sees(self):
        """What can this person see?"""
        check_one(self)
        return self.env["customer.access.question"]._ask(user=self)
