import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

# What one request confirms, and one piece of work in the background.
CHUNK = 500
PIECE = 5000


class CustomerVisitPlan(models.Model):
    """Large plans, made in the background.

    Visits are planned in one transaction: killed in the middle, nothing has happened
    and it begins again. They are confirmed piece by piece.
    """

    _inherit = "customer.visit.plan"

    def _queue(self, step):
        self.write({"pending_step": step, "pending_user_id": self.env.uid})
        self.env.ref("customer_policy.ir_cron_visit_plans")._trigger()

    def _confirm_or_queue(self):
        waiting = self._unconfirmed()
        if len(waiting) > CHUNK:
            self._queue("confirm")
            return
        self._confirm_visits(waiting, self.env.user)

    def _unconfirmed(self, limit=None):
        return self.env["customer.visit"].search(
            [("plan_id", "=", self.id), ("state", "=", "planned")],
            order="user_id, date_planned, id",
            limit=limit,
        )

    def _confirm_visits(self, visits, user):
        """Who confirmed them stands on each visit, not in thousands of messages."""
        visits = visits.with_context(tracking_disable=True)
        visits._begin_act("confirm")
        visits._check_has_visitor()
        visits._confirm(user)
        if self.state == "draft" and not self._unconfirmed(limit=1):
            self.state = "confirmed"

    @api.model
    def _cron_work_on_plans(self):
        Cron = self.env["ir.cron"]
        for plan in self.search([("pending_step", "!=", False)], order="id"):
            left = True
            while left:
                left = plan._work_safely()
                if not Cron._commit_progress(1, remaining=int(left)):
                    return

    def _work_safely(self):
        """:return: whether there is more to do"""
        if not self.try_lock_for_update() or not self.pending_step:
            return False
        step, user = self.pending_step, self.pending_user_id
        lang = user.lang or self.company_id.partner_id.lang
        self = self.with_context(lang=lang, tz=user.tz)
        try:
            if step == "generate":
                self._check_can_generate()
                self.with_context(visit_plan_at_once=True)._generate_or_queue()
                self.pending_step = False
            else:
                visits = self._unconfirmed(limit=PIECE)
                self._confirm_visits(visits, user)
                if not self._unconfirmed(limit=1):
                    self.pending_step = False
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            return True
        except Exception as error:  # whatever it is, people must see it
            self.env.cr.rollback()
            if not isinstance(error, UserError):
                _logger.exception("Visit plan %s failed", self.id)
            self._stop_work(user, error)
            return False
        if not self.pending_step and user:
            self._tell_done(step, user)
        return bool(self.pending_step)

    def _stop_work(self, user, error):
        """It stands on the plan, and who waits for it is told."""
        self.pending_step = False
        text = self.env._(
            "The plan stopped: %(error)s. Mend the cause and start the step "
            "again; what is done is not done twice.",
            # Most errors end with a full stop of their own.
            error=str(error).strip().rstrip(".。"),
        )
        self._message_log(body=text)
        if user:
            self.message_notify(
                partner_ids=user.partner_id.ids, subject=self.name, body=text
            )

    def _tell_done(self, step, user):
        text = {
            "generate": self.env._("The visits are planned. Look through them."),
            "confirm": self.env._("The visits are confirmed."),
        }[step]
        self.message_notify(
            partner_ids=user.partner_id.ids, subject=self.name, body=text
        )
