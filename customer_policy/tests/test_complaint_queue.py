from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.customer_complaint_queue import NO_GRADE
from ..models.customer_complaint_today import QUEUE_ORDER
from .complaint_common import MONDAY, ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintQueue(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.env["customer.grade.scheme"].create(
            {
                "name": "Queue",
                "code": "queue",
                "grade_ids": [
                    Command.create({"name": "Best", "code": "Q1", "sequence": 1}),
                    Command.create({"name": "Good", "code": "Q2", "sequence": 2}),
                ],
            }
        )
        cls.best, cls.good = cls.scheme.grade_ids.sorted("sequence")

    def _case(self, grade=None, **values):
        customer = self.env["res.partner"].create({"name": "Somebody"})
        customer.sudo().customer_grade_id = grade
        return self._register(partner_id=customer.id, **values).sudo()

    def _due(self, case, **later):
        case.deadline_ids.write({"date_deadline": MONDAY + timedelta(**later)})
        return case

    def _queue(self, cases):
        self.env.flush_all()
        return cases.search([("id", "in", cases.ids)], order=QUEUE_ORDER)

    def test_of_one_day_better_grades_come_first(self):
        with self._at():
            none = self._due(self._case(), hours=1)
            good = self._due(self._case(self.good), hours=2)
            best = self._due(self._case(self.best), hours=3)
            self.assertEqual(self._queue(none | good | best), best | good | none)

    def test_an_earlier_day_comes_before_a_better_grade(self):
        with self._at():
            best = self._due(self._case(self.best), days=1)
            none = self._due(self._case(), hours=5)
            self.assertEqual(self._queue(best | none), none | best)

    def test_of_one_grade_and_day_the_earlier_time_comes_first(self):
        with self._at():
            late = self._due(self._case(self.best), hours=5)
            early = self._due(self._case(self.best), hours=2)
            self.assertEqual(self._queue(late | early), early | late)

    def test_what_waits_for_the_customer_comes_last(self):
        with self._at():
            waiting = self._due(self._case(self.best), hours=1)
            waiting.with_user(self.officer).action_wait_customer()
            later = self._due(self._case(), days=9)
            self.assertFalse(waiting.queue_date)
            self.assertEqual(self._queue(waiting | later), later | waiting)

    def test_the_day_is_told_by_the_clock_of_the_team(self):
        self.calendar.tz = "Asia/Shanghai"
        with self._at():
            case = self._due(self._case(), hours=10)  # 19:00 UTC, 03:00 the next day
            self.assertEqual(str(case.queue_date), "2026-03-03")

    def test_who_has_no_grade_comes_after_all_grades(self):
        with self._at():
            self.assertEqual(self._case().grade_sequence, NO_GRADE)
            best = self._case(self.best)
            self.assertEqual(best.grade_sequence, 1)
            self.best.sequence = 5
            self.assertEqual(best.grade_sequence, 5)

    def test_an_index_serves_the_order(self):
        with self._at():
            self._case(self.best)
            self.env.flush_all()
            self.env.cr.execute("SET LOCAL enable_seqscan = off")
            self.env.cr.execute("SET LOCAL enable_sort = off")
            self.env.cr.execute("SET LOCAL enable_bitmapscan = off")
            query = self.env["customer.complaint"]._search(
                [("is_open", "=", True)], order=QUEUE_ORDER, limit=80
            )
            rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
            plan = "\n".join(row[0] for row in rows)
            self.assertIn("customer_complaint_queue_rank_idx", plan)
            self.assertNotIn("Sort", plan)

    def test_urgency_is_that_of_the_moment_and_of_the_users_day(self):
        with self._at():
            over = self._due(self._case(), minutes=-1)
            today = self._due(self._case(), hours=14)
            later = self._due(self._case(), hours=15)
            cases = over | today | later
            self.env.flush_all()
            for case, state in ((over, "overdue"), (today, "today"), (later, "later")):
                self.assertEqual(case.due_state, state)
                found = cases.search(
                    [("id", "in", cases.ids), ("due_state", "=", state)]
                )
                self.assertEqual(found, case)
            shanghai = cases.with_context(tz="Asia/Shanghai")
            shanghai.invalidate_recordset(["due_state"])
            # 23:00 in Greenwich is the next day there.
            self.assertEqual(
                shanghai.mapped("due_state"), ["overdue", "later", "later"]
            )

    def test_progress_is_counted_by_one_query_for_all_columns(self):
        with self._at():
            self._due(self._case(), minutes=-1)
            self._due(self._case(), hours=1)
            accepted = self._due(self._case(), days=5)
            accepted.with_user(self.officer).action_accept()
            self.env.flush_all()
            bar = {
                "field": "due_state",
                "colors": {"overdue": 1, "today": 2, "later": 3},
            }
            cases = self.env["customer.complaint"].with_user(self.complaint_manager)
            domain = [("team_id", "=", self.team.id)]
            cases.read_progress_bar(domain, "state", bar)
            with self.assertQueryCount(1):
                found = cases.read_progress_bar(domain, "state", bar)
            self.assertEqual(found["new"], {"overdue": 1, "today": 1, "later": 0})
            self.assertEqual(found["accepted"]["later"], 1)

    def test_columns_stand_in_the_order_of_the_process_and_ends_are_folded(self):
        with self._at():
            ended = self._case()
            self._lead(ended, "accept", "unfounded")
            groups = (
                self.env["customer.complaint"]
                .with_context(read_group_expand=True)
                .web_read_group(
                    [("team_id", "=", self.team.id)],
                    ["state"],
                    auto_unfold=True,
                    unfold_read_specification={"number": {}},
                )["groups"]
            )
            self.assertEqual(
                [group["state"] for group in groups],
                [
                    "new",
                    "accepted",
                    "investigating",
                    "proposed",
                    "approved",
                    "executing",
                    "answered",
                    "unfounded",
                ],
            )
            self.assertIn("__records", groups[0])
            self.assertNotIn("__records", groups[-1])

    def test_working_time_left_leaves_out_nights_and_breaks(self):
        with self._at():
            case = self._due(self._case(), days=1, hours=1)  # Tuesday 10:00
            self.assertEqual(case.working_hours_left, 9)
            self.assertEqual(self._due(case, hours=-1).working_hours_left, 0)
            self.assertEqual(self._due(case, days=400).working_hours_left, 0)

    def test_the_next_step_is_that_of_the_first_running_clock(self):
        with self._at():
            case = self._case()
            self.assertEqual(case.next_step, "acknowledge")
            self._lead(case, "accept")
            self.assertEqual(case.next_step, "plan")
