from odoo import Command
from odoo.tests import TransactionCase, freeze_time

from .grading_common import AUTUMN, SPRING, SUMMER, GradingMixin


class TestGradeMerge(GradingMixin, TransactionCase):
    """Odoo's wizard that merges contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source, cls.target, cls.third = cls.customers = cls._create_customers(3)

    def _merge(self, into, *others):
        partners = into.union(*others)
        self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set(partners.ids)],
                "dst_partner_id": into.id,
            }
        ).action_merge()
        self.env.invalidate_all()
        self.assertEqual(partners.exists(), into)

    def test_one_current_grade_and_both_histories_remain(self):
        self._applied(SPRING, {self.source: 90, self.target: 10})
        self._applied(SUMMER, {self.source: 60, self.target: 60})
        self._merge(self.target, self.source)
        assignments = self._assignments(self.target)
        self.assertEqual(len(assignments), 4)
        self.assertEqual(len(assignments.filtered("is_current")), 1)
        self.assertEqual(
            sorted(assignment.grade_id.code for assignment in assignments),
            ["A", "B", "B", "C"],
        )

    def test_the_targets_grade_goes_on(self):
        self._applied(SPRING, {self.source: 90, self.target: 60})
        self._merge(self.target, self.source)
        self.assertEqual(self._held(self.target), self.core)
        self.assertEqual(self.target.customer_grade_id, self.core)

    def test_the_sources_grade_goes_on_where_the_target_has_none(self):
        self._applied(SPRING, {self.source: 90})
        self._merge(self.target, self.source)
        self.assertEqual(self._held(self.target), self.key)
        self.assertEqual(self.target.customer_grade_id, self.key)

    def test_of_two_sources_the_latest_grade_goes_on(self):
        self._applied(SPRING, {self.source: 90})
        self._applied(SUMMER, {self.third: 60})
        self._merge(self.target, self.source, self.third)
        self.assertEqual(self._held(self.target), self.core)
        self.assertEqual(len(self._assignments(self.target)), 2)

    def test_each_scheme_keeps_one_current_grade(self):
        other = self._create_scheme("other")
        self._applied(SPRING, {self.source: 90, self.target: 60})
        self._applied(SPRING, {self.source: 90, self.target: 60}, other)
        self._merge(self.target, self.source)
        for scheme in (self.scheme, other):
            current = self._assignments(self.target, scheme).filtered("is_current")
            self.assertEqual(current.grade_id, scheme.grade_ids[1])

    def test_the_merged_contacts_show_the_grade(self):
        contact = self._create_customers(1, parent_id=self.source.id, is_company=False)
        self._applied(SPRING, {self.source: 90, self.target: 60})
        self._merge(self.target, self.source)
        self.assertEqual(contact.commercial_partner_id, self.target)
        self.assertEqual(contact.customer_grade_id, self.core)

    def test_a_closed_grade_ends_no_earlier_than_it_began(self):
        self._set_by_hand(self.source, self.key)
        self._set_by_hand(self.target, self.core)
        with freeze_time(SUMMER):
            self._merge(self.target, self.source)
        self.assertEqual(self._held(self.target), self.core)

    def test_a_customer_stands_once_in_an_open_review(self):
        self._give({self.source: 90, self.target: 10, self.third: 10}, SPRING)
        review = self._review(SPRING)
        self._merge(self.target, self.source)
        self.assertEqual(review.line_ids.partner_id, self.target | self.third)
        self.assertEqual(self._line(review, self.target).score, 10)

    def test_a_merge_between_compute_and_apply_loses_no_grade(self):
        self._applied(SPRING, {self.source: 90, self.target: 60, self.third: 10})
        self._give({self.source: 10, self.target: 90, self.third: 90}, SUMMER)
        review = self._review(SUMMER)
        self._merge(self.target, self.source)
        review.action_approve()
        review.action_apply()
        self.assertEqual(self._held(self.target), self.key)
        self.assertEqual(self._held(self.third), self.key)
        self.assertEqual(len(self._assignments(self.target)), 3)

    def test_a_line_of_the_source_does_not_move_a_target_graded_otherwise(self):
        self._applied(SPRING, {self.target: 60})
        self._give({self.source: 10}, SUMMER)
        review = self._review(SUMMER)
        self._line(review, self.target).sudo().unlink()
        self._merge(self.target, self.source)
        review.action_approve()
        review.action_apply()
        self.assertEqual(self._held(self.target), self.core)
        self.assertEqual(review.skipped_count, 1)

    def test_the_next_review_counts_the_figures_of_both(self):
        self._applied(SPRING, {self.target: 60})
        self._give({self.source: 95}, SUMMER)
        self._merge(self.target, self.source)
        self._applied(AUTUMN)
        self.assertEqual(self._held(self.target), self.key)

    def test_the_explanation_survives_the_merge(self):
        self._applied(SPRING, {self.source: 90, self.target: 60})
        self._applied(SUMMER, {self.source: 90, self.target: 65})
        self._merge(self.target, self.source)
        explanation = self.target.with_user(self.users["staff"]).grade_explanation
        self.assertEqual(explanation["grade"]["code"], "B")
        self.assertEqual(len(explanation["history"]), 2)

    def test_a_graded_person_merged_into_a_contact_shows_the_companys_grade(self):
        self.source.is_company = False
        self._applied(SPRING, {self.source: 90, self.target: 60})
        contact = self._create_customers(1, parent_id=self.target.id, is_company=False)
        self._merge(contact, self.source)
        self.assertEqual(contact.customer_grade_id, self.core)
        self.assertEqual(self._held(self.target), self.core)
        self.assertEqual(self._assignments(contact).grade_id, self.key)

    def test_merging_ungraded_contacts_changes_no_grade(self):
        self._applied(SPRING, {self.third: 60})
        self._merge(self.target, self.source)
        self.assertFalse(self._assignments(self.target))
        self.assertEqual(self._held(self.third), self.core)
