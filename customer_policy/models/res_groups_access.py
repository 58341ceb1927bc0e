from odoo import api, models

GIVES_CLEARANCE = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """Clearances come and go with groups: see ``customer.clearance.change``."""

    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["customer.clearance.change"]._watch()
        return super().create(vals_list)

    def write(self, vals):
        if not GIVES_CLEARANCE.isdisjoint(vals):
            self.env["customer.clearance.change"]._watch()
        return super().write(vals)

    def unlink(self):
        self.env["customer.clearance.change"]._watch()
        return super().unlink()
