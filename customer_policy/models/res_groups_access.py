from odoo import models


class ResGroups(models.Model):
    _name = "res.groups"
    _inherit = ["customer.clearance.mixin", "res.groups"]

    _gives_clearance = frozenset(
        ("user_ids", "all_user_ids", "implied_ids", "implied_by_ids")
    )
