from datetime import timedelta

from odoo.fields import Command

from .visit_common import MONDAY
from .visit_plan_common import FIRST, VisitPlanCase

WEEK = FIRST + timedelta(days=4)


class TestVisitPlanMeetings(VisitPlanCase):
    """A plan for one week; the working day is 8 to 12 and 13 to 17, in UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings.hours_per_day = 6
        cls._rule(name="Called")

    def _meeting(self, day=0, begin=9, hours=2, **values):
        start = MONDAY.replace(hour=0) + timedelta(days=7 + day, hours=begin)
        return self.env["calendar.event"].create(
            {
                "name": "Board",
                "start": start,
                "stop": start + timedelta(hours=hours),
                "user_id": self.outsider.id,
                "partner_ids": [Command.set(self.visitor.partner_id.ids)],
                **values,
            }
        )

    def _planned(self, number=1):
        self._customers(number)
        plan = self._plan(date_to=WEEK)
        return self._generate(plan), plan

    def _days(self, visits):
        return {visit.date_planned.date() for visit in visits}

    def test_no_visit_is_put_into_another_meeting(self):
        for day in range(4):
            self._meeting(day, 0, 24)
        friday = self._meeting(4, 9, 3)
        visits, plan = self._planned(3)
        self.assertEqual(len(visits), 3)
        self.assertEqual(self._days(visits), {WEEK})
        for visit in visits:
            self.assertGreaterEqual(visit.date_planned, friday.stop)
        self.assertFalse(plan.gap_ids)

    def test_meetings_take_the_capacity_of_the_day(self):
        self.settings.hours_per_day = 1
        for day in range(5):
            self._meeting(day, 9, 1)
        visits, plan = self._planned()
        self.assertFalse(visits)
        self.assertEqual(plan.sudo().gap_ids.reason, "no_capacity")

    def test_what_lies_outside_working_hours_takes_nothing(self):
        self.settings.hours_per_day = 1
        for day in range(5):
            self._meeting(day, 17, 3)
        visits, _plan = self._planned()
        self.assertTrue(visits)

    def test_a_whole_day_elsewhere_is_no_day_of_visits(self):
        day = FIRST
        self._meeting(
            allday=True,
            start_date=day,
            stop_date=day + timedelta(days=3),
            start=day,
            stop=day + timedelta(days=3),
        )
        visits, _plan = self._planned(3)
        self.assertEqual(self._days(visits), {WEEK})

    def test_who_is_free_or_has_declined_can_visit(self):
        cases = {
            "free": lambda event: event.write({"show_as": "free"}),
            "declined": lambda event: event.attendee_ids.write({"state": "declined"}),
            "taken out": lambda event: event.action_archive(),
        }
        for name, change in cases.items():
            with self.subTest(name):
                events = [self._meeting(day, 0, 24) for day in range(5)]
                for event in events:
                    change(event)
                visits, plan = self._planned()
                self.assertTrue(visits)
                plan.sudo().unlink()

    def test_the_meetings_of_its_own_visits_count_once(self):
        self.settings.hours_per_day = 0.5
        visits, plan = self._planned()
        before = visits.date_planned
        with self._at():
            plan.action_confirm()
        new = self._customers(1, name="Second") and self._generate(plan) - visits
        self.assertEqual(visits.date_planned, before)
        self.assertEqual(len(new), 1)

    def test_a_meeting_that_comes_later_moves_only_what_is_in_its_way(self):
        visits, plan = self._planned(6)
        before = {visit: visit.date_planned for visit in visits}
        first = min(visits, key=lambda visit: (visit.date_planned, visit.id))
        self.env["calendar.event"].create(
            {
                "name": "Board",
                "start": first.date_planned,
                "stop": first.date_planned + timedelta(hours=24),
                "partner_ids": [Command.set(self.visitor.partner_id.ids)],
                "user_id": self.outsider.id,
            }
        )
        self._generate(plan)
        hit = first.date_planned.date() == before[first].date()
        self.assertFalse(hit and first.date_planned == before[first])
        others = [v for v in visits if before[v].date() > before[first].date()]
        day_after = before[first] + timedelta(hours=24)
        for visit in others:
            if before[visit] >= day_after:
                self.assertEqual(visit.date_planned, before[visit])
