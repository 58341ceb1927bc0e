from odoo import api, models

from .customer_confidentiality import with_trust

NOTICE_OF_MEETING = "customer_notice_of_meeting"
MEETING = "customer_meeting_id"


class MailActivity(models.Model):
    """Work on a secret document shows to who may know it, and is given to no other."""

    _name = "mail.activity"
    _inherit = ["customer.confidentiality.mixin", "mail.activity"]

    def _compute_res_name(self):
        """In a form that is being filled in, a guessed id must not tell the name."""
        res = super()._compute_res_name()
        confidentiality = self.env["customer.confidentiality"]
        for activity in self.filtered(lambda activity: not activity.id):
            if confidentiality._is_secret(activity.res_model, activity.res_id):
                activity.res_name = False
        return res

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._check_assignees_may_know()
        activities._give_to_who_may_know()
        return activities

    def write(self, vals):
        res = super().write(vals)
        if vals.get("user_id"):
            self._check_assignees_may_know()
        return res

    def _check_assignees_may_know(self):
        """Refuse what a person asks for; what a program makes stays out of sight."""
        confidentiality = self.env["customer.confidentiality"]
        if self.env.su or not confidentiality._is_active():
            return
        for activity in self:
            if activity.automated or activity.res_model not in self.env:
                continue
            document = self.env[activity.res_model].browse(activity.res_id)
            blind = confidentiality._blind_users(document, activity.user_id)
            meeting = activity.sudo().calendar_event_id.with_env(self.env)
            blind |= confidentiality._blind_users(meeting, activity.user_id)
            if blind:
                confidentiality._refuse_blind(blind)

    def _give_to_who_may_know(self):
        """What a program makes for somebody who must not know its customer."""
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return
        for activity in self.sudo():
            user = activity.user_id
            if not user or activity.res_model not in self.env:
                continue
            document = self.env[activity.res_model].browse(activity.res_id)
            if not confidentiality._blind_users(document, user):
                continue
            customers = confidentiality._customers(document)
            heirs = [heir for heir in customers._successors(user) if heir]
            heirs = [h for h in heirs if not confidentiality._blind_users(document, h)]
            activity.user_id = heirs[0] if heirs else False
            if not heirs:
                customers._tell_nobody_may_take_over(user)

    def action_notify(self):
        """The notice of a meeting belongs to the meeting, and hides with it."""
        of_meetings = self.filtered(lambda activity: activity.sudo().calendar_event_id)
        res = super(MailActivity, self - of_meetings).action_notify()
        for activity in of_meetings:
            meeting = activity.sudo().calendar_event_id
            activity = with_trust(activity, NOTICE_OF_MEETING)  # noqa: PLW2901
            activity = activity.with_context(**{MEETING: meeting.id})  # noqa: PLW2901
            super(MailActivity, activity).action_notify()
        return res
