from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .opening_common import OpeningMixin
from .trial_common import TrialMixin
from .visit_common import MONDAY
from .visit_plan_common import FIRST, VisitPlanCase


@tagged("post_install", "-at_install")
class TestOpeningVisit(TrialMixin, OpeningMixin, VisitPlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.ref = "K1"
        cls.last = {
            "external_reference": "V1",
            "visit_type": cls.phone.name,
            "date_done": "2026-02-20 10:00",
            "customer_reference": "K1",
            "visitor": cls.visitor.login,
            "findings": "Content.",
        }

    def _found(self):
        return self.env["customer.visit"].search([("is_opening", "=", True)])

    def test_a_last_visit_is_done_and_tells_nobody(self):
        told, sent = self._notices(self.visitor), self._mails_out()
        result = self._import(self.visit_manager, "visit", self.last)
        self.assertEqual(result, (1, 0, 0))
        visit = self._found()
        self.assertEqual(
            (visit.state, visit.date_done, visit.user_id, visit.report),
            ("done", datetime(2026, 2, 20, 10), self.visitor, "Content."),
        )
        self.assertTrue(visit.number)
        self.assertEqual(self.customer.last_visit_date, visit.date_done)
        self.assertFalse(visit.event_ids)
        self.assertFalse(visit.activity_ids)
        self.assertEqual(self._notices(self.visitor), told)
        self.assertFalse(self._mails_out() - sent)

    def test_twice_imported_nothing_is_there_twice(self):
        self._import(self.visit_manager, "visit", self.last)
        result = self._import(self.visit_manager, "visit", self.last)
        self.assertEqual(result, (0, 1, 0))
        self.assertEqual(len(self._found()), 1)

    def test_rules_count_from_it(self):
        self._rule()
        [customer] = self._customers(1)
        customer.ref = "K2"
        plan = self._plan()
        before = self._generate(plan).date_planned
        self.assertEqual(before.date(), FIRST)
        row = {**self.last, "customer_reference": "K2", "date_done": "2026-02-25"}
        self._import(self.visit_manager, "visit", row)
        after = self._generate(plan).date_planned
        # A month after the visit, and no more than its days of grace before that.
        self.assertGreaterEqual(after.date(), date(2026, 3, 16))

    def test_it_is_in_no_report_on_how_plans_were_kept(self):
        reports = self.env["customer.visit.compliance"]
        mine = [("partner_id", "=", self.customer.id)]
        self._import(self.visit_manager, "visit", self.last)
        self.assertFalse(reports.search_count(mine))
        visit = self._visit().sudo()
        visit.write({"state": "done", "date_done": MONDAY})
        self.env.flush_all()
        self.assertEqual(reports.search_count(mine), 1)

    def test_each_row_says_what_is_wrong(self):
        later = MONDAY + timedelta(days=36500)
        rows = (
            {**self.last, "external_reference": "V2", "customer_reference": "K9"},
            {**self.last, "external_reference": "V3", "visit_type": "Walk"},
            {**self.last, "external_reference": "V4", "visitor": "nobody"},
            {**self.last, "external_reference": "V5", "date_done": later},
            {**self.last, "external_reference": "V6", "date_done": None},
            {**self.last, "external_reference": None},
            self.last,
            self.last,
        )
        problems = self._problems(self.visit_manager, "visit", *rows)
        expected = ("K9", "Walk", "nobody", "future", "date_done", "reference", "row 8")
        self.assertEqual(len(problems), len(expected), problems)
        for problem, text in zip(problems, expected, strict=True):
            self.assertIn(text, problem)

    def test_a_customer_hidden_from_who_imports_is_nobody(self):
        self.customer.sudo().confidentiality_own_level = "3"
        self.env.flush_all()
        self.env.invalidate_all()
        [problem] = self._problems(self.visit_manager, "visit", self.last)
        self.assertIn("no customer", problem)
