from datetime import timedelta

from odoo import Command
from odoo.tests import TransactionCase

from .grading_common import SPRING, GradingMixin


class TestGradeGroup(GradingMixin, TransactionCase):
    """A parent company counts its subsidiaries where the scheme says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.turnover = cls.env["customer.grade.metric"].create(
            {"name": "Turnover", "code": "turnover"}
        )
        cls.criterion.write(
            {"metric": "imported", "imported_metric_id": cls.turnover.id}
        )
        cls.head, cls.middle, cls.low, cls.alone = cls._create_customers(4)
        cls.middle.parent_id = cls.head
        # Below a person, as an address book grows.
        cls.person = cls.env["res.partner"].create(
            {"name": "Person", "parent_id": cls.middle.id}
        )
        cls.low.parent_id = cls.person
        cls.customers = cls.head | cls.middle | cls.low | cls.alone
        cls._set(cls.head, 10)
        cls._set(cls.middle, 30)
        cls._set(cls.low, 45)
        cls._set(cls.alone, 55)

    @classmethod
    def _set(cls, customer, value):
        cls.env["customer.grade.metric.value"].create(
            {
                "metric_id": cls.turnover.id,
                "partner_id": customer.id,
                "month": "2025-01-01",
                "value": value,
            }
        )

    def _figures(self, **settings):
        self.scheme.write({"group_counting": True, **settings})
        self.review = self._review(SPRING)
        return [
            self._line(self.review, customer).breakdown[0]["value"]
            for customer in self.customers
        ]

    def _words(self, customer, user=None):
        self.env.invalidate_all()
        line = self._line(self.review, customer).with_user(user or self.grader)
        return " ".join(line.explanation["words"])

    def test_without_the_setting_each_counts_alone(self):
        self.assertEqual(self._figures(group_counting=False), [10, 30, 45, 55])

    def test_a_parent_counts_all_companies_below_it(self):
        self.assertEqual(self._figures(), [85, 75, 45, 55])
        self.assertEqual(self._line(self.review, self.head).final_grade_id, self.key)
        self.assertIn("Customer 2, Customer 3", self._words(self.head))
        self.assertNotIn("subsidiaries", self._words(self.alone))

    def test_subsidiaries_can_have_the_grade_of_the_group(self):
        self.assertEqual(self._figures(subsidiary_grade="group"), [85, 85, 85, 55])
        grades = [self._line(self.review, c).final_grade_id for c in self.customers]
        self.assertEqual(grades, [self.key, self.key, self.key, self.core])
        self.assertIn("group of Customer 1", self._words(self.low))

    def test_a_subsidiary_without_a_figure_shares_the_grade(self):
        self.turnover.value_ids.filtered(lambda v: v.partner_id == self.low).unlink()
        self.assertEqual(self._figures(subsidiary_grade="group"), [40, 40, 40, 55])

    def test_a_shared_grade_keeps_the_lock_of_each(self):
        self._set_by_hand(self.low, self.ordinary, locked_until="2999-01-01")
        self._figures(subsidiary_grade="group")
        line = self._line(self.review, self.low)
        self.assertEqual(
            (line.limited_by, line.final_grade_id), ("locked", self.ordinary)
        )

    def test_a_group_is_one_customer_for_the_percentiles(self):
        self.criterion.bracket_ids.filtered("value_from").value_from = 1
        self.criterion.basis = "median"
        self._figures(subsidiary_grade="group")
        curve = self.review.sudo().settings["criteria"][0]["curve"]
        others = [
            line.breakdown[0]["value"]
            for line in self.review.line_ids
            if line.partner_id not in self.middle | self.low
        ]
        self.assertEqual(curve[-1][0], sum(others) / len(others))

    def test_a_person_below_a_company_is_no_subsidiary(self):
        self.middle.is_company = False
        self.assertNotEqual(self.middle.commercial_partner_id, self.middle)
        self.scheme.group_counting = True
        review = self._review(SPRING)
        value = self._line(review, self.head).breakdown[0]["value"]
        self.assertEqual(value, 85)

    def test_subsidiaries_of_another_company_do_not_count(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.low.company_id = company
        self.scheme.group_counting = True
        review = self._review(SPRING)
        self.assertEqual(self._line(review, self.head).breakdown[0]["value"], 40)

    def test_companies_that_are_their_own_parents_end(self):
        """The ORM refuses a circle; an import by SQL does not."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET parent_id = %s WHERE id = %s",
            [self.low.id, self.head.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._figures(), [85, 85, 85, 55])

    def test_the_documents_of_the_whole_group_open(self):
        self._figures()
        line = self._line(self.review, self.head)
        action = line.action_open_documents(self.criterion.id)
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sorted(found.mapped("value")), [10, 30, 45])

    def test_the_group_of_the_reviews_day_is_named_after_it_has_changed(self):
        self._figures()
        self.low.parent_id = False
        self.alone.parent_id = self.head
        self.assertIn("Customer 2, Customer 3.", self._words(self.head))
        self.assertNotIn("Customer 4", self._words(self.head))
        line = self._line(self.review, self.head)
        action = line.action_open_documents(self.criterion.id)
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sorted(found.mapped("value")), [10, 30, 45])

    def test_the_head_of_the_reviews_day_is_named_after_it_has_changed(self):
        self._figures(subsidiary_grade="group")
        self.middle.parent_id = self.alone
        self.assertIn("group of Customer 1", self._words(self.low))
        line = self._line(self.review, self.low)
        self.assertEqual(
            line.sudo()._counted_customers(), self.head | self.middle | self.low
        )

    def test_archived_subsidiaries_stay_named(self):
        self._figures()
        self.low.active = False
        self.assertIn("Customer 2, Customer 3.", self._words(self.head))

    def test_computing_again_takes_the_group_as_it_is_then(self):
        self._figures()
        self.low.parent_id = False
        self.review.action_compute()
        self.assertIn("subsidiaries: Customer 2.", self._words(self.head))
        self.scheme.group_counting = False
        self.review.action_compute()
        self.assertNotIn("subsidiaries", self._words(self.head))
        Member = self.env["customer.grade.review.member"]
        self.assertFalse(Member.search([("review_id", "=", self.review.id)]))

    def test_merged_and_deleted_subsidiaries_leave_the_explanation_whole(self):
        self._figures()
        self.turnover.value_ids.filtered(
            lambda v: v.partner_id in self.low | self.alone
        ).unlink()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.middle | self.alone).ids, self.alone
        )
        self.assertIn("subsidiaries: Customer 3, Customer 4.", self._words(self.head))
        self.low.unlink()
        self.assertIn("subsidiaries: Customer 4.", self._words(self.head))

    def test_a_hidden_subsidiary_is_not_named(self):
        user = self.users["other_manager"]
        user.group_ids = [
            Command.link(self.env.ref(f"customer_policy.group_{name}").id)
            for name in ("custodian", "clearance_top_secret")
        ]
        self.low.with_user(user).action_classify(
            "3", "Merger", self._today() + timedelta(days=30)
        )
        self.scheme.group_counting = True
        self.review = self._review(SPRING)
        self.assertNotIn("Customer 3", self._words(self.head))
        self.assertIn("Customer 3", self._words(self.head, user))
