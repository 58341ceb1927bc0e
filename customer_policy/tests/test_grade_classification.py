from datetime import date

from odoo import Command
from odoo.tests import TransactionCase, freeze_time

from .grading_common import SPRING, SUMMER, GradingMixin


class TestGradeClassification(GradingMixin, TransactionCase):
    """Several schemes beside the primary one, each at its own rhythm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_scheme("second")
        cls.by_hand = cls._create_scheme("by hand", criterion_ids=[Command.clear()])
        cls.first, cls.other = cls._create_customers(2)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact", "parent_id": cls.first.id}
        )
        cls._applied(SPRING, {cls.first: 90, cls.other: 10})
        cls._applied(SUMMER, {cls.first: 60}, cls.second)

    def _shown(self, partner):
        self.env.invalidate_all()
        partner = partner.with_user(self.users["staff"])
        return [
            (c.scheme_id.code, c.grade_id.code, c.date_from)
            for c in partner.classification_ids
        ]

    def _search(self, *condition):
        partners = self.env["res.partner"].with_user(self.users["staff"])
        found = partners.search(
            [condition, ("id", "in", (self.first | self.other | self.contact).ids)]
        )
        return found.sudo()

    def test_the_customer_shows_each_scheme_and_since_when(self):
        shown = [("test", "A", SPRING), ("second", "B", SUMMER)]
        self.assertEqual(self._shown(self.first), shown)
        self.assertEqual(self._shown(self.contact), shown)
        self.assertEqual(self._shown(self.other), [("test", "C", SPRING)])
        self.assertEqual(self.first.customer_grade_id, self.key)

    def test_a_new_grade_takes_the_place_of_the_old_one(self):
        self._applied(date(2025, 7, 1), {self.first: 10}, self.second)
        self.assertEqual(self._shown(self.first)[1], ("second", "C", date(2025, 7, 1)))

    def test_an_archived_scheme_no_longer_shows(self):
        self.second.active = False
        self.assertEqual(self._shown(self.first), [("test", "A", SPRING)])
        grade = self.second.grade_ids[1]
        self.assertFalse(self._search("current_grade_ids", "in", grade.ids))

    def test_customers_are_found_by_the_grade_of_any_scheme(self):
        second = self.second.grade_ids[1]
        family = self.first | self.contact
        self.assertEqual(self._search("current_grade_ids", "=", second.id), family)
        self.assertEqual(self._search("current_grade_ids", "ilike", "Grade A"), family)
        self.assertEqual(
            self._search("current_grade_ids", "in", self.ordinary.ids), self.other
        )
        self.assertFalse(self._search("current_grade_ids", "=", False))
        self._assignments(self.other).unlink()
        self.assertEqual(self._search("current_grade_ids", "=", False), self.other)
        self.assertEqual(
            self._search("current_grade_ids", "not in", second.ids), self.other
        )

    def test_each_scheme_is_reviewed_at_its_own_rhythm(self):
        self.env["customer.grade.scheme"].search([]).review_interval_months = 0
        self.scheme.write(
            {"review_interval_months": 3, "review_date_next": "2025-09-01"}
        )
        self.second.write(
            {"review_interval_months": 12, "review_date_next": "2026-06-30"}
        )
        Review = self.env["customer.grade.review"]
        for day, schemes in (
            ("2025-08-31", self.scheme.browse()),
            ("2025-09-01", self.scheme),
            ("2026-06-30", self.scheme | self.second),
        ):
            with self.subTest(day=day), freeze_time(day):
                Review._cron_start_due_reviews()
                automatic = Review.search([("is_automatic", "=", True)])
                self.assertEqual(automatic.scheme_id, schemes)

    def test_grades_by_hand_are_looked_through_at_their_rhythm(self):
        grade = self.by_hand.grade_ids[0]
        with freeze_time("2025-01-10"):
            self._set_by_hand(self.first, grade)
        self.by_hand.write(
            {
                "review_interval_months": 6,
                "review_date_next": "2025-07-10",
                "user_id": self.grader.id,
            }
        )
        with freeze_time("2025-07-10"):
            for _twice in range(2):
                self.env["customer.grade.review"]._cron_start_due_reviews()
        activity = self.by_hand.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.grader)
        self.assertIn("1 grades", activity.summary)
        self.assertEqual(self.by_hand.review_date_next, date(2026, 1, 10))
        self.assertFalse(self.by_hand.review_ids)
