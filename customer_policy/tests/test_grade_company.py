from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user

from .grading_common import SPRING, SUMMER, GradingMixin


class TestGradeCompany(GradingMixin, TransactionCase):
    """A company's own scheme grades its own contacts; nothing crosses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "Branch"})
        cls.branch_grader = new_test_user(
            cls.env,
            "branch_grader",
            "customer_policy.group_grading_manager",
            company_id=cls.branch.id,
            company_ids=[Command.set(cls.branch.ids)],
        )
        cls.branch_scheme = cls._create_scheme(
            "branch", company_id=cls.branch.id, is_primary=True
        )
        cls.shared = cls._create_customers(1)
        cls.own = cls._create_customers(1, company_id=cls.branch.id)

    def _points(self, scheme, points, day=SPRING):
        self._give(
            dict.fromkeys(self.shared | self.own, points), day, scheme.criterion_ids
        )

    def test_each_scheme_grades_its_own_contacts(self):
        self._points(self.scheme, 90)
        self._points(self.branch_scheme, 60)
        shared = self._review(SPRING)
        own = self._review(SPRING, self.branch_scheme, self.branch_grader)
        self.assertEqual(shared.line_ids.partner_id, self.shared)
        self.assertEqual(own.line_ids.partner_id.ids, self.own.ids)
        self.assertEqual(own.company_id.id, self.branch.id)

    def test_a_customer_shows_the_grade_of_its_own_companys_scheme(self):
        self._points(self.scheme, 90)
        self._points(self.branch_scheme, 60)
        self._applied(SPRING)
        self._applied(SPRING, scheme=self.branch_scheme, user=self.branch_grader)
        self.assertEqual(self.shared.customer_grade_id, self.key)
        self.assertEqual(self.own.customer_grade_id, self.branch_scheme.grade_ids[1])

    def test_a_contact_without_a_scheme_of_its_company_shows_no_grade(self):
        self._points(self.scheme, 90)
        self._applied(SPRING)
        other = self.env["res.company"].create({"name": "Other"})
        self.shared.company_id = other
        self.env.flush_all()
        self.assertFalse(self.shared.customer_grade_id)
        self.assertEqual(len(self._assignments(self.shared)), 1)

    def test_a_contact_that_comes_back_shows_its_grade_again(self):
        contact = self._create_customers(1, parent_id=self.shared.id, is_company=False)
        self._points(self.scheme, 90)
        self._applied(SPRING)
        for company, grade in (
            (self.branch, self.key.browse()),
            (self.env["res.company"], self.key),
        ):
            with self.subTest(company=company.name):
                self.shared.company_id = company
                self.env.flush_all()
                self.assertEqual((self.shared | contact).customer_grade_id, grade)

    def test_another_companys_scheme_is_not_seen(self):
        grader_env = self.env(user=self.grader)
        self._points(self.branch_scheme, 60)
        review = self._applied(
            SPRING, scheme=self.branch_scheme, user=self.branch_grader
        )
        self.env.invalidate_all()
        for records in (
            self.branch_scheme,
            self.branch_scheme.grade_ids,
            self.branch_scheme.criterion_ids,
            self.branch_scheme.criterion_ids.bracket_ids,
            self.env["customer.grade.entry"].search(
                [("scheme_id", "=", self.branch_scheme.id)]
            ),
            self._assignments(self.own, self.branch_scheme),
            review,
            review.sudo().line_ids,
        ):
            self.env.invalidate_all()
            with self.subTest(model=records._name):
                self.assertTrue(records)
                found = grader_env[records._name].search([("id", "in", records.ids)])
                self.assertFalse(found)
                with self.assertRaises(AccessError):
                    records.with_env(grader_env).mapped("create_date")

    def test_another_companys_scheme_cannot_be_reviewed(self):
        Review = self.env["customer.grade.review"].with_user(self.grader)
        for vals in ({}, {"company_id": self.env.company.id}):
            self.env.invalidate_all()
            with self.subTest(vals=vals), self.assertRaises(Exception) as caught:
                Review.create({"scheme_id": self.branch_scheme.id, **vals})
            self.assertIn(
                type(caught.exception).__name__, ("AccessError", "ValidationError")
            )

    def test_another_companys_review_cannot_be_run(self):
        self._points(self.branch_scheme, 60)
        review = self._review(SPRING, self.branch_scheme, self.branch_grader)
        for action in ("compute", "approve", "apply", "cancel", "draft"):
            self.env.invalidate_all()
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(review.with_user(self.grader), f"action_{action}")()
        self.assertFalse(self._assignments(self.own, self.branch_scheme))

    def test_a_grade_of_another_companys_scheme_is_not_given(self):
        with self.assertRefused("does not belong to the company"):
            self._set_by_hand(
                self.shared, self.branch_scheme.grade_ids[0], user=self.branch_grader
            )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._set_by_hand(self.own, self.branch_scheme.grade_ids[0])

    def test_the_default_scheme_of_a_review_is_the_companys_own(self):
        Review = self.env["customer.grade.review"]
        for user, scheme in (
            (self.branch_grader, self.branch_scheme),
            (self.grader, self.scheme),
        ):
            with self.subTest(user=user.login):
                review = Review.with_user(user).new({})
                self.assertEqual(review.scheme_id._origin.id, scheme.id)

    def test_a_shared_scheme_is_reviewed_from_any_company(self):
        self._points(self.scheme, 90)
        review = self._applied(SPRING, user=self.branch_grader)
        self.assertEqual(review.company_id.id, self.branch.id)
        self.assertEqual(self._held(self.shared), self.key)
        self.assertFalse(self._assignments(self.own))

    def test_an_older_review_of_another_company_does_not_hide_a_newer_one(self):
        self._points(self.scheme, 90)
        older = self._review(SPRING, user=self.branch_grader)
        self._applied(SUMMER)
        self.env.invalidate_all()
        older.action_approve()
        with self.assertRefused("applied since"):
            older.action_apply()
