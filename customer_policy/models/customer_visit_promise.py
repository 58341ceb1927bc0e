from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .customer_policy_arguments import takes, text

PROMISE = "customer_policy.mail_activity_type_visit_promise"


class CustomerVisit(models.Model):
    """What could not be answered on the spot gets a date, and is kept track of."""

    _inherit = "customer.visit"

    promise_answer = fields.Text("How It Was Kept", copy=False, policy_protected=True)
    date_promise_kept = fields.Date("Kept On", copy=False, policy_protected=True)
    is_promise_open = fields.Boolean(
        compute="_compute_is_promise_open", search="_search_is_promise_open"
    )
    is_promise_broken = fields.Boolean(
        "Promise Broken",
        compute="_compute_is_promise_open",
        search="_search_is_promise_broken",
        help="The day the customer was promised is over, and there is no answer.",
    )

    _promise_idx = models.Index(
        "(promise_date) WHERE state = 'done' AND promise_date IS NOT NULL"
        " AND date_promise_kept IS NULL"
    )

    @api.depends("state", "promise_date", "date_promise_kept")
    def _compute_is_promise_open(self):
        today = fields.Date.context_today(self)
        for visit in self:
            given = visit.state == "done" and visit.promise_date
            visit.is_promise_open = bool(given and not visit.date_promise_kept)
            broken = visit.is_promise_open and visit.promise_date < today
            visit.is_promise_broken = broken

    @api.model
    def _open_promises(self):
        return (
            Domain("state", "=", "done")
            & Domain("promise_date", "!=", False)
            & Domain("date_promise_kept", "=", False)
        )

    def _search_is_promise_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self._open_promises()
        return found if True in value else ~found

    def _search_is_promise_broken(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        found = self._open_promises() & Domain("promise_date", "<", today)
        return found if True in value else ~found

    # ------------------------------------------------------------------------- actions

    @takes(answer=text)
    def action_keep_promise(self, answer=None):
        """The customer has the answer.

        :param answer: what it was, or how the promise was kept
        """
        self.check_access("write")
        self._lock_for_act()
        answer = (answer or "").strip()
        if not answer:
            raise UserError(self.env._("Say what the customer was answered."))
        if closed := self.filtered(lambda visit: not visit.is_promise_open):
            raise UserError(
                self.env._(
                    "There is no promise to keep at %(number)s.",
                    number=closed[0].number,
                )
            )
        today = fields.Date.context_today(self)
        self.sudo().write({"promise_answer": answer, "date_promise_kept": today})
        self.sudo().activity_feedback([PROMISE])

    # ------------------------------------------------------------------------ business

    def _remember_promises(self):
        """To do for who gave them, on the day they are for."""
        given = self.filtered(lambda visit: visit.promise_date and visit.user_id)
        quiet = given.sudo().with_context(mail_activity_quick_update=True)
        for (user, day), visits in quiet.grouped(
            lambda visit: (visit.user_id, visit.promise_date)
        ).items():
            visits.activity_schedule(PROMISE, date_deadline=day, user_id=user.id)
