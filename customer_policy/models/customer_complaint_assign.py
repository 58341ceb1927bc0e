from odoo import api, fields, models

from ..tools import assignment
from .customer_complaint_process import OFFICER


class CustomerComplaint(models.Model):
    """Who gets a case: somebody of the team who is there and may have it."""

    _inherit = "customer.complaint"

    def _assign_handlers(self):
        """Assign what nobody has, in teams that do not assign by hand."""
        waiting = self.filtered(lambda c: not c.user_id and c.team_id and c.is_open)
        for team, complaints in waiting.grouped("team_id").items():
            if team.assign_method != "manual":
                complaints._assign_within(team)

    def _assign_within(self, team, without=None):
        """:param without: users who get nothing"""
        people = team._people_present()
        if without:
            people -= without
        barred = self._who_must_not_have_it(people)
        given = self._choose_among(team, people, barred)
        assigned = self.filtered(lambda complaint: complaint in given)
        for user, complaints in assigned.grouped(lambda c: given[c]).items():
            complaints.with_context(mail_auto_subscribe_no_notify=True).write(
                {"user_id": user.id}
            )

    def _choose_among(self, team, people, barred):
        """:return: {case: user}, without the cases that nobody may have"""
        if team.assign_method == "in_turn":
            return assignment.take_turns(self, team._last_cases(people), barred)
        return assignment.assign(self, team._open_cases(people), barred)

    def _who_must_not_have_it(self, people):
        """:return: {case: those of ``people`` who must not have it}"""
        barred = self._barred_users()
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.sudo().partner_id, people
        )
        return {
            complaint: {
                user
                for user in people
                if user.id in barred[complaint.id]
                or complaint.partner_id.id in hidden[user]._ids
            }
            for complaint in self
        }

    def _officers(self):
        """Who may handle cases at all."""
        return self._people_in(OFFICER)

    @api.model
    def _people_in(self, group):
        """Asked for again and again: without looking whether the group exists."""
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(group)
        return self.env["res.groups"].sudo().browse(group_id).all_user_ids

    def _after_hand_over(self):
        """After cases changed hands; responsibility moves when that is accepted."""
        self.sudo().date_assigned = fields.Datetime.now()
        if not self.env.context.get("mail_notrack"):
            self._ask_for_notices()
