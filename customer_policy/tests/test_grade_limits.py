from datetime import date

from odoo.tests import TransactionCase, freeze_time

from .grading_common import AUTUMN, SPRING, SUMMER, GradingMixin


class TestGradeLimits(GradingMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customers(1)

    def _graded(self, points, day=SPRING):
        self._applied(day, {self.customer: points})

    def _line_of(self, points, day=SUMMER):
        self._give({self.customer: points}, day)
        return self._line(self._review(day), self.customer)

    # ------------------------------------------------------------------ steps down

    def test_a_review_lowers_by_the_allowed_steps_only(self):
        self.scheme.max_steps_down = 1
        self._graded(90)
        line = self._line_of(5)
        self.assertEqual(line.computed_grade_id, self.ordinary)
        self.assertEqual(line.proposed_grade_id, self.core)
        self.assertEqual(line.limited_by, "max_steps")

    def test_the_next_review_goes_on_lowering(self):
        self.scheme.max_steps_down = 1
        self._graded(90)
        self._graded(5, SUMMER)
        self._graded(5, AUTUMN)
        self.assertEqual(self._held(self.customer), self.ordinary)

    def test_no_limit_of_steps(self):
        self._graded(90)
        line = self._line_of(5)
        self.assertEqual(line.proposed_grade_id, self.ordinary)
        self.assertFalse(line.limited_by)

    def test_rises_are_not_held_back(self):
        self.scheme.write({"max_steps_down": 1, "min_months_in_grade": 12})
        self._graded(5)
        line = self._line_of(90)
        self.assertEqual(line.proposed_grade_id, self.key)
        self.assertEqual((line.movement, line.limited_by), ("up", False))

    def test_a_first_grade_is_not_limited(self):
        self.scheme.write({"max_steps_down": 1, "min_months_in_grade": 12})
        self.assertEqual(self._line_of(5).proposed_grade_id, self.ordinary)

    def test_people_may_go_below_the_limit_with_a_reason(self):
        self.scheme.max_steps_down = 1
        self._graded(90)
        line = self._line_of(5)
        line.write({"final_grade_id": self.ordinary.id, "reason": "Insolvent"})
        self.assertEqual(line.decision, "overridden")

    # ---------------------------------------------------------------- minimum time

    def test_a_grade_is_held_for_the_minimum_time(self):
        self.scheme.min_months_in_grade = 6
        self._graded(90)
        line = self._line_of(5)
        self.assertEqual(line.proposed_grade_id, self.key)
        self.assertEqual(line.limited_by, "min_time")

    def test_the_minimum_time_ends_on_its_day(self):
        self.scheme.min_months_in_grade = 6
        self._graded(90, date(2025, 3, 15))
        self._give({self.customer: 5}, SUMMER)
        for day, grade in (
            (date(2025, 9, 14), self.key),
            (date(2025, 9, 15), self.ordinary),
        ):
            with self.subTest(day=day):
                line = self._review(day).line_ids
                self.assertEqual(line.proposed_grade_id, grade)

    def test_time_before_a_confirming_review_counts(self):
        self.scheme.min_months_in_grade = 6
        self._graded(90)
        self._graded(85, SUMMER)
        self.assertEqual(self._line_of(5, AUTUMN).proposed_grade_id, self.ordinary)

    # ------------------------------------------------------------------------ lock

    def test_a_lock_holds_a_grade_in_both_directions(self):
        for points, grade in ((5, self.core), (95, self.core)):
            with self.subTest(points=points):
                with freeze_time(SPRING):
                    self._set_by_hand(self.customer, grade, locked_until=AUTUMN)
                line = self._line_of(points)
                self.assertEqual(line.proposed_grade_id, grade)
                self.assertEqual(line.limited_by, "locked")
                line.review_id.action_cancel()

    def test_a_lock_ends_after_its_day(self):
        with freeze_time(SPRING):
            self._set_by_hand(self.customer, self.core, locked_until=SUMMER)
        self.assertEqual(self._line_of(95).proposed_grade_id, self.core)
        self.assertEqual(
            self._line_of(95, date(2025, 7, 1)).proposed_grade_id, self.key
        )

    def test_a_lock_decided_in_a_review_holds_the_next_one(self):
        self._give({self.customer: 20}, SPRING)
        review = self._review(SPRING)
        self._decide(
            review.line_ids,
            "override",
            grade_id=self.core.id,
            reason="Promised by the board",
            locked_until=AUTUMN,
        )
        review.action_approve()
        review.action_apply()
        self.assertEqual(self._assignments(self.customer).locked_until, AUTUMN)
        self.assertEqual(self._line_of(95).limited_by, "locked")

    def test_a_kept_grade_can_be_locked_too(self):
        self._graded(90)
        line = self._line_of(5)
        self._decide(line, "keep", reason="Promised", locked_until=AUTUMN)
        line.review_id.action_approve()
        line.review_id.action_apply()
        self.assertEqual(self._history(self.customer), [(self.key, SPRING, False)])
        self.assertEqual(self._assignments(self.customer).locked_until, AUTUMN)

    def test_a_confirming_review_leaves_a_lock_in_place(self):
        with freeze_time(SPRING):
            self._set_by_hand(self.customer, self.core, locked_until=AUTUMN)
        self._applied(SUMMER, {self.customer: 60})
        self.assertEqual(self._assignments(self.customer).locked_until, AUTUMN)

    def test_people_may_change_a_locked_grade(self):
        with freeze_time(SPRING):
            self._set_by_hand(self.customer, self.core, locked_until=AUTUMN)
        with freeze_time(SUMMER):
            self._set_by_hand(self.customer, self.key, "Contract signed")
        self.assertEqual(self._held(self.customer), self.key)

    # -------------------------------------------------------------------- by hand

    def test_a_grade_by_hand_needs_a_reason(self):
        for reason in ("", "   "):
            with self.subTest(reason=reason), self.assertRefused("Say why"):
                self._set_by_hand(self.customer, self.key, reason)
        self.assertFalse(self._assignments(self.customer))

    def test_a_grade_by_hand_is_noted_with_clause_and_reason(self):
        self._set_by_hand(self.customer, self.key, "Strategic partner")
        clause = self.env.ref("customer_policy.clause_grading_override")
        [note] = self._notes(self.customer)
        for words in ("no grade → Grade A", "Strategic partner", clause.number):
            self.assertIn(words, note)

    def test_a_grade_by_hand_cannot_begin_before_the_present_one(self):
        self._set_by_hand(self.customer, self.key)
        with (
            freeze_time(SPRING),
            self.assertRefused(self.customer.name, "cannot begin before it"),
        ):
            self._set_by_hand(self.customer, self.core)
        self.assertEqual(self._held(self.customer), self.key)

    def test_two_grades_by_hand_on_one_day_keep_the_later(self):
        self._set_by_hand(self.customer, self.key)
        self._set_by_hand(self.customer, self.core, "Corrected")
        self.assertEqual(self._held(self.customer), self.core)
        self.assertHistoriesHold(self.customer)

    def test_an_archived_grade_is_not_given(self):
        scheme = self._create_scheme("old")
        grade = scheme.grade_ids[0]
        grade.active = False
        with self.assertRefused("Grade A", "archived"):
            self._set_by_hand(self.customer, grade)

    def test_several_customers_are_graded_by_hand_at_once(self):
        customers = self._create_customers(5)
        self._set_by_hand(customers, self.core)
        self.assertEqual(customers.customer_grade_id, self.core)
        self.assertEqual(len(self._assignments(customers)), 5)
