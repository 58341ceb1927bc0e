from datetime import datetime

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .complaint_common import MONDAY, ComplaintCase


class TestComplaintDeadline(ComplaintCase):
    def test_shipped_figures(self):
        with self._at():
            complaint = self._register()
            major = self._register(severity="major")
        dues = {c.step: str(c.date_deadline) for c in complaint.sudo().deadline_ids}
        self.assertEqual(
            dues,
            {
                "acknowledge": "2026-03-02 09:03:00",
                "responsible": "2026-03-03 09:00:00",
                "plan": "2026-03-03 09:00:00",
                "put_right": "2026-03-05 09:00:00",
                "report": "2026-03-05 09:00:00",
                "answer": "2026-03-09 09:00:00",
                "close": "2026-03-09 09:00:00",
            },
        )
        due = self._clock(major, "put_right").date_deadline
        self.assertEqual(due, datetime(2026, 3, 3, 9))
        self.assertEqual(str(complaint.next_deadline), "2026-03-02 09:03:00")

    def test_lunch_weekends_and_holidays_do_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-09 00:00:00",
                "date_to": "2026-03-09 23:59:59",
            }
        )
        with self._at(datetime(2026, 3, 2, 11, 58)):
            noon = self._register()
        with self._at(datetime(2026, 3, 6, 16, 59)):
            friday = self._register()
        self.assertEqual(
            str(self._clock(noon, "acknowledge").date_deadline), "2026-03-02 13:01:00"
        )
        self.assertEqual(
            str(self._clock(friday, "acknowledge").date_deadline), "2026-03-10 08:02:00"
        )
        self.assertEqual(
            str(self._clock(friday, "put_right").date_deadline), "2026-03-12 16:59:00"
        )

    def test_acts_stop_their_clocks(self):
        with self._at():
            complaint = self._register()
        met = {
            "accept": {"acknowledge", "responsible"},
            "investigate": {"plan"},
            "propose": {"report"},
            "approve": set(),
            "execute": set(),
            "answer": {"put_right", "answer"},
            "close": {"close"},
        }
        expected = set()
        with self._at(minutes=2):
            for act, steps in met.items():
                self._lead(complaint, act)
                expected |= steps
                clocks = complaint.sudo().deadline_ids
                done = clocks.filtered(lambda clock: clock.state == "met")
                self.assertEqual(set(done.mapped("step")), expected)

    def test_breached_is_true_the_moment_it_is_read(self):
        with self._at():
            complaint = self._register()
            clock = self._clock(complaint, "acknowledge")
            self.assertEqual(clock.state, "running")
            self.assertFalse(complaint.is_overdue)
        with self._at(minutes=4):
            self.assertEqual(clock.state, "breached")
            self.assertTrue(complaint.is_overdue)
            Complaint = self.env["customer.complaint"]
            overdue = Complaint.search([("is_overdue", "=", True)])
            self.assertIn(complaint.sudo(), overdue)
            self.assertNotIn(
                complaint.sudo(), Complaint.search([("is_overdue", "=", False)])
            )

    def test_every_state_is_found_by_searching(self):
        with self._at():
            complaint = self._register(severity="major")
            other = self._register()
            self._lead(other, "accept", "wait_customer")
        with self._at(minutes=5):
            self._lead(complaint, "accept")
            Clock = self.env["customer.complaint.deadline"]
            clocks = Clock.search([("complaint_id", "in", (complaint | other).ids)])
            self.assertEqual(
                set(clocks.mapped("state")), {"running", "paused", "met", "breached"}
            )
            for state in ("running", "paused", "met", "breached"):
                with self.subTest(state=state):
                    domain = [("id", "in", clocks.ids), ("state", "=", state)]
                    self.assertEqual(
                        set(Clock.search(domain).ids),
                        set(clocks.filtered(lambda c, s=state: c.state == s).ids),
                    )
                    self.assertEqual(
                        clocks.filtered_domain(domain), Clock.search(domain)
                    )

    def test_met_late_stays_breached(self):
        with self._at():
            complaint = self._register()
        with self._at(days=1):
            self._lead(complaint, "accept")
        self.assertEqual(self._clock(complaint, "acknowledge").state, "breached")

    def test_clocks_stand_still_while_the_customer_is_awaited(self):
        with self._at():
            complaint = self._lead(self._register(), "accept")
            before = self._clock(complaint, "put_right").date_deadline
            self._lead(complaint, "wait_customer")
            self.assertFalse(complaint.next_deadline)
        with self._at(hours=24):
            self._lead(complaint, "resume")
            clock = self._clock(complaint, "put_right")
            self.assertEqual(before, datetime(2026, 3, 5, 9))
            self.assertEqual(clock.date_deadline, datetime(2026, 3, 6, 9))
            self.assertEqual(clock.paused_minutes, 480)
            self.assertEqual(clock.state, "running")
            self.assertFalse(complaint.is_waiting)

    def test_an_act_lets_the_clocks_go_on(self):
        with self._at():
            complaint = self._lead(self._register(), "accept", "wait_customer")
        with self._at(hours=2):
            self._lead(complaint, "investigate")
        self.assertFalse(complaint.is_waiting)
        self.assertFalse(complaint.sudo().deadline_ids.filtered("date_paused"))

    def test_assessment_moves_the_clocks_and_keeps_what_stood_still(self):
        with self._at():
            complaint = self._lead(self._register(), "accept", "wait_customer")
        with self._at(hours=1):
            self._lead(complaint, "resume")
            complaint.severity = "major"
        due = self._clock(complaint, "put_right").date_deadline
        self.assertEqual(due, datetime(2026, 3, 3, 10))
        self.assertTrue(self._clock(complaint, "acknowledge").date_met)

    def test_the_rule_that_says_most_wins(self):
        scheme = self.env["customer.grade.scheme"].create(
            {"name": "S", "code": "complaint_scheme"}
        )
        grade = self.env["customer.grade"].create(
            {"scheme_id": scheme.id, "name": "Best", "code": "B"}
        )
        Rule = self.env["customer.complaint.deadline.rule"]
        Rule.create(
            {"step": "close", "grade_id": grade.id, "amount": 2, "unit": "working_day"}
        )
        self.customer.sudo().customer_grade_id = grade
        with self._at():
            complaint = self._register()
        self.assertEqual(complaint.grade_id, grade)
        due = self._clock(complaint, "close").date_deadline
        self.assertEqual(due, datetime(2026, 3, 4, 9))

    def test_a_case_gets_a_deadline_of_its_own_with_a_reason(self):
        with self._at():
            complaint = self._register(user_id=self.officer.id)
            mine = complaint.with_user(self.officer)
            with self.assertRaisesRegex(UserError, "why"):
                mine.action_set_deadline("close", "2026-03-04 10:00:00", " ")
            with self.assertRaisesRegex(UserError, "future"):
                mine.action_set_deadline("close", "2026-03-01 10:00:00", "Late")
            mine.action_set_deadline("close", "2026-03-04 10:00:00", "Trade fair")
            mine.severity = "major"
        clock = self._clock(complaint, "close")
        self.assertEqual(clock.date_deadline, datetime(2026, 3, 4, 10))
        self.assertEqual(clock.manual_reason, "Trade fair")

    def test_reopening_starts_new_clocks_and_keeps_the_old(self):
        with self._at():
            complaint = self._register()
            acts = ("accept", "investigate", "propose", "approve", "execute", "answer")
            self._lead(complaint, *acts, "close")
        with self._at(days=1):
            complaint = self._lead(complaint, "reopen")
        clocks = complaint.sudo().deadline_ids
        new = clocks.filtered(lambda clock: clock.round == 1)
        self.assertEqual(
            set(new.mapped("step")), {"report", "put_right", "answer", "close"}
        )
        self.assertEqual(len(clocks - new), 7)
        self.assertEqual(complaint.next_deadline, min(new.mapped("date_deadline")))

    def test_a_missing_rule_loses_nothing_and_is_said(self):
        Rule = self.env["customer.complaint.deadline.rule"]
        rules = Rule.search([("kind", "=", "complaint"), ("step", "=", "close")])
        rules.active = False
        with self._at():
            complaint = self._register()
        self.assertTrue(complaint.number)
        self.assertIn("Close", complaint.deadline_problem)
        rules.active = True
        complaint.with_user(self.officer).action_refresh_deadlines()
        self.env.invalidate_all()
        self.assertFalse(complaint.deadline_problem)
        self.assertTrue(self._clock(complaint, "close"))

    def test_a_calendar_without_hours_is_refused_by_the_team(self):
        empty = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": [Command.clear()]}
        )
        with self.assertRaisesRegex(ValidationError, "no working hours"):
            self.team.resource_calendar_id = empty

    def test_a_calendar_emptied_meanwhile_loses_no_case(self):
        self.calendar.attendance_ids.unlink()
        with self._at():
            complaint = self._register()
        self.assertTrue(complaint.number)
        self.assertFalse(complaint.sudo().deadline_ids)
        self.assertIn("no hours", complaint.deadline_problem)

    def test_many_cases_take_no_more_looks_at_the_calendar(self):
        def queries(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["customer.complaint"].create(
                [
                    {
                        "name": f"Case {index}",
                        "partner_id": self.customer.id,
                        "team_id": self.team.id,
                    }
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        with self._at(MONDAY):
            queries(1)
            ten = queries(10)
            self.assertLessEqual(queries(60) - ten, 10)
