import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

CHUNK = 1000
# When what could not be told is tried again.
AGAIN = {"hours": 1}


class CustomerComplaintDeadline(models.Model):
    """Telling what is due, each minute.

    Nothing becomes overdue here: that is found when a case is read. A scheduler's
    trigger for each clock would be a row for each of them, written with the case; a
    look through the index costs less than that, and finds nothing mostly.
    """

    _inherit = "customer.complaint.deadline"

    @api.model
    def _cron_sweep(self):
        """Tell what is due, in pieces; each is committed with the mark that it was."""
        Cron = self.env["ir.cron"]
        while clocks := self._lock_due(CHUNK):
            clocks._escalate_safely()
            more = len(clocks) == CHUNK
            left = Cron._commit_progress(len(clocks), remaining=int(more))
            if not (more and left):
                return

    @api.model
    def _lock_due(self, limit):
        """The clocks whose turn it is, without those that somebody else is at."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM customer_complaint_deadline
                 WHERE active AND date_met IS NULL AND date_paused IS NULL
                   AND date_escalation IS NOT NULL AND date_escalation <= %s
                   AND %s
                 ORDER BY date_escalation, id LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                fields.Datetime.now(),
                self._telling_sql(),
                limit,
            )
        )
        self.env.invalidate_all()
        return self.sudo().browse(id_ for (id_,) in rows)

    @api.model
    def _telling_sql(self):
        """A condition on the clocks of which anybody is told."""
        return SQL("TRUE")

    def _escalate_safely(self):
        """What one of them makes impossible must not keep the others waiting."""
        try:
            with self.env.cr.savepoint():
                self._escalate()
            return
        except OperationalError:
            raise  # Somebody else was faster, or the database goes: the next run does.
        except Exception:
            self.env.invalidate_all(flush=False)
            if len(self) > 1:
                _logger.warning(
                    "Some deadlines cannot be told together.", exc_info=True
                )
                half = len(self) // 2
                self[:half]._escalate_safely()
                self[half:]._escalate_safely()
                return
            _logger.exception("The deadline %s cannot be told.", self.id)
        self.date_escalation = fields.Datetime.add(fields.Datetime.now(), **AGAIN)

    def _escalate(self):
        """Tell what is due of these clocks, and note that it was told."""
        now = fields.Datetime.now()
        moments = self._escalation_moments()
        due = [
            (clock, rule)
            for clock in self
            for moment, rule in moments.get(clock, ())
            if rule and moment <= now
        ]
        self._note_told(due, now)
        self.env.add_to_compute(self._fields["date_escalation"], self)
        self._tell(due)
        self.env.flush_all()

    @api.model
    def _note_told(self, due, now):
        at = fields.Datetime.to_string(now)
        told = {}
        for clock, rule in due:
            deadline = fields.Datetime.to_string(clock.date_deadline)
            told.setdefault(clock, {})[str(rule.id)] = [deadline, at]
        for clock, rules in told.items():
            clock.escalated = {**(clock.escalated or {}), **rules}
