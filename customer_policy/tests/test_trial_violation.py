from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PolicyCase
from .test_violation_suspension import SuspensionMixin
from .trial_common import TrialMixin
from .violation_common import MONDAY

FINE = {"sequence": 1, "measure": "fine", "fine_min": 200, "fine_max": 1000}
POINTS = {"sequence": 1, "measure": "points", "points": 3}


@tagged("post_install", "-at_install")
class TestTrialViolation(TrialMixin, SuspensionMixin, PolicyCase):
    def _fined(self, **values):
        kind = self._ladder(FINE, POINTS)
        return self._lead(self._report(type_id=kind.id, **values))

    # ---------------------------------------------------------- nothing is punished

    def test_penalties_stay_proposed(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            with self.subTest(trial=is_trial), self._at():
                case = self._fined()
                self.assertEqual(case.state, "in_force")
                self.assertEqual(case.step_id.sequence, 1)
                self.assertEqual(
                    set(case.penalty_ids.mapped("state")),
                    {"pending"} if is_trial else {"in_force", "done"},
                )
                self.assertEqual(
                    any(case.penalty_ids.mapped("is_served")), not is_trial
                )
                booked = self.env["customer.point.entry"].search_count(
                    [("penalty_id", "in", case.penalty_ids.ids)]
                )
                self.assertEqual(bool(booked), not is_trial)

    def test_a_suspension_closes_no_login(self):
        with self._at():
            self._suspend()
        with self._at(days=2):
            self.assertTrue(self.culprit.is_suspended)
            self._start_trial()
            self.assertFalse(self.culprit.is_suspended)
            self.assertTrue(self.culprit._compute_session_token("sid"))
        self._go_live(MONDAY + timedelta(days=3))
        with self._at(days=4):
            # It was served before the trial, in earnest.
            self.assertTrue(self.culprit.is_suspended)

    def test_a_suspension_of_the_trial_never_begins(self):
        self._start_trial(MONDAY)
        with self._at():
            case = self._suspend()
        self.assertEqual(case.penalty_ids.state, "pending")
        with self._at(days=2):
            self.assertFalse(self.culprit.is_suspended)
        self._go_live(MONDAY + timedelta(days=1))
        self.assertEqual(case.penalty_ids.state, "cancelled")
        with self._at(days=3):
            self.assertFalse(self.culprit.is_suspended)

    def test_no_access_is_put_on_hold(self):
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            case = self._report(type_id=self.leak.id)
            case.with_user(self.violation_officer).action_hold_access()
            with self.subTest(trial=is_trial):
                self.assertEqual(bool(case.hold_id), not is_trial)
                self.assertEqual(
                    "would be put on hold" in str(case.message_ids.mapped("body")),
                    is_trial,
                )

    def test_nothing_goes_to_payroll(self):
        with self._at():
            case = self._fined()
            fine = case.penalty_ids.filtered("amount").with_user(self.personnel)
            self.assertTrue(fine.action_export_payroll())
            self._start_trial()
            with self.assertRaisesRegex(UserError, "nothing goes to payroll"):
                fine.action_export_payroll()
            with self.assertRaisesRegex(UserError, "nothing goes to payroll"):
                fine.action_export_month("2026-03-20")
        period = self.env["customer.point.period"].search([], limit=1)
        if not period:
            period = self.env["customer.point.period"].create(
                {
                    "name": "March",
                    "date_from": date(2026, 3, 1),
                    "date_to": date(2026, 3, 31),
                }
            )
        with self.assertRaisesRegex(UserError, "nothing goes to payroll"):
            period.with_user(self.violation_officer).action_export()

    def test_a_case_of_the_trial_can_be_closed(self):
        self._start_trial(MONDAY)
        with self._at():
            case = self._fined()
            case.with_user(self.violation_officer).action_close()
        self.assertEqual(case.state, "closed")

    # --------------------------------------------------------------- nothing is sent

    def test_nobody_hears_of_it(self):
        people = (self.culprit, self.boss, self.department_head, self.personnel)
        for is_trial in (False, True):
            if is_trial:
                self._start_trial(MONDAY)
            told, sent = self._notices(*people), self._mails_out()
            with self._at():
                case = self._report(
                    type_id=self._ladder({**FINE, "notify_head": True}).id
                )
                self._lead(case, "investigating")
                case.with_user(self.violation_officer).action_request_statement()
                self._lead(case)
            with self.subTest(trial=is_trial):
                self.assertEqual(self._notices(*people) == told, is_trial)
                if is_trial:
                    self.assertFalse(self._mails_out() - sent)

    # --------------------------------------------------------------------- going live

    def test_what_happened_before_leads_to_no_step(self):
        self.env.company.customer_policy_go_live = date(2026, 3, 2)
        with self._at():
            case = self._fined(date=date(2026, 3, 1))
            self.assertEqual(case.state, "in_force")
            self.assertFalse(case.step_id)
            self.assertFalse(case.penalty_ids)
            case = self._fined(date=date(2026, 3, 2))
            self.assertTrue(case.penalty_ids)

    def test_a_violation_of_the_trial_counts_in_no_ladder(self):
        self._start_trial(MONDAY)
        with self._at():
            first = self._lead(self._report())
            second = self._lead(self._report())
            # In the trial the ladder is shown at work.
            self.assertEqual((first.occurrence, second.occurrence), (1, 2))
        self._go_live(MONDAY + timedelta(days=1))
        with self._at(days=1):
            self.assertEqual(self._lead(self._report()).occurrence, 1)

    def test_what_was_decided_in_the_trial_is_not_carried_out_after_it(self):
        self._start_trial(MONDAY)
        with self._at():
            case = self._report(type_id=self._ladder(FINE).id)
            self._lead(case, "decided")
        self._go_live(MONDAY + timedelta(days=1))
        with self._at(days=2):
            self._lead(case)
        self.assertEqual(case.penalty_ids.state, "cancelled")

    def test_violations_of_the_trial_are_revoked_where_chosen(self):
        self._start_trial(datetime(2026, 1, 1))
        case = self._lead(self._report(), "decided")
        self._go_live(datetime(2026, 1, 2), documents="end")
        self.assertEqual(case.state, "revoked")
        self.assertEqual(set(case.penalty_ids.mapped("state")), {"cancelled"})
