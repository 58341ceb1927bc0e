from datetime import date, datetime, timedelta

from odoo.tests import tagged

from . import test_visit_missed
from .test_visit_missed import FRIDAY
from .trial_common import TrialMixin
from .visit_common import MONDAY, VisitCase

TUESDAY = MONDAY + timedelta(days=1)


@tagged("post_install", "-at_install")
class TestTrialVisit(TrialMixin, VisitCase):
    _sweep = test_visit_missed.TestVisitMissed._sweep

    def test_no_visit_is_missed(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            visit = self._visit()
            before = self._notices(self.visitor, self.supervisor)
            self._sweep(TUESDAY)
            self._sweep(TUESDAY + timedelta(days=9))
            with self.subTest(trial=is_trial):
                self.assertEqual(visit.state, "planned" if is_trial else "missed")
                told = self._notices(self.visitor, self.supervisor) - before
                self.assertEqual(bool(told), not is_trial)

    def test_superiors_hear_nothing_of_what_was_missed_before_the_trial(self):
        visit = self._visit()
        self._sweep(TUESDAY)
        self.assertEqual(visit.state, "missed")
        self._start_trial(TUESDAY)
        before = self._notices(self.supervisor)
        self._sweep(TUESDAY + timedelta(days=9))
        self.assertEqual(self._notices(self.supervisor), before)

    def test_what_was_planned_before_is_not_missed_afterwards(self):
        self._start_trial(MONDAY)
        before, after = self._visit(), self._visit(date_planned=FRIDAY)
        self._go_live(TUESDAY)
        self._sweep(FRIDAY + timedelta(days=3))
        self.assertEqual((before.state, after.state), ("planned", "missed"))

    def test_no_promise_is_broken(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            visit = self._visit().sudo()
            visit.write({"state": "done", "promise_date": date(2026, 3, 3)})
            with self.subTest(trial=is_trial), self._at(FRIDAY):
                self.assertEqual(visit.is_promise_broken, not is_trial)
                self.assertTrue(visit.is_promise_open)
                for value in (True, False):
                    found = visit.search([("is_promise_broken", "=", value)])
                    self.assertEqual(visit in found, value != is_trial)

    def test_nobody_is_told_of_visits_nor_invited(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            self.customer.email = "visited@example.com"
            visit = self._visit(is_customer_invited=True)
            told, sent = self._notices(self.visitor), self._mails_out()
            with self._at():
                visit.with_user(self.visit_manager).action_confirm()
            with self.subTest(trial=is_trial):
                self.assertEqual(visit.state, "confirmed")
                self.assertTrue(visit.event_ids)
                invited = self.customer in visit.sudo().event_ids.partner_ids
                self.assertEqual(invited, not is_trial)
                self.assertEqual(self._notices(self.visitor) == told, is_trial)
                if is_trial:
                    self.assertFalse(self._mails_out() - sent)

    def test_visits_of_the_trial_are_kept_unless_chosen(self):
        visit = self._visit()
        self._start_trial(datetime(2026, 1, 1))
        self._go_live(datetime(2026, 1, 2), documents="end")
        self.assertEqual(visit.state, "cancelled")
        self.assertIn("trial", visit.reason)


@tagged("post_install", "-at_install")
class TestTrialNeglect(TrialMixin, VisitCase):
    _entered = test_visit_missed.TestNeglect.__dict__["_entered"]
    _find = test_visit_missed.TestNeglect._find
    _seen = test_visit_missed.TestNeglect._seen

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._entered(cls.customer, 200)

    def test_the_list_is_shown_and_nobody_is_neglected(self):
        before = self._notices(self.visitor, self.supervisor)
        self._start_trial(MONDAY)
        self.assertEqual(self._find().state, "warning")
        self.assertEqual(self._notices(self.visitor, self.supervisor), before)

    def test_without_trial_the_same_customer_is_neglected(self):
        before = self._notices(self.visitor, self.supervisor)
        self.assertEqual(self._find().state, "neglected")
        self.assertGreater(self._notices(self.visitor, self.supervisor), before)

    def test_silence_counts_from_the_day_we_go_live(self):
        self.env.company.customer_policy_go_live = MONDAY.date()
        self.assertFalse(self._find())
        self.assertFalse(self._find(MONDAY + timedelta(days=75)))
        self.assertEqual(self._find(MONDAY + timedelta(days=76)).state, "warning")
        self.assertEqual(self._find(MONDAY + timedelta(days=90)).state, "neglected")

    def test_an_imported_last_visit_counts_though_the_customer_is_new(self):
        self._entered(self.customer, 1)
        self.env.company.customer_policy_go_live = MONDAY.date()
        self._seen(120)
        self.assertEqual(self._find().state, "neglected")
