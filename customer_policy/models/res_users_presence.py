from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _who_are_present(self):
        """Those who work here and have no time off at this moment."""
        now = fields.Datetime.now()
        users = self.filtered(lambda user: user.active and not user.share)
        leaves = self.env["resource.calendar.leaves"].sudo()
        away = leaves.search(
            [
                ("resource_id.user_id", "in", users.ids),
                ("date_from", "<=", now),
                ("date_to", ">=", now),
                ("time_type", "=", "leave"),
            ]
        )
        return users - away.resource_id.user_id
