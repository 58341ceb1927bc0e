from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .customer_policy_arguments import moment, takes, text
from .customer_visit import AHEAD

MANAGER = "customer_policy.group_visit_manager"
NOT_OVER = (*AHEAD, "missed")
# Which states an act leads on from. A missed visit can still be made up for.
ACTS = {
    "confirm": ("planned",),
    "check_in": NOT_OVER,
    "done": NOT_OVER,
    "cancel": NOT_OVER,
    "reschedule": NOT_OVER,
    "hand_over": NOT_OVER,
}


class CustomerVisit(models.Model):
    """States, who may lead a visit from one to the next, and who may have it."""

    _inherit = "customer.visit"

    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for visit in self:
            visit.is_mine = visit.user_id == self.env.user

    @api.constrains("user_id", "partner_id", "complaint_id", "company_id")
    def _check_visitor(self):
        open_visits = self.filtered(lambda v: v.state in NOT_OVER and v.user_id)
        visitors = {visit: visit.user_id for visit in open_visits}
        for reason in open_visits._why_not_to(visitors).values():
            raise ValidationError(reason)

    # ------------------------------------------------------------------------- actions

    def action_confirm(self):
        """The plan holds: into the calendar, and each person is told once."""
        self._begin_act("confirm")
        self._check_has_visitor()
        self._confirm(self.env.user)

    @takes(reason=text)
    def action_cancel(self, reason=None):
        self._begin_act("cancel")
        reason = self._given(reason)
        self.sudo().write({"state": "cancelled", "reason": reason})
        self._take_from_calendar()

    @takes(date=moment, reason=text)
    def action_reschedule(self, date, reason=None):
        """:param date: the new moment, as a datetime or its text in UTC"""
        self._begin_act("reschedule")
        reason = self._given(reason)
        moment = fields.Datetime.to_datetime(date)
        if not moment or moment < fields.Datetime.now():
            raise UserError(self.env._("Choose a time that is not over yet."))
        values = {"date_planned": moment, "reason": reason, "is_touched": True}
        self.sudo().write(values)
        missed = self.filtered(lambda visit: visit.state == "missed")
        missed.sudo().write({"state": "confirmed", "date_head_told": False})
        missed._put_into_calendar()
        self._tell_visitors()

    # ------------------------------------------------------------------------ business

    def _confirm(self, user):
        """:param user: who said so, where it is done in the background"""
        self.sudo().write(
            {
                "state": "confirmed",
                "date_confirmed": fields.Datetime.now(),
                "confirmed_by_id": user.id,
            }
        )
        self._put_into_calendar()
        self._tell_visitors()

    def _begin_act(self, act):
        """Before every act: the right to it, the state, nobody else at it just now."""
        self.check_access("write")
        self._lock_for_act()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for visit in self:
            if visit.state not in ACTS[act]:
                raise UserError(
                    self.env._(
                        "The visit %(number)s is in the state “%(state)s”, where this "
                        "cannot be done.",
                        number=visit.number,
                        state=labels[visit.state],
                    )
                )

    def _check_own(self):
        """What only who was there can say, a superior included."""
        for visit in self:
            if visit.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "The visit %(number)s is somebody else's. Only the visitor "
                        "checks in.",
                        number=visit.number,
                    )
                )

    def _check_has_visitor(self):
        for visit in self.filtered(lambda visit: not visit.user_id):
            raise UserError(
                self.env._(
                    "Nobody has the visit %(number)s. Give it to somebody first.",
                    number=visit.number,
                )
            )

    def _given(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason: it is kept with the visit."))
        return reason

    def _why_not_to(self, visitors):
        """Set-wise, whatever the number of visits and people.

        :param visitors: {visit: user}
        :return: {visit: reason}, of those whose user must not have it
        """
        visits = self.sudo()
        users = self.env["res.users"].union(*visitors.values())
        hidden = self.env["customer.confidentiality"]._hidden_from(
            visits.partner_id, users
        )
        recused = visits.complaint_id._recused_users()
        officers = self.env["customer.complaint"]._officers()
        reasons = {}
        for visit in self:
            user, case = visitors[visit], visit.sudo().complaint_id
            name = user.sudo().name
            if not user.active or user.share:
                reasons[visit] = self.env._("%s is no active user.", name)
            elif visit.sudo().partner_id.id in hidden[user]._ids:
                reasons[visit] = self.env._("%s may not see the customer.", name)
            elif visit.company_id not in user.sudo().company_ids:
                reasons[visit] = self.env._("%s does not work there.", name)
            elif user.id in recused.get(case.id, ()):
                reasons[visit] = self.env._("%s stands aside in it.", name)
            elif case.is_confidential and user not in officers:
                reasons[visit] = self.env._(
                    "%s may not know who complained in confidence.", name
                )
        return reasons

    @api.model
    def _heads_of(self, users):
        """Who is above each person: the next superior there is, else the managers.

        :return: {user: users}
        """
        managers = self._managers()
        heads = {}
        for user in users.sudo():
            employees, seen = user.employee_ids, user.employee_ids.browse()
            found = user.browse()
            while employees and not found:
                seen |= employees
                employees = employees.parent_id - seen
                found = employees.user_id.filtered("active") - user
            heads[user.sudo(False)] = (found or managers - user).sudo(False)
        return heads

    @api.model
    def _managers(self):
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(MANAGER)
        people = self.env["res.groups"].sudo().browse(group_id).all_user_ids
        return people.filtered(lambda user: user.active and not user.share)
