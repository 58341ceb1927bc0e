from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import working_time
from .customer_complaint import FINAL, STATES

# Grades count from 1, the best; who has none comes after the last of them.
NO_GRADE = 9999
# Working time is counted for clocks that end within so many days.
AHEAD = 62


class CustomerComplaint(models.Model):
    """Which case comes next, and how urgent each is.

    The queue is sorted by the day on which something of a case is due (the clock of
    its team tells the day), then by the grade of the customer, best first, then by the
    time of that day. A promise to any customer comes before one of a later day, whoever
    that is for; among what must be done on the same day better grades are served first.
    Severity has its say through the deadlines, which are shorter for major cases; cases
    that wait for the customer have no running clock and come last. All of it is stored,
    so that the order needs no look at the present, and one index serves it.
    """

    _inherit = "customer.complaint"

    state = fields.Selection(group_expand="_expand_states")
    grade_sequence = fields.Integer(
        "Rank of the Grade",
        compute="_compute_grade_sequence",
        store=True,
        precompute=True,
        copy=False,
        policy_protected=True,
        aggregator=None,
        help="1: the best grade. Customers without a grade come last.",
    )
    queue_date = fields.Date(
        "Due On",
        compute="_compute_queue_date",
        store=True,
        copy=False,
        policy_protected=True,
        help="The day on which the next clock runs out, where the team works.",
    )
    due_state = fields.Selection(
        [("overdue", "Overdue"), ("today", "Due Today"), ("later", "Later")],
        "Urgency",
        compute="_compute_due_state",
        search="_search_due_state",
    )
    next_step = fields.Selection(
        selection=lambda self: (
            self.env["customer.complaint.deadline"]
            ._fields["step"]
            ._description_selection(self.env)
        ),
        compute="_compute_next_step",
    )
    working_hours_left = fields.Float(
        compute="_compute_working_hours_left",
        help="Working time of the team until the next clock runs out.",
    )

    _queue_rank_idx = models.Index(
        "(queue_date, grade_sequence, next_deadline, id) WHERE is_open IS TRUE"
    )

    # ------------------------------------------------------------------------ computes

    @api.depends("grade_id.sequence")
    def _compute_grade_sequence(self):
        for complaint in self:
            grade = complaint.grade_id.sudo()
            complaint.grade_sequence = grade.sequence if grade else NO_GRADE

    @api.depends("next_deadline", "team_id")
    def _compute_queue_date(self):
        for complaint in self:
            due = complaint.next_deadline
            zone = ZoneInfo((due and complaint._clock_calendar().tz) or "UTC")
            complaint.queue_date = (
                pytz.utc.localize(due).astimezone(zone).date() if due else False
            )

    @api.depends("next_deadline")
    @api.depends_context("tz")
    def _compute_due_state(self):
        now, midnight = fields.Datetime.now(), self._next_midnight()
        for complaint in self:
            due = complaint.next_deadline
            if not due:
                complaint.due_state = False
            elif due < now:
                complaint.due_state = "overdue"
            else:
                complaint.due_state = "today" if due < midnight else "later"

    def _search_due_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._due_domain(state) for state in value)

    @api.model
    def _due_domain(self, state):
        now, midnight = fields.Datetime.now(), self._next_midnight()
        return {
            "overdue": Domain("next_deadline", "<", now),
            "today": Domain("next_deadline", ">=", now)
            & Domain("next_deadline", "<", midnight),
            "later": Domain("next_deadline", ">=", midnight),
            False: Domain("next_deadline", "=", False),
        }.get(state, Domain.FALSE)

    @api.model
    def _next_midnight(self):
        """When the day of the user ends, in UTC."""
        zone = pytz.timezone(self.env.context.get("tz") or self.env.user.tz or "UTC")
        today = pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()
        midnight = datetime.combine(today + timedelta(days=1), time())
        return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    @api.depends(
        "deadline_ids.active", "deadline_ids.date_met", "deadline_ids.date_paused"
    )
    def _compute_next_step(self):
        for complaint in self:
            running = complaint.deadline_ids.filtered(
                lambda c: c.active and not c.date_met and not c.date_paused
            )
            first = running.sorted("date_deadline")[:1]
            complaint.next_step = first.step

    @api.depends("next_deadline", "team_id")
    def _compute_working_hours_left(self):
        now = fields.Datetime.now()
        horizon = now + timedelta(days=AHEAD)
        ahead = self.filtered(
            lambda c: c.next_deadline and now < c.next_deadline <= horizon
        )
        (self - ahead).working_hours_left = 0
        for calendar, complaints in ahead.grouped(
            lambda c: c._clock_calendar()
        ).items():
            if not calendar:
                complaints.working_hours_left = 0
                continue
            complaints._count_hours_left(calendar, now)

    def _count_hours_left(self, calendar, now):
        zone = ZoneInfo(calendar.tz or "UTC")
        last = max(self.mapped("next_deadline"))
        # The day on which a stretch ends is not looked at.
        until = last + timedelta(days=1)
        intervals = self._working_intervals(calendar, now, until, zone)
        start = pytz.utc.localize(now).astimezone(zone)
        for complaint in self:
            stop = pytz.utc.localize(complaint.next_deadline).astimezone(zone)
            left = working_time.worked(intervals, start, stop)
            complaint.working_hours_left = left.total_seconds() / 3600

    # ----------------------------------------------------------------------- groupings

    @api.model
    def _expand_states(self, states, domain):
        """Columns in the order of the process; ends only where there are such cases."""
        return [
            state for state, _label in STATES if state not in FINAL or state in states
        ]

    @api.model
    def _web_read_group_format(self, groupby, aggregates, groups):
        """Fold the columns of cases that are over."""
        result = super()._web_read_group_format(groupby, aggregates, groups)
        if tuple(groupby) == ("state",) and self._web_read_group_field_expand(groupby):
            for group in result:
                group["__fold"] = group["state"] in FINAL
        return result

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Urgency is a question of the moment, so the database is asked for it."""
        if groupby_spec != "due_state":
            return super()._read_group_groupby(alias, groupby_spec, query)
        due = self._field_to_sql(alias, "next_deadline", query)
        return SQL(
            """CASE WHEN %s < %s THEN 'overdue' WHEN %s < %s THEN 'today'
                    WHEN %s IS NOT NULL THEN 'later' END""",
            due,
            fields.Datetime.now(),
            due,
            self._next_midnight(),
            due,
        )
