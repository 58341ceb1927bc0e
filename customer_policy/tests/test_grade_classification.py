from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, new_test_user

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

    def _grouped(self, groupby=("current_grade_ids",), user="staff", **kwargs):
        self.env.invalidate_all()
        partners = self.env["res.partner"].with_user(self.users[user])
        family = self.first | self.other | self.contact
        return partners.web_read_group(
            [("id", "in", family.ids)], groupby, ["__count"], **kwargs
        )["groups"]

    def _shown_groups(self, **kwargs):
        return [
            (
                group["current_grade_ids"] and group["current_grade_ids"][1],
                group["__count"],
            )
            for group in self._grouped(**kwargs)
        ]

    def test_customers_are_grouped_by_the_grades_of_every_scheme(self):
        self.assertEqual(
            self._shown_groups(),
            [
                ("Scheme test: Grade A", 2),
                ("Scheme test: Grade C", 1),
                ("Scheme second: Grade B", 2),
            ],
        )
        self._assignments(self.other).unlink()
        self.assertEqual(self._shown_groups()[-1], (False, 1))

    def test_a_group_opens_the_customers_it_counts(self):
        self._assignments(self.other).unlink()
        groups = self._grouped()
        self.assertEqual(len(groups), 3)
        family = self.first | self.other | self.contact
        partners = self.env["res.partner"].with_user(self.users["staff"])
        for group in groups:
            with self.subTest(group=group["current_grade_ids"]):
                found = partners.search(
                    [("id", "in", family.ids), *group["__extra_domain"]]
                )
                without = group["current_grade_ids"] is False
                self.assertEqual(
                    found.sudo(), self.other if without else self.first | self.contact
                )
                self.assertEqual(group["__count"], len(found))

    def test_groups_stand_below_and_above_other_groups(self):
        shown = [
            (group["is_company"], group["current_grade_ids"][1], group["__count"])
            for group in self.env["res.partner"]
            .with_user(self.users["staff"])
            .formatted_read_group(
                [("id", "in", (self.first | self.contact).ids)],
                ["is_company", "current_grade_ids"],
                ["__count"],
            )
        ]
        self.assertEqual(
            shown,
            [
                (False, "Scheme test: Grade A", 1),
                (False, "Scheme second: Grade B", 1),
                (True, "Scheme test: Grade A", 1),
                (True, "Scheme second: Grade B", 1),
            ],
        )
        partners = self.env["res.partner"].with_user(self.users["staff"])
        [by_grade, [whole]] = partners.formatted_read_grouping_sets(
            [("id", "in", (self.first | self.contact).ids)],
            [["current_grade_ids"], []],
            ["__count"],
        )
        self.assertEqual([group["__count"] for group in by_grade], [2, 2])
        self.assertEqual(whole["__count"], 2)

    def test_ended_grades_and_archived_schemes_make_no_groups(self):
        self._applied(date(2025, 7, 1), {self.first: 10}, self.second)
        self.assertIn(("Scheme second: Grade C", 2), self._shown_groups())
        self.assertNotIn(("Scheme second: Grade B", 2), self._shown_groups())
        self.second.active = False
        self.assertEqual(
            self._shown_groups(),
            [("Scheme test: Grade A", 2), ("Scheme test: Grade C", 1)],
        )

    def test_hidden_customers_are_in_no_group(self):
        self.other.sudo().confidentiality_own_level = "3"
        self.assertEqual(
            self._shown_groups(),
            [("Scheme test: Grade A", 2), ("Scheme second: Grade B", 2)],
        )

    def test_grades_of_other_companies_make_no_groups(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self._create_scheme("foreign", company_id=company.id)
        self.env["customer.grade.assignment"].create(
            {
                "partner_id": self.first.id,
                "scheme_id": foreign.id,
                "grade_id": foreign.grade_ids[0].id,
                "date_from": SPRING,
            }
        )
        names = [name for name, _count in self._shown_groups()]
        self.assertNotIn("Scheme foreign: Grade A", names)

    def test_grouping_asks_one_query_for_the_groups(self):
        partners = self.env["res.partner"].with_user(self.users["staff"])
        for _warm in range(2):
            partners._read_group([], ["current_grade_ids"], ["__count"])
        with self.assertQueryCount(1):
            partners._read_group([], ["current_grade_ids"], ["__count"])

    def test_who_may_not_see_grades_cannot_group_by_them(self):
        outsider = new_test_user(self.env, "no_grades", "base.group_user")
        for user in (outsider, self.users["portal"]):
            partners = self.env["res.partner"].with_user(user)
            with self.subTest(user=user.login):
                for method in ("formatted_read_group", "web_read_group"):
                    with self.assertRaises(AccessError):
                        getattr(partners, method)(
                            [], ["current_grade_ids"], ["__count"]
                        )
                with self.assertRaises(AccessError):
                    partners.formatted_read_group(
                        [], ["parent_id.current_grade_ids"], ["__count"]
                    )
                self.assertNotIn("current_grade_ids", partners.fields_get())

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
