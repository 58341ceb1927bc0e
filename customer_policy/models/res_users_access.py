from odoo import api, models

GIVES_CLEARANCE = {"group_ids", "all_group_ids", "active"}


class ResUsers(models.Model):
    """Clearances come and go with groups: see ``customer.clearance.change``."""

    _inherit = "res.users"

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

    def action_what_sees(self):
        """What can this person see?"""
        return self.env["customer.access.question"]._ask(user=self)
