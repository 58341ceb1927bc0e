from odoo import api, models

from .customer_confidentiality_trust import (
    with_trust,
)

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
            document = activity.res_model, activity.res_id
            if confidentiality._is_secret(*document) or confidentiality._is_kept_case(
                *document
            ):
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
        if self.env.su:
            return
        confidentiality = self.env["customer.confidentiality"]
        asked = self.filtered(lambda activity: not activity.automated)
        blind = asked._with_blind_assignee() | asked._with_blind_assignee(meeting=True)
        if blind:
            confidentiality._refuse_blind(blind.user_id)

    def _give_to_who_may_know(self):
        """What a program makes for somebody who must not know its customer."""
        confidentiality = self.env["customer.confidentiality"]
        for activity in self.sudo()._with_blind_assignee():
            user, document = activity.user_id, activity._document()
            customers = confidentiality._customers(document)
            heirs = [heir for heir in customers._successors(user) if heir]
            heirs = [h for h in heirs if not confidentiality._blind_users(document, h)]
            activity.user_id = heirs[0] if heirs else False
            if not heirs:
                customers._tell_nobody_may_take_over(user)

    def _with_blind_assignee(self, meeting=False):
        """Those given to somebody who must not know their document, or their meeting.

        One question for each kind of document, whatever the number of activities.
        """
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return self.browse()
        documents = {
            activity: activity.sudo().calendar_event_id
            if meeting
            else activity._document()
            for activity in self.filtered("user_id")
        }
        found = self.browse()
        for name in {document._name for document in documents.values() if document}:
            here = {a: d for a, d in documents.items() if d and d._name == name}
            records = self.env[name].union(*here.values())
            people = self.browse().union(*here).user_id.partner_id
            blind = confidentiality._blind_people(records, people)
            for activity, document in here.items():
                partner = activity.user_id.partner_id
                if partner & blind.get(document, partner.browse()):
                    found |= activity
        return found

    def _document(self):
        """What it is about; nothing where the model is not installed."""
        if not self.res_id or self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id)

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
