from odoo import api, models


class CalendarAttendee(models.Model):
    """Nobody meets people whom he or she must not know."""

    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        if not self.env.su:
            attendees._check_may_meet()
        return attendees

    def _check_may_meet(self):
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return
        for event, attendees in self.grouped("event_id").items():
            partners = (event.sudo().attendee_ids | attendees.sudo()).partner_id
            hidden = confidentiality._hidden_from(partners, partners.user_ids)
            if blind := partners.user_ids.filtered(lambda user, h=hidden: h[user]):
                confidentiality._refuse_blind(blind)

    def _notify_attendees(self, *args, **kwargs):
        """The invitation and its calendar file list all who come."""
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return super()._notify_attendees(*args, **kwargs)
        blind = self.filtered(
            lambda attendee: confidentiality._blind_users(
                attendee.event_id, attendee.sudo().partner_id.user_ids
            )
        )
        return super(CalendarAttendee, self - blind)._notify_attendees(*args, **kwargs)
