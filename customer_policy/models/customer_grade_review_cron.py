import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class CustomerGradeReview(models.Model):
    """Reviews that start by themselves, and large ones done in the background."""

    _inherit = "customer.grade.review"

    def _proceed(self):
        """An automatic review is computed: go on, or ask for approval."""
        if not self.is_automatic or self.state != "computed":
            return
        if self.needs_approval:
            self._request_approval()
            return
        self.env["customer.grade.review.line"]._accept_pending(self)
        self.write({"state": "approved", "date_approved": fields.Datetime.now()})
        self._open_say()
        if not self._is_say_open():
            self.pending_step = "apply"

    def _request_approval(self):
        responsible = self.scheme_id.user_id or self._grading_managers()[:1]
        user = responsible or self.env.user
        self.activity_schedule(
            "customer_policy.mail_activity_type_grade_review",
            user_id=user.id,
            summary=self.with_context(lang=user.lang).env._(
                "%(count)s customers change their grade",
                count=self.new_count + self.up_count + self.down_count,
            ),
        )

    def _grading_managers(self):
        group = self.env.ref("customer_policy.group_grading_manager")
        return group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )

    @api.model
    def _cron_start_due_reviews(self):
        """Begin a review of each scheme whose day has come."""
        schemes = self.env["customer.grade.scheme"].search(
            [
                ("review_interval_months", ">", 0),
                ("review_date_next", "<=", fields.Date.context_today(self)),
            ]
        )
        busy = self.search(
            [
                ("scheme_id", "in", schemes.ids),
                ("is_simulation", "=", False),
                ("state", "in", ("draft", "computed", "approved")),
            ]
        ).scheme_id
        for scheme in schemes - busy:
            self._start_due_review(scheme)
        if self.search_count([("pending_step", "!=", False)], limit=1):
            self.env.ref("customer_policy.ir_cron_process_reviews")._trigger()

    def _start_due_review(self, scheme):
        # A job has no language; what it notes is for those who work on the review.
        reader = scheme.user_id or scheme.company_id or self.env.company
        self = self.with_context(lang=reader.partner_id.lang)
        scheme = scheme.with_env(self.env)
        if not scheme.criterion_ids:
            self._ask_to_look_through(scheme)
            return
        try:
            scheme._check_complete()
        except UserError as error:
            scheme._message_log(body=str(error))
            return
        self.create(
            {
                "scheme_id": scheme.id,
                "date": fields.Date.context_today(self),
                "is_automatic": True,
                "pending_step": "compute",
            }
        )

    def _ask_to_look_through(self, scheme):
        """A scheme whose grades are set by hand: people review it at its rhythm."""
        today = fields.Date.context_today(self)
        held = self.env["customer.grade.assignment"].search_count(
            [
                ("scheme_id", "=", scheme.id),
                ("date_to", "=", False),
                (
                    "date_from",
                    "<=",
                    fields.Date.subtract(today, months=scheme.review_interval_months),
                ),
            ]
        )
        user = scheme.user_id or self.new({"scheme_id": scheme.id})._grading_managers()
        if held and user:
            scheme.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user[:1].id,
                summary=scheme.with_context(lang=user[:1].lang).env._(
                    "Look through %(count)s grades that have stood for %(months)s "
                    "months or longer",
                    count=held,
                    months=scheme.review_interval_months,
                ),
            )
        scheme._schedule_next_review(today)

    @api.model
    def _cron_process_reviews(self):
        """Carry queued reviews on, a chunk and a commit at a time."""
        Cron = self.env["ir.cron"]
        self._queue_undisputed()
        for review in self.search([("pending_step", "!=", False)], order="id"):
            left = True
            while left:
                left = review._run_chunk_safely()
                if not Cron._commit_progress(1, remaining=int(left)):
                    return

    def _run_chunk_safely(self):
        """One chunk; a failure is put on the review and does not stop the others.

        :return: whether there is more to do
        """
        if not self.try_lock_for_update() or not self.pending_step:
            return False
        reader = self.approved_by_id or self.scheme_id.user_id or self.company_id
        self = self.with_context(lang=reader.partner_id.lang)
        try:
            if not self._run_chunk():
                self._proceed()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Somebody else wrote the same customers: do the piece again.
            self.env.cr.rollback()
            return True
        except Exception as error:  # whatever it is, people must see it
            self.env.cr.rollback()
            _logger.exception("Grade review %s failed", self.id)
            self.pending_step = False
            self._message_log(
                body=self.env._(
                    "The review stopped: %(error)s. Mend the cause and start the "
                    "step again; customers graded so far are not graded twice.",
                    error=error,
                )
            )
        return bool(self.pending_step)
