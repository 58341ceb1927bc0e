from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _who_are_present(self, moment=None):
        """Those who work here and have no time off at this moment."""
        moment = moment or fields.Datetime.now()
        users = self.filtered(lambda user: user.active and not user.share)
        leaves = self.env["resource.calendar.leaves"].sudo()
        away = leaves.search(
            [
                ("resource_id.user_id", "in", users.ids),
                ("date_from", "<=", moment),
                ("date_to", ">=", moment),
                ("time_type", "=", "leave"),
            ]
        )
        return users - away.resource_id.user_id

    def _who_can_act(self, moment=None):
        """Those present who are neither suspended nor held off from their work."""
        moment = moment or fields.Datetime.now()
        present = self._who_are_present(moment)
        suspended = present.filtered(lambda user: user._is_suspended_at(moment))
        present -= suspended.filtered(lambda user: not user._is_last_administrator())
        holds = self.env["customer.access.hold"].sudo()
        held = holds.search(
            [
                ("user_id", "in", present.ids),
                ("date_from", "<=", moment),
                "|",
                ("date_to", "=", False),
                ("date_to", ">", moment),
            ]
        )
        return present - held.user_id
