from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .complaint_common import MONDAY, ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintToday(ComplaintCase):
    def _counts(self, user, scope="all", team=None):
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["customer.complaint"].with_user(user).get_today(scope)
        team = team or self.team
        rows = [row for row in found["teams"] if row["id"] == team.id]
        return rows[0]["counts"] if rows else {}

    def _next(self, user, scope="all"):
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["customer.complaint"].with_user(user).get_today(scope)
        return [row["id"] for row in found["next"]]

    def test_counters_count_what_their_lists_hold(self):
        with self._at():
            overdue = self._register()
            overdue.sudo().deadline_ids.date_deadline = MONDAY - timedelta(hours=1)
            promised = self._register(promise_date=MONDAY.date())
            self._lead(promised, "accept")
            waiting = self._register()
            waiting.with_user(self.officer).action_wait_customer()
            proposed = self._register()
            self._lead(proposed, "accept", "unfounded", "reopen")
            over = self._register()
            self._lead(over, "accept", "unfounded")
            counts = self._counts(self.officer)
            expected = {
                "open": 4,
                "overdue": 1,
                "promised": 1,
                "waiting": 1,
                "reopened": 1,
                "new": 2,
            }
            self.assertEqual({name: counts[name] for name in expected}, expected)
            officer = self.env["customer.complaint"].with_user(self.officer)
            for name, number in counts.items():
                with self.subTest(counter=name):
                    action = officer.action_open_today(name, "all", self.team.id)
                    found = officer.search(action["domain"])
                    self.assertEqual(len(found), number)

    def test_mine_are_those_handled_or_answered_for(self):
        with self._at():
            handled = self._register(user_id=self.officer.id)
            self._register(user_id=self.second_officer.id)
            registered = self._register(self.officer)
            self.assertEqual(self._counts(self.officer, "mine")["open"], 2)
            self.assertEqual(
                set(self._next(self.officer, "mine")), set((handled | registered).ids)
            )

    def test_whoever_stands_aside_is_not_counted_a_case(self):
        with self._at():
            self._register()
            about = self._register(respondent_ids=[Command.link(self.employee.id)])
            self.assertEqual(self._counts(self.complaint_manager)["open"], 2)
            counts = self._counts(self.respondent)
            self.assertEqual(counts["open"], 1)
            self.assertNotIn(about.id, self._next(self.respondent))

    def test_cases_of_hidden_customers_are_not_counted(self):
        with self._at():
            secret = self._register()
            self.assertEqual(self._counts(self.officer)["open"], 1)
            self._classify()
            self.assertFalse(self._counts(self.officer))
            self.assertNotIn(secret.id, self._next(self.officer))

    def _classify(self):
        self.manager.sudo().group_ids += self.env.ref(
            "customer_policy.group_custodian"
        ) + self.env.ref("customer_policy.group_clearance_secret")
        self.customer.with_user(self.manager).action_classify(
            "1", "Secret", fields.Date.today() + timedelta(days=90)
        )

    def test_other_teams_are_not_counted_for_officers(self):
        with self._at():
            self._register()
            self.assertFalse(self._counts(self.strange_officer))
            self.assertEqual(self._counts(self.complaint_manager)["open"], 1)

    def test_the_number_of_queries_does_not_depend_on_the_number_of_cases(self):
        with self._at():
            self._register()
            few = self._queries_of_today()
            for _number in range(8):
                self._register()
            self.assertEqual(self._queries_of_today(), few)

    def _queries_of_today(self):
        self._counts(self.officer)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["customer.complaint"].with_user(self.officer).get_today("all")
        return self.env.cr.sql_log_count - before
