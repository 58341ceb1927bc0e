from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..tools import working_time
from .customer_complaint_clock import zoned


class CustomerComplaintDeadline(models.Model):
    """When somebody is told next of a clock.

    Only the next moment is stored, so that a sweep finds what is due through an index,
    and what has been told stays out of its way.
    """

    _inherit = "customer.complaint.deadline"

    date_escalation = fields.Datetime(
        "Next Notice",
        compute="_compute_date_escalation",
        store=True,
        precompute=True,
        copy=False,
        policy_protected=True,
    )
    escalated = fields.Json(
        copy=False,
        policy_protected=True,
        help="Rule by rule the deadline that was told, and when.",
    )

    # In the order in which the sweep takes them; without what stands still or is met.
    _escalation_idx = models.Index(
        "(date_escalation, id) WHERE active AND date_met IS NULL "
        "AND date_paused IS NULL AND date_escalation IS NOT NULL"
    )

    @api.depends("date_start", "date_deadline", "date_met", "active", "escalated")
    def _compute_date_escalation(self):
        over = self.filtered(lambda c: c.date_met or not c.active)
        over.date_escalation = False
        moments = (self - over)._escalation_moments()
        for clock in self - over:
            dates = [moment for moment, _rule in moments.get(clock, ())]
            clock.date_escalation = min(dates, default=False)

    def _escalation_moments(self):
        """What is still to be told of clocks, and when.

        :return: {clock: [(moment in UTC, rule)]}; what comes after the deadline is
            found when that is over, till then it stands there with that moment and
            without a rule
        """
        now = fields.Datetime.now()
        rules = self.env["customer.complaint.escalation"]
        found, jobs = {}, {}
        for clock in self.filtered("date_deadline"):
            due = clock.date_deadline
            found[clock] = []
            for rule in rules._rules_for(clock):
                if rule.timing == "at":
                    found[clock].append((due, rule))
                elif rule.timing == "after" and due > now:
                    found[clock].append((due, None))
                elif rule.timing == "after" or due > now:
                    calendar = clock.complaint_id._clock_calendar()
                    jobs.setdefault(calendar, []).append((clock, rule))
        for calendar, pairs in jobs.items():
            for (clock, rule), moment in zip(
                pairs, self._count_escalations(calendar, pairs), strict=True
            ):
                # A clock shorter than that is not reminded of.
                if moment and (rule.timing == "after" or moment > clock.date_start):
                    found[clock].append((moment, rule))
        return {
            clock: [one for one in moments if not clock._is_told(*one)]
            for clock, moments in found.items()
        }

    @api.model
    def _count_escalations(self, calendar, pairs):
        zone = ZoneInfo(calendar.tz or "UTC")
        jobs = []
        for clock, rule in pairs:
            due = zoned(clock.date_deadline, zone)
            if rule.timing == "before":
                start = clock.date_start
                count = _before(rule, due)
            else:
                start = clock.date_deadline
                count = _after(rule)
            jobs.append((start, count))
        return self.env["customer.complaint"]._count_time(calendar, jobs)

    def _is_told(self, moment, rule):
        """Not again for the same deadline, nor for one moved to before it was told."""
        told = rule and (self.escalated or {}).get(str(rule.id))
        if not told:
            return False
        deadline, at = told
        return (
            deadline == fields.Datetime.to_string(self.date_deadline)
            or fields.Datetime.to_string(moment) <= at
        )


def _before(rule, due):
    return lambda intervals, start: working_time.reminder(
        intervals, due, rule.amount, rule.unit, start
    )


def _after(rule):
    return lambda intervals, start: working_time.deadline(
        intervals, start, rule.amount, rule.unit
    )
