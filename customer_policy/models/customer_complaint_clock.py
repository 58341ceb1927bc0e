from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import complaint_process, working_time
from .customer_policy_arguments import moment, takes, text

# How far ahead working time is looked for, in days: each time further.
HORIZONS = (31, 120, 800)


class KnownWorkingTime(dict):
    """What was found of calendars while clocks start; no context of a call holds it."""


class CustomerComplaint(models.Model):
    """The clocks of a case: when they start, stand still, are met, or are dropped."""

    _inherit = "customer.complaint"

    deadline_ids = fields.One2many(
        "customer.complaint.deadline", "complaint_id", "Clocks", copy=False
    )
    next_deadline = fields.Datetime(
        compute="_compute_next_deadline",
        store=True,
        copy=False,
        policy_protected=True,
        help="The first of the running clocks to run out.",
    )
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    deadline_problem = fields.Char(
        "Missing Deadlines", compute="_compute_deadline_problem"
    )

    # The queue, by what is due first. Odoo asks "IS TRUE", and PostgreSQL uses a
    # partial index only for a condition that is put in the same words.
    _queue_idx = models.Index("(next_deadline, id) WHERE is_open IS TRUE")

    @api.depends(
        "deadline_ids.active",
        "deadline_ids.date_deadline",
        "deadline_ids.date_met",
        "deadline_ids.date_paused",
    )
    def _compute_next_deadline(self):
        for complaint in self:
            running = (
                clock.date_deadline
                for clock in complaint.deadline_ids
                if clock.active and not clock.date_met and not clock.date_paused
            )
            complaint.next_deadline = min(running, default=False)

    @api.depends("next_deadline")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            due = complaint.next_deadline
            complaint.is_overdue = bool(due) and due < now

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = [("next_deadline", "<", fields.Datetime.now())]
        return overdue if True in value else ["!", *overdue]

    @api.depends("deadline_ids", "state", "kind", "severity", "team_id")
    def _compute_deadline_problem(self):
        steps = self.env["customer.complaint.deadline"]._fields["step"]
        labels = dict(steps._description_selection(self.env))
        rules = self.env["customer.complaint.deadline.rule"]
        for complaint in self:
            missing = set()
            if complaint.is_open:
                expected = rules._steps_of(complaint.kind) | {"close"}
                missing = expected & set(complaint._steps_ahead())
                missing -= set(complaint._clocks_of_round().mapped("step"))
            complaint.deadline_problem = bool(missing) and self.env._(
                "No deadline for: %(steps)s. Either no deadline rule fits this case, "
                "or the working time of the team has no hours. Correct that, then let "
                "the deadlines be found again.",
                steps=", ".join(sorted(labels[step] for step in missing)),
            )

    # ------------------------------------------------------------------------- actions

    def action_refresh_deadlines(self):
        """After a rule or a calendar was corrected."""
        self._begin_act()
        self._refresh_clocks()

    @takes(step=text, date_deadline=moment, reason=text)
    def action_set_deadline(self, step, date_deadline, reason):
        """Give a case a deadline of its own.

        :param date_deadline: a datetime in UTC, not before now
        :param reason: kept with the clock
        """
        self._begin_act()
        date_deadline = fields.Datetime.to_datetime(date_deadline)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why this case has a deadline of its own."))
        if not date_deadline or date_deadline < fields.Datetime.now():
            raise UserError(self.env._("Choose a deadline in the future."))
        values = {
            "date_deadline": date_deadline,
            "is_manual": True,
            "manual_reason": reason,
        }
        clocks = self._clocks_of_round().filtered(
            lambda clock: clock.step == step and not clock.date_met
        )
        clocks.write(values)
        now = fields.Datetime.now()
        self.env["customer.complaint.deadline"].sudo().create(
            [
                {
                    "complaint_id": complaint.id,
                    "step": step,
                    "round": complaint.reopen_count,
                    "date_start": now,
                    **values,
                }
                for complaint in self - clocks.complaint_id.sudo(self.env.su)
            ]
        )

    # ------------------------------------------------------------------------ business

    def _steps_ahead(self):
        """The steps whose clocks can still be met."""
        self.ensure_one()
        return complaint_process.steps_ahead(self.kind, self.state)

    def _clocks_of_round(self):
        """The clocks since the case was last reopened."""
        return self.sudo().deadline_ids.filtered(
            lambda clock: clock.round == clock.complaint_id.reopen_count
        )

    def _start_clocks(self, start=None):
        """Start the clocks of all steps that lie ahead.

        :param start: a datetime in UTC; when each case was received, if not given
        """
        self = self.with_context(known_working_time=KnownWorkingTime())  # noqa: PLW0642
        starts = {complaint: start or complaint.date_received for complaint in self}
        found = self._find_deadlines(
            [(c, step, starts[c]) for c in self for step in c._steps_ahead()]
        )
        self.env["customer.complaint.deadline"].sudo().create(
            [
                {
                    "complaint_id": complaint.id,
                    "step": step,
                    "round": complaint.reopen_count,
                    "rule_id": rule.id,
                    "date_start": starts[complaint],
                    "date_deadline": due,
                }
                for (complaint, step), (rule, due) in found.items()
            ]
        )

    def _find_deadlines(self, wanted):
        """Which rule each step of each case goes by, and when that says it is due.

        :param wanted: list of (case, step, start in UTC)
        :return: {(case, step): (rule, datetime in UTC)}, without what has no rule or no
            working time: a case is never lost for that
        """
        rules = self.env["customer.complaint.deadline.rule"]
        jobs = defaultdict(list)
        for complaint, step, start in wanted:
            if rule := rules._rule_for(complaint, step):
                calendar = complaint._clock_calendar()
                jobs[calendar].append(((complaint, step), rule, start))
        found = {}
        for calendar, calendar_jobs in jobs.items():
            dues = self._count_time(
                calendar,
                [
                    (
                        start,
                        lambda intervals, zoned, rule=rule: working_time.deadline(
                            intervals, zoned, rule.amount, rule.unit
                        ),
                    )
                    for _key, rule, start in calendar_jobs
                ],
            )
            for (key, rule, _start), due in zip(calendar_jobs, dues, strict=True):
                if due:
                    found[key] = (rule, due)
        return found

    @api.model
    def _count_time(self, calendar, jobs):
        """Carry out functions of working time, with one look at the calendar mostly.

        :param jobs: list of (start in UTC, function of intervals and start in the
            calendar's zone)
        :return: a datetime in UTC for each, None where there is no working time
        """
        results = [None] * len(jobs)
        left = list(range(len(jobs)))
        if not calendar:
            return results
        zone = ZoneInfo(calendar.tz or "UTC")
        for days in HORIZONS:
            if not left:
                break
            starts = [jobs[index][0] for index in left]
            intervals = self._working_intervals(
                calendar, min(starts), max(starts) + timedelta(days=days), zone
            )
            ahead = []
            for index in left:
                start, count = jobs[index]
                try:
                    due = count(intervals, zoned(start, zone))
                except LookupError:
                    ahead.append(index)
                else:
                    results[index] = to_utc(due)
            left = ahead
        return results

    @api.model
    def _working_intervals(self, calendar, start, stop, zone):
        """The working time of a calendar, holidays left out, in its zone."""
        known = self.env.context.get("known_working_time")
        if not isinstance(known, KnownWorkingTime):
            known = {}
        key = (calendar.id, start, stop)
        if key not in known:
            known[key] = self._find_working_intervals(calendar, start, stop, zone)
        return known[key]

    @api.model
    def _find_working_intervals(self, calendar, start, stop, zone):
        last = pytz.utc.localize(stop)
        found = calendar.sudo()._work_intervals_batch(pytz.utc.localize(start), last)
        return working_time.merged(
            [
                (begin.astimezone(zone), end.astimezone(zone))
                for begin, end, _meta in found[False]
                # The day on which the stretch ends is cut off, and has no true end.
                if begin.astimezone(zone).date() < last.astimezone(zone).date()
            ]
        )

    def _stop_clocks(self, steps, moment=None):
        """The clocks of these steps are met."""
        if not steps:
            return
        clocks = self._clocks_of_round().filtered(
            lambda clock: clock.step in steps and not clock.date_met
        )
        clocks.write(
            {"date_met": moment or fields.Datetime.now(), "date_paused": False}
        )

    def _drop_clocks(self):
        """What was not met does not matter any more."""
        clocks = self.sudo().deadline_ids.filtered(lambda clock: not clock.date_met)
        clocks.write({"active": False})

    def _pause_clocks(self):
        running = self._clocks_of_round().filtered(
            lambda clock: not clock.date_met and not clock.date_paused
        )
        running.date_paused = fields.Datetime.now()

    def _resume(self):
        """Every clock that stood still goes on, later by what passed meanwhile."""
        now = fields.Datetime.now()
        paused = self._clocks_of_round().filtered("date_paused")
        for calendar, clocks in paused.grouped(
            lambda clock: clock.complaint_id._clock_calendar()
        ).items():
            clocks._shift(calendar, now)
        paused.write({"date_paused": False})
        self.sudo().is_waiting = False

    def _clock_calendar(self):
        team = self.team_id.sudo()
        return team._calendar() if team else self.company_id.sudo().resource_calendar_id

    def _refresh_clocks(self):
        """Let the rules speak again, after what they look at has changed.

        Clocks that are met, or were set by hand, stay; time that stood still counts.
        """
        complaints = self.filtered("is_open")
        clocks = {(c.complaint_id.id, c.step): c for c in complaints._clocks_of_round()}
        wanted = []
        for complaint in complaints:
            starts = complaint._clocks_of_round().mapped("date_start")
            start = min(starts, default=complaint.date_received)
            for step in complaint._steps_ahead():
                clock = clocks.get((complaint.id, step))
                if not clock or not (clock.date_met or clock.is_manual):
                    wanted.append(
                        (complaint, step, clock.date_start if clock else start)
                    )
        found = self._find_deadlines(wanted)
        self._drop_clocks_without_rule(clocks, wanted, found)
        new = []
        for (complaint, step), (rule, due) in found.items():
            clock = clocks.get((complaint.id, step))
            if clock:
                clock.write({"rule_id": rule.id, "date_deadline": due})
            else:
                new.append((complaint, step, rule, due))
        self._create_clocks(new, {(c, s): start for c, s, start in wanted})
        moved = complaints._clocks_of_round().filtered(
            lambda c: c.paused_minutes and not c.is_manual and not c.date_met
        )
        for calendar, stopped in moved.grouped(
            lambda clock: clock.complaint_id._clock_calendar()
        ).items():
            stopped._add(calendar, {c: c.paused_minutes for c in stopped})

    @api.model
    def _drop_clocks_without_rule(self, clocks, wanted, found):
        for complaint, step, _start in wanted:
            clock = clocks.get((complaint.id, step))
            if clock and (complaint, step) not in found:
                clock.active = False

    @api.model
    def _create_clocks(self, new, starts):
        # What was archived just now must not stand in the way.
        self.env["customer.complaint.deadline"].flush_model(["active"])
        self.env["customer.complaint.deadline"].sudo().create(
            [
                {
                    "complaint_id": complaint.id,
                    "step": step,
                    "round": complaint.reopen_count,
                    "rule_id": rule.id,
                    "date_start": starts[complaint, step],
                    "date_deadline": due,
                    "date_paused": fields.Datetime.now()
                    if complaint.is_waiting
                    else False,
                }
                for complaint, step, rule, due in new
            ]
        )


def zoned(moment, zone):
    return pytz.utc.localize(moment).astimezone(zone)


def to_utc(moment):
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
