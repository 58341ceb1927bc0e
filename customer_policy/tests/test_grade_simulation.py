from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase

from .grading_common import SPRING, SUMMER, GradingMixin


class TestGradeSimulation(GradingMixin, TransactionCase):
    """A what-if shows what would be and touches nothing until it is adopted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.best, cls.good, cls.weak = cls.customers = cls._create_customers(3)
        cls._applied(SPRING, {cls.best: 90, cls.good: 60, cls.weak: 10})

    def _what_if(self, day=SUMMER, scheme=None):
        scheme = (scheme or self.scheme).with_user(self.grader)
        action = scheme.action_what_if()
        review = (
            self.env["customer.grade.review"]
            .with_user(self.grader)
            .browse(action["res_id"])
        )
        review.date = day
        return review

    def _threshold(self, review, grade, min_score):
        review.simulated_grade_ids.filtered(
            lambda threshold: threshold.grade_id == grade
        ).min_score = min_score

    def _adopt(self, review):
        dialog = self._dialog(review)
        # The database gives back what was shown, perhaps in another order.
        self.env.flush_all()
        self.env.invalidate_all()
        dialog.action_adopt()
        self.env.invalidate_all()

    def _dialog(self, review):
        action = review.action_adopt()
        dialog = self.env["customer.grade.adopt"].browse(action["res_id"])
        return dialog.with_user(self.grader)

    def _settings(self):
        self.env.invalidate_all()
        return [
            (c.weight, c.period_months, c.basis, c._bracket_pairs())
            for c in self.scheme.criterion_ids
        ] + self.scheme.grade_ids.mapped("min_score")

    # ------------------------------------------------------------------ settings

    def test_it_begins_with_the_settings_of_the_scheme(self):
        review = self._what_if()
        self.assertEqual(
            review.simulated_grade_ids.mapped("min_score"),
            self.scheme.grade_ids.mapped("min_score"),
        )
        supposed = review.simulated_criterion_ids
        self.assertEqual(supposed.origin_id, self.criterion)
        self.assertEqual(supposed._bracket_pairs(), self.criterion._bracket_pairs())

    def test_unchanged_settings_move_nobody(self):
        review = self._what_if()
        review.action_compute()
        self.assertEqual(review.moves["moved"], 0)
        self.assertEqual([g["then"] for g in review.moves["grades"]], [1, 1, 1])

    def test_a_changed_threshold_shows_who_moves_and_touches_nothing(self):
        before = self._settings()
        review = self._what_if()
        self._threshold(review, self.key, 60)
        review.action_compute()
        self.assertEqual([g["today"] for g in review.moves["grades"]], [1, 1, 1])
        self.assertEqual([g["then"] for g in review.moves["grades"]], [2, 0, 1])
        self.assertEqual(review.moves["grades"][1]["to"], [1, 0, 0])
        self.assertEqual(self._settings(), before)
        self.assertEqual(self._held(self.good), self.core)

    def test_changed_brackets_count_in_the_what_if_only(self):
        review = self._what_if()
        review.simulated_criterion_ids.bracket_ids.filtered("value_from").points = 40
        review.action_compute()
        self.assertEqual(self._line(review, self.best).score, 36)
        self.assertEqual(self._line(self._review(SUMMER), self.best).score, 90)

    def test_a_criterion_that_the_scheme_has_not_can_be_supposed(self):
        review = self._what_if()
        review.simulated_criterion_ids.weight = 50
        review.write(
            {
                "simulated_criterion_ids": [
                    self._criterion_command(weight=50, name="New")
                ]
            }
        )
        review.action_compute()
        self.assertEqual(self._line(review, self.best).score, 45)
        names = [
            part["name"]
            for part in self._line(review, self.best).explanation["criteria"]
        ]
        self.assertEqual(names, ["Impression", "New"])

    def test_limits_can_be_supposed(self):
        review = self._what_if()
        self._threshold(review, self.key, 99)
        self._threshold(review, self.core, 95)
        review.simulated_max_steps_down = 1
        review.action_compute()
        self.assertEqual(self._line(review, self.best).final_grade_id, self.core)
        review.simulated_max_steps_down = 0
        review.action_compute()
        self.assertEqual(self._line(review, self.best).final_grade_id, self.ordinary)

    def test_settings_that_grade_nobody_are_refused(self):
        review = self._what_if()
        review.simulated_criterion_ids.weight = 70
        with self.assertRefused("weights", "70"):
            review.action_compute()

    def test_a_review_has_no_settings_of_its_own(self):
        review = self._review(SUMMER)
        self.assertFalse(review.simulated_grade_ids)
        with self.assertRefused("Only a what-if"):
            review.write({"simulated_criterion_ids": [self._criterion_command()]})

    def test_another_scheme_brings_its_settings(self):
        review = self._what_if()
        other = self._create_scheme("other")
        review.scheme_id = other
        self.assertEqual(review.simulated_grade_ids.grade_id, other.grade_ids)
        self.assertEqual(review.simulated_criterion_ids.origin_id, other.criterion_ids)

    def test_a_copy_goes_on_from_the_supposed_settings(self):
        review = self._what_if()
        self._threshold(review, self.key, 60)
        self.assertEqual(review.copy().simulated_grade_ids[0].min_score, 60)

    # ------------------------------------------------------------------- results

    def test_a_change_puts_the_result_out_of_date(self):
        for change in ("threshold", "bracket", "weight", "limit"):
            review = self._what_if()
            review.action_compute()
            with self.subTest(change=change):
                self.assertFalse(review.is_outdated)
                if change == "threshold":
                    self._threshold(review, self.key, 60)
                elif change == "bracket":
                    review.simulated_criterion_ids.bracket_ids[0].points = 1
                elif change == "weight":
                    review.simulated_criterion_ids.weight = 99
                else:
                    review.simulated_min_months = 3
                self.assertTrue(review.is_outdated)
                with self.assertRefused("Compute the what-if first"):
                    review.action_adopt()

    def test_a_number_opens_the_customers_behind_it(self):
        review = self._what_if()
        self._threshold(review, self.key, 60)
        review.action_compute()
        Line = self.env["customer.grade.review.line"]
        for arguments, customers in (
            ((self.core.id, self.key.id), self.good),
            ((self.core.id, None), self.good),
            ((None, self.key.id), self.best | self.good),
            ((None, None, True), self.good),
            ((False, None), self.customers.browse()),
        ):
            with self.subTest(arguments=arguments):
                action = review.action_open_moves(*arguments)
                self.assertEqual(Line.search(action["domain"]).partner_id, customers)

    def test_graph_and_pivot_open_first(self):
        review = self._what_if()
        self.assertEqual(review.action_open_distribution()["views"][0][1], "graph")
        self.assertEqual(review.action_open_matrix()["views"][0][1], "pivot")

    def test_hidden_customers_are_not_counted(self):
        self.good.with_user(self._custodian()).action_classify(
            "3", "Merger", self._today() + timedelta(days=30)
        )
        review = self._what_if()
        self._threshold(review, self.key, 60)
        review.action_compute()
        self.env.invalidate_all()
        moves = review.with_user(self.grader).moves
        self.assertEqual((moves["total"], moves["moved"]), (2, 0))

    def _custodian(self):
        user = self.users["other_manager"]
        user.sudo().group_ids = [
            Command.link(self.env.ref(f"customer_policy.group_{name}").id)
            for name in ("custodian", "clearance_top_secret")
        ]
        return user

    # ------------------------------------------------------------------ adoption

    def test_adopting_copies_the_settings_and_says_so(self):
        review = self._what_if()
        self._threshold(review, self.key, 60)
        supposed = review.simulated_criterion_ids
        supposed.write({"weight": 60, "period_months": 6})
        supposed.bracket_ids[-1].points = 90
        review.write(
            {
                "simulated_criterion_ids": [
                    self._criterion_command(weight=40, name="New")
                ]
            }
        )
        review.simulated_max_steps_down = 2
        review.action_compute()
        self._adopt(review)
        scheme = self.scheme
        self.assertEqual(scheme.grade_ids.mapped("min_score"), [60, 50, 0])
        self.assertEqual(scheme.criterion_ids.mapped("weight"), [60, 40])
        self.assertEqual(self.criterion.period_months, 6)
        self.assertEqual(self.criterion._bracket_pairs(), [(0, 0), (100, 90)])
        self.assertEqual(scheme.max_steps_down, 2)
        self.assertEqual(review.adopted_by_id, self.grader)
        body = scheme.message_ids[0].body
        for words in ("Minimum Score: 80 → 60", "Weight: 100 → 60", "new criterion"):
            self.assertIn(words, body)
        self.assertEqual(self._held(self.good), self.core)

    def test_a_criterion_left_out_is_archived_with_its_points(self):
        extra = self.env["customer.grade.criterion"].create(
            {
                "scheme_id": self.scheme.id,
                "name": "Extra",
                "bracket_ids": [Command.create({"value_from": 0, "points": 0})],
            }
        )
        self._give({self.best: 5}, SPRING, extra)
        review = self._what_if()
        review.simulated_criterion_ids.filtered(lambda c: c.origin_id == extra).unlink()
        review.action_compute()
        self._adopt(review)
        self.assertFalse(extra.active)
        self.assertEqual(self.scheme.criterion_ids, self.criterion)
        entries = self.env["customer.grade.entry"]
        self.assertTrue(entries.search([("criterion_id", "=", extra.id)]))

    def test_a_scheme_changed_meanwhile_is_not_overwritten_unseen(self):
        review = self._what_if()
        self._threshold(review, self.key, 60)
        review.action_compute()
        dialog = self._dialog(review)
        self.key.min_score = 70
        with self.assertRefused("changed meanwhile"):
            dialog.action_adopt()
        self.assertEqual(self.key.min_score, 70)

    def test_what_was_adopted_stays_as_it_was_decided(self):
        review = self._what_if()
        self._threshold(review, self.key, 60)
        review.action_compute()
        self._adopt(review)
        with self.assertRefused("no longer be changed"):
            self._threshold(review, self.key, 55)
        with self.assertRefused("adopted already"):
            review.action_adopt()
        with self.assertRefused("no longer be changed"):
            review.action_compute()
        with self.assertRefused("adopted"):
            review.action_cancel()

    def test_a_review_is_not_adopted(self):
        with self.assertRefused("Only a what-if"):
            self._review(SUMMER).action_adopt()

    def test_staff_neither_see_nor_start_a_what_if(self):
        review = self._what_if()
        review.action_compute()
        self.env.invalidate_all()
        staff = self.users["staff"]
        for call in (
            lambda: self.scheme.with_user(staff).action_what_if(),
            lambda: review.with_user(staff).read(["moves"]),
            lambda: review.with_user(staff).action_adopt(),
            lambda: review.simulated_grade_ids.with_user(staff).read(["min_score"]),
            lambda: review.simulated_criterion_ids.with_user(staff).write(
                {"weight": 1}
            ),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_discarded_what_if_changes_nothing(self):
        before = self._settings()
        review = self._what_if()
        self._threshold(review, self.key, 60)
        review.action_compute()
        review.action_cancel()
        self.assertEqual(self._settings(), before)
        with self.assertRefused("no longer be changed"):
            self._threshold(review, self.key, 55)
