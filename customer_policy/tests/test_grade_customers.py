from odoo import Command
from odoo.tests import TransactionCase

from .grading_common import SPRING, SUMMER, GradingMixin


class TestGradeCustomers(GradingMixin, TransactionCase):
    """Whom a review grades, and what becomes of those who change meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two, cls.three = cls.customers = cls._create_customers(3)

    # ------------------------------------------------------------------ population

    def test_everybody_with_a_figure_is_graded(self):
        self._give({self.one: 10}, SPRING)
        self.assertEqual(self._review(SPRING).line_ids.partner_id, self.one)

    def test_who_holds_a_grade_is_graded_again_without_a_figure(self):
        self._applied(SPRING, {self.one: 90})
        self.criterion.period_months = 1
        review = self._review(SUMMER)
        line = review.line_ids
        self.assertEqual(line.partner_id, self.one)
        self.assertEqual((line.score, line.breakdown[0]["value"]), (0, None))

    def test_nobody_at_all_makes_an_empty_review(self):
        review = self._review(SPRING)
        self.assertEqual((review.state, review.line_count), ("computed", 0))
        review.action_apply()
        self.assertEqual(review.state, "applied")
        self.assertTrue(review.summary)

    def test_a_filter_grades_all_contacts_that_match_it(self):
        self.two.ref = "graded"
        self.scheme.write(
            {"population": "domain", "customer_domain": "[('ref', '=', 'graded')]"}
        )
        self._give({self.one: 90}, SPRING)
        line = self._review(SPRING).line_ids
        self.assertEqual(line.partner_id, self.two)
        self.assertEqual(line.proposed_grade_id, self.ordinary)

    def test_archived_contacts_are_not_graded(self):
        self._give({self.one: 10, self.two: 10}, SPRING)
        self.one.active = False
        self.assertEqual(self._review(SPRING).line_ids.partner_id, self.two)

    def test_ones_own_companies_are_not_graded(self):
        own = self.env.company.partner_id
        self._give({own: 90, self.one: 10}, SPRING)
        self.assertEqual(self._review(SPRING).line_ids.partner_id, self.one)

    def test_figures_of_a_contact_count_for_its_company(self):
        contact = self._create_customers(1, parent_id=self.one.id, is_company=False)
        self._give({contact: 90}, SPRING)
        self.assertEqual(self._review(SPRING).line_ids.partner_id, self.one)

    # --------------------------------------------------------------- without a figure

    def test_without_a_figure_a_criterion_gives_no_points(self):
        self.scheme.criterion_ids = [
            Command.update(self.criterion.id, {"weight": 50}),
            self._criterion_command(weight=50),
        ]
        self._give({self.one: 80}, SPRING)
        self.assertEqual(self._review(SPRING).line_ids.score, 40)

    def test_a_criterion_left_out_spreads_its_weight(self):
        self.scheme.criterion_ids = [
            Command.update(self.criterion.id, {"weight": 50}),
            self._criterion_command(weight=50, no_value="skip"),
        ]
        self._give({self.one: 80}, SPRING)
        self.assertEqual(self._review(SPRING).line_ids.score, 80)

    def test_a_customer_with_every_criterion_left_out_scores_nothing(self):
        self.criterion.no_value = "skip"
        self.scheme.write(
            {
                "population": "domain",
                "customer_domain": f"[('id', '=', {self.one.id})]",
            }
        )
        self._applied(SPRING)
        self.assertEqual(self._held(self.one), self.ordinary)
        self.assertFalse(self.one.grade_explanation["criteria"][0]["contribution"])

    # ---------------------------------------------------------- three customers only

    def _relative(self, basis, brackets, points):
        scheme = self._create_scheme(
            basis,
            criterion_ids=[
                self._criterion_command(brackets, basis=basis, interpolate=False)
            ],
        )
        self._give(points, SPRING, scheme.criterion_ids)
        review = self._review(SPRING, scheme)
        return {line.partner_id: line.score for line in review.line_ids}

    def test_three_customers_suffice_for_a_median(self):
        scores = self._relative(
            "median",
            ((0, 0), (1, 50), (2, 100)),
            {self.one: 10, self.two: 20, self.three: 40},
        )
        self.assertEqual(scores, {self.one: 0, self.two: 50, self.three: 100})

    def test_three_customers_suffice_for_percentiles(self):
        scores = self._relative(
            "percentile",
            ((0, 0), (50, 50), (100, 100)),
            {self.one: 10, self.two: 20, self.three: 40},
        )
        self.assertEqual(scores, {self.one: 0, self.two: 50, self.three: 100})

    def test_one_customer_alone_gets_a_score(self):
        for basis, brackets in (
            ("median", ((0, 0), (1, 60))),
            ("percentile", ((0, 0), (50, 60))),
        ):
            with self.subTest(basis=basis):
                scores = self._relative(basis, brackets, {self.one: 7})
                self.assertEqual(scores, {self.one: 60})

    def test_equal_customers_get_equal_scores(self):
        scores = self._relative(
            "percentile",
            ((0, 10), (50, 50), (90, 100)),
            dict.fromkeys(self.customers, 30),
        )
        self.assertEqual(len(set(scores.values())), 1)

    def test_a_relative_criterion_without_any_figure_gives_no_points(self):
        self.scheme.criterion_ids = [
            Command.update(self.criterion.id, {"weight": 50}),
            self._criterion_command(weight=50, basis="median"),
        ]
        self._give({self.one: 80}, SPRING)
        self.assertEqual(self._review(SPRING).line_ids.score, 40)

    # -------------------------------------------------- between compute and apply

    def _changed_meanwhile(self, change):
        """Apply a review of three, with ``change`` between compute and apply."""
        self._give(dict.fromkeys(self.customers, 90), SPRING)
        review = self._review(SPRING)
        change()
        review.action_approve()
        review.action_apply()
        self.assertEqual(review.state, "applied")
        self.assertEqual(self._held(self.two), self.key)
        self.assertEqual(self._held(self.three), self.key)
        return review

    def test_a_customer_archived_meanwhile_is_left_out(self):
        review = self._changed_meanwhile(lambda: self.one.action_archive())
        self.assertFalse(self._assignments(self.one))
        self.assertEqual(review.skipped_count, 1)
        self.assertIn("1 customers were left", review.message_ids[0].body)

    def test_a_graded_customer_archived_meanwhile_keeps_the_grade(self):
        self._applied(SPRING, {self.one: 60})
        self._give({self.one: 90}, SUMMER)
        review = self._review(SUMMER)
        self.one.active = False
        review.action_approve()
        review.action_apply()
        self.assertEqual(self._held(self.one), self.core)

    def test_a_customer_deleted_meanwhile_is_gone(self):
        review = self._changed_meanwhile(lambda: self.one.unlink())
        self.assertEqual(review.line_ids.partner_id, self.two | self.three)

    def test_a_customer_graded_by_hand_meanwhile_keeps_that_grade(self):
        review = self._changed_meanwhile(
            lambda: self._set_by_hand(self.one, self.core, "The board says so")
        )
        self.assertEqual(self._held(self.one), self.core)
        self.assertEqual(review.skipped_count, 1)
        self.assertHistoriesHold(self.customers)

    def test_a_customer_moved_to_another_company_meanwhile_is_left_out(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        review = self._changed_meanwhile(
            lambda: self.one.write({"company_id": branch.id})
        )
        self.assertFalse(self._assignments(self.one))
        self.assertFalse(self.one.customer_grade_id)
        self.assertEqual(review.skipped_count, 1)

    def test_a_customer_that_became_a_contact_meanwhile_shows_its_companys_grade(self):
        self._changed_meanwhile(
            lambda: self.one.write({"is_company": False, "parent_id": self.two.id})
        )
        self.assertFalse(self._assignments(self.one))
        self.assertEqual(self.one.customer_grade_id, self.key)

    def test_a_customer_graded_anew_by_another_review_is_left_alone(self):
        self._give({self.one: 90}, SPRING)
        older = self._review(SPRING)
        self.env["customer.grade.review"].create(
            {"scheme_id": self.scheme.id, "date": SPRING, "is_simulation": True}
        ).action_compute()
        self._applied(SUMMER, {self.one: 10})
        with self.assertRefused("applied since"):
            older.action_apply()
        self.assertEqual(self._held(self.one), self.ordinary)

    # ---------------------------------------------------------- contacts of customers

    def test_contacts_show_the_grade_of_their_company(self):
        contact = self._create_customers(1, parent_id=self.one.id, is_company=False)
        below = self._create_customers(1, parent_id=contact.id, is_company=False)
        self._applied(SPRING, {self.one: 60})
        self.assertEqual((contact | below).customer_grade_id, self.core)
        self.assertFalse(self._assignments(contact | below))

    def test_a_new_contact_shows_the_grade_of_its_company(self):
        self._applied(SPRING, {self.one: 60})
        contact = self._create_customers(1, parent_id=self.one.id, is_company=False)
        self.assertEqual(contact.customer_grade_id, self.core)

    def test_a_contact_that_changes_company_changes_its_grade(self):
        self._applied(SPRING, {self.one: 90, self.two: 60})
        contact = self._create_customers(1, parent_id=self.one.id, is_company=False)
        for parent, grade in (
            (self.two, self.core),
            (self.three, self.key.browse()),
            (self.one, self.key),
            (self.env["res.partner"], self.key.browse()),
        ):
            with self.subTest(parent=parent.name):
                contact.parent_id = parent
                self.env.flush_all()
                self.assertEqual(contact.customer_grade_id, grade)

    def test_a_company_that_becomes_a_branch_shows_the_head_offices_grade(self):
        contact = self._create_customers(1, parent_id=self.two.id, is_company=False)
        self._applied(SPRING, {self.one: 90, self.two: 60})
        self.two.write({"is_company": False, "parent_id": self.one.id})
        self.env.flush_all()
        self.assertEqual((self.two | contact).customer_grade_id, self.key)

    def test_a_branch_that_stands_alone_again_has_its_old_grade(self):
        self._applied(SPRING, {self.one: 90, self.two: 60})
        self.two.write({"is_company": False, "parent_id": self.one.id})
        self.env.flush_all()
        self.two.parent_id = False
        self.env.flush_all()
        self.assertEqual(self.two.customer_grade_id, self.core)

    def test_a_grade_by_hand_on_a_contact_goes_to_its_company(self):
        contact = self._create_customers(1, parent_id=self.one.id, is_company=False)
        self._set_by_hand(contact, self.key)
        self.assertEqual(self._held(self.one), self.key)
        self.assertEqual(contact.customer_grade_id, self.key)

    def test_a_copied_customer_has_no_grade(self):
        self._applied(SPRING, {self.one: 90})
        copy = self.one.copy()
        self.assertFalse(copy.customer_grade_id)
        self.assertFalse(copy.grade_assignment_ids)
