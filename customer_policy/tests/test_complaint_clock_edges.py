from datetime import datetime

from odoo.fields import Command

from .complaint_common import MONDAY, ComplaintCase


class TestComplaintClockEdges(ComplaintCase):
    """Calendars as they come."""

    def _calendar(self, tz, hours, **values):
        """:param hours: list of (day of the week, from, to, values)"""
        return self.env["resource.calendar"].create(
            {
                "name": "Own",
                "tz": tz,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{day} {begin}",
                                "dayofweek": str(day),
                                "hour_from": begin,
                                "hour_to": end,
                                "day_period": "morning",
                                **more,
                            }
                        )
                        for day, begin, end, more in hours
                    ),
                ],
                **values,
            }
        )

    def _due(self, moment, step="acknowledge", calendar=None, **values):
        if calendar:
            self.team.resource_calendar_id = calendar
        with self._at(moment):
            complaint = self._register(**values)
        return str(self._clock(complaint, step).date_deadline)

    def test_the_team_s_zone_counts(self):
        calendar = self._calendar(
            "Asia/Shanghai", [(day, 9, 17, {}) for day in range(5)]
        )
        # Half past five in the afternoon there: work begins again at one UTC.
        due = self._due(datetime(2026, 3, 2, 9, 30), calendar=calendar)
        self.assertEqual(due, "2026-03-03 01:03:00")

    def test_the_hour_of_work_stays_when_the_clocks_of_a_country_change(self):
        calendar = self._calendar(
            "Europe/Brussels", [(day, 9, 17, {}) for day in range(5)]
        )
        # Friday the 27th at 16:59 there is 15:59 UTC; Monday at 9:02 is 7:02 UTC.
        due = self._due(datetime(2026, 3, 27, 15, 59), calendar=calendar)
        self.assertEqual(due, "2026-03-30 07:02:00")
        due = self._due(datetime(2026, 3, 27, 15, 59), "put_right")
        self.assertEqual(due, "2026-04-01 14:59:00")

    def test_round_the_clock_three_minutes_are_three_minutes(self):
        calendar = self._calendar(
            "Europe/Brussels", [(day, 0, 24, {}) for day in range(7)]
        )
        self.team.resource_calendar_id = calendar
        # Both moments are in the hour that the clocks show twice. Time that is frozen
        # does not know which of the two it is.
        complaint = self._register(date_received=datetime(2025, 10, 26, 0, 59))
        clock = self._clock(complaint, "acknowledge")
        self.assertEqual(clock.date_deadline, datetime(2025, 10, 26, 1, 2))
        clock = self._clock(complaint, "put_right")
        self.assertEqual(str(clock.date_deadline)[:10], "2025-10-29")

    def test_of_two_weeks_each_has_its_own_days(self):
        calendar = self._calendar(
            "UTC",
            [(0, 8, 16, {"week_type": "0"}), (3, 8, 16, {"week_type": "1"})],
            two_weeks_calendar=True,
        )
        week = self.env["resource.calendar.attendance"].get_week_type(MONDAY.date())
        days = {0: ("2026-03-02", "2026-03-12"), 1: ("2026-03-05", "2026-03-09")}[week]
        with self._at(datetime(2026, 3, 1, 12)):
            self.team.resource_calendar_id = calendar
            complaint = self._register()
        clock = self._clock(complaint, "acknowledge")
        self.assertEqual(str(clock.date_deadline), f"{days[0]} 08:03:00")
        clock = self._clock(complaint, "responsible")
        self.assertIn(str(clock.date_deadline)[:10], days)

    def test_flexible_hours_count_so_many_a_day_as_odoo_spreads_them(self):
        calendar = self._calendar("UTC", [])
        calendar.write(
            {
                "flexible_hours": True,
                "full_time_required_hours": 40,
                "hours_per_day": 8,
            }
        )
        due = self._due(datetime(2026, 3, 2, 9), calendar=calendar)
        self.assertEqual(due, "2026-03-02 09:03:00")
        due = self._due(datetime(2026, 3, 2, 9), "put_right")
        self.assertEqual(due[:10], "2026-03-05")

    def test_one_day_a_year_is_found(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-02 00:00:00",
                "date_to": "2026-12-24 23:59:59",
            }
        )
        self.assertEqual(self._due(MONDAY), "2026-12-25 08:03:00")

    def test_a_public_holiday_of_the_company_counts_for_every_team(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "New Year",
                "date_from": "2026-03-02 00:00:00",
                "date_to": "2026-03-02 23:59:59",
            }
        )
        self.assertEqual(self._due(MONDAY), "2026-03-03 08:03:00")

    def test_a_holiday_added_afterwards_counts_when_found_again(self):
        with self._at():
            complaint = self._register()
            self._lead(complaint, "accept")
            clock = self._clock(complaint, "put_right")
            before = clock.date_escalation
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Holiday",
                    "calendar_id": self.calendar.id,
                    "date_from": "2026-03-04 00:00:00",
                    "date_to": "2026-03-04 23:59:59",
                }
            )
            complaint.with_user(self.officer).action_refresh_deadlines()
        self.assertEqual(clock.date_deadline, datetime(2026, 3, 6, 9))
        self.assertGreater(clock.date_escalation, before)

    def test_standing_still_over_the_weekend_costs_its_working_time_only(self):
        with self._at(datetime(2026, 3, 6, 16)):
            complaint = self._lead(self._register(), "accept", "wait_customer")
            before = self._clock(complaint, "put_right").date_deadline
        with self._at(datetime(2026, 3, 9, 9)):
            self._lead(complaint, "resume")
        clock = self._clock(complaint, "put_right")
        self.assertEqual(before, datetime(2026, 3, 11, 16))
        self.assertEqual(clock.paused_minutes, 120)
        self.assertEqual(clock.date_deadline, datetime(2026, 3, 12, 9))

    def test_on_the_weekend_nothing_passes(self):
        with self._at(datetime(2026, 3, 7, 10)):
            complaint = self._lead(self._register(), "accept", "wait_customer")
            before = self._clock(complaint, "report").date_deadline
        with self._at(datetime(2026, 3, 8, 20)):
            self._lead(complaint, "resume")
        self.assertEqual(self._clock(complaint, "report").date_deadline, before)

    def test_a_stretch_that_is_cut_off_is_no_end_of_work(self):
        """What is found of a calendar ends somewhere, maybe in the middle of a day."""
        rules = self.env["customer.complaint.deadline.rule"].search([])
        rule = rules.filtered(lambda r: (r.kind, r.step) == ("complaint", "close"))
        rule.write({"amount": 23, "unit": "working_day"})
        due = self._due(datetime(2026, 3, 2, 9), "close")
        self.assertEqual(due, "2026-04-02 09:00:00")
        due = self._due(datetime(2026, 3, 2, 16), "close")
        self.assertEqual(due, "2026-04-02 16:00:00")
