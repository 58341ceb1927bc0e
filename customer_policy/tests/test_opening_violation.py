from datetime import date

from odoo.tests import tagged

from .common import PolicyCase
from .opening_common import OpeningMixin
from .trial_common import TrialMixin
from .violation_common import ViolationMixin


@tagged("post_install", "-at_install")
class TestOpeningViolation(TrialMixin, OpeningMixin, ViolationMixin, PolicyCase):
    """What somebody did before counts when it happens again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee.work_email = "culprit@work.test"
        cls.env.company.customer_policy_go_live = date(2026, 3, 1)

    def _row(self, reference, **values):
        return {
            "external_reference": reference,
            "employee": "culprit@work.test",
            "violation_type": self.gift.name,
            "date": "2026-02-10",
            "facts": "Took a watch.",
            **values,
        }

    def _bring_in(self, *rows, user=None, **vals):
        return self._import(user or self.violation_officer, "violation", *rows, **vals)

    def _wrong(self, *rows, user=None):
        return self._problems(user or self.violation_officer, "violation", *rows)

    def _found(self):
        return (
            self.env["customer.violation"]
            .sudo()
            .search([("opening_reference", "!=", False)], order="date")
        )

    def test_the_next_one_is_not_the_first(self):
        with self._at():
            before = self._lead(self._report())
            self.assertEqual(before.occurrence, 1)
            self.assertEqual(self._bring_in(self._row("P1")), (1, 0, 0))
            case = self._lead(self._report())
            self.assertEqual(case.occurrence, 3)

    def test_what_left_the_window_does_not_count(self):
        with self._at():
            self._bring_in(self._row("P1", date="2023-02-10"))
            self.assertEqual(self._lead(self._report()).occurrence, 1)

    def test_nobody_is_told_and_nothing_is_carried_out(self):
        people = (
            self.culprit,
            self.boss,
            self.violation_officer,
            self.second_violation_officer,
            self.deciding_manager,
        )
        with self._at():
            told, sent = self._notices(*people), self._mails_out()
            self._bring_in(self._row("P1", state="in_force"), self._row("P2", step=2))
        cases = self._found()
        self.assertEqual(set(cases.mapped("state")), {"in_force", "closed"})
        self.assertTrue(all(cases.mapped("number")))
        self.assertFalse(cases.penalty_ids)
        self.assertFalse(cases.activity_ids)
        self.assertEqual(self._notices(*people), told)
        self.assertFalse(self._mails_out() - sent)
        self.assertFalse(self.culprit.is_suspended)

    def test_the_step_is_the_given_one_or_that_of_the_ladder(self):
        with self._at():
            self._bring_in(
                self._row("P2", date="2026-02-12"),
                self._row("P1", date="2026-02-10"),
                self._row("P3", date="2026-02-14", step=1),
            )
        cases = self._found()
        self.assertEqual(cases.mapped("opening_reference"), ["P1", "P2", "P3"])
        self.assertEqual(cases.mapped("occurrence"), [1, 2, 3])
        self.assertEqual([c.step_id.sequence for c in cases], [1, 2, 1])

    def test_twice_imported_counts_once(self):
        with self._at():
            self._bring_in(self._row("P1"))
            self.assertEqual(self._bring_in(self._row("P1")), (0, 1, 0))
            self.assertEqual(len(self._found()), 1)
            self.assertEqual(self._lead(self._report()).occurrence, 2)

    def test_a_revoked_one_counts_no_longer(self):
        with self._at():
            self._bring_in(self._row("P1"))
            case = self._found().with_user(self.deciding_manager)
            case.action_revoke("It was somebody else.")
            self.assertEqual(self._lead(self._report()).occurrence, 1)

    def test_it_survives_going_live(self):
        self.env.company.customer_policy_go_live = False
        self._start_trial(date(2026, 2, 1))
        with self._at():
            self._bring_in(self._row("P1"))
        with self._at():
            wizard = self.env["customer.policy.go.live"].with_user(self.manager)
            wizard.create({"reason": "Ready", "documents": "end"}).action_go_live()
            self.assertEqual(self._found().state, "closed")
            self.assertEqual(self._lead(self._report()).occurrence, 2)

    def test_each_row_says_what_is_wrong(self):
        rows = (
            self._row("P1", employee="nobody@work.test"),
            self._row("P2", violation_type="Nonsense"),
            self._row("P3", step=99),
            self._row("P4", state="reported"),
            self._row("P5", severity="7"),
            self._row("P6", facts=None),
            self._row("P7", date="2026-03-01"),
            self._row("P8", date="2026-04-01"),
        )
        with self._at():
            problems = self._wrong(*rows)
        expected = (
            "nobody@work.test",
            "Nonsense",
            "99",
            "reported",
            "7",
            "facts",
            "report it instead",
            "future",
        )
        self.assertEqual(len(problems), len(expected), problems)
        for problem, text in zip(problems, expected, strict=True):
            self.assertIn(text, problem)

    def test_nobody_brings_in_what_concerns_oneself(self):
        with self._at():
            [problem] = self._wrong(self._row("P1"), user=self.culprit)
        self.assertIn("concerns yourself", problem)

    def test_no_past_without_a_day_that_ends_it(self):
        self.env.company.customer_policy_go_live = False
        with self._at():
            [problem] = self._wrong(self._row("P1"))
        self.assertIn("no day on which it goes live", problem)
