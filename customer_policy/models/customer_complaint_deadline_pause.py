from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import models

from ..tools import working_time
from .customer_complaint_clock import zoned


class CustomerComplaintDeadline(models.Model):
    """Clocks that stood still end later."""

    _inherit = "customer.complaint.deadline"

    def _shift(self, calendar, now):
        """Move clocks by the working time that passed since they were stopped.

        One that had run out before stays where it is.
        """
        passed = self._worked_since_stop(calendar, now)
        minutes = {
            clock: passed[clock.date_paused]
            for clock in self
            if clock.date_deadline >= clock.date_paused
        }
        for clock, pause in minutes.items():
            clock.paused_minutes += pause
        self._add(calendar, minutes)

    def _worked_since_stop(self, calendar, now):
        """:return: {moment of stopping: working minutes since}"""
        moments = set(self.mapped("date_paused"))
        zone = ZoneInfo(calendar.tz or "UTC")
        intervals = self.env["customer.complaint"]._working_intervals(
            calendar, min(moments), now + timedelta(days=1), zone
        )
        return {
            moment: working_time.worked(
                intervals, zoned(moment, zone), zoned(now, zone)
            )
            / timedelta(minutes=1)
            for moment in moments
        }

    def _add(self, calendar, minutes):
        """:param minutes: {clock: working minutes to be added to its deadline}"""
        jobs = [
            (
                clock.date_deadline,
                lambda intervals, due, pause=pause: working_time.add_working(
                    intervals, due, timedelta(minutes=pause)
                ),
            )
            for clock, pause in minutes.items()
        ]
        dues = self.env["customer.complaint"]._count_time(calendar, jobs)
        for clock, due in zip(minutes, dues, strict=True):
            clock.date_deadline = due or clock.date_deadline
