from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase

from .grading_common import SPRING, SUMMER, GradingMixin


class TestGradeBulk(GradingMixin, TransactionCase):
    """Many customers at once: figures first, one reason, the same rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers(5)
        cls.tomorrow = fields.Date.today() + timedelta(days=1)

    def _dialog(self, customers, grade, **vals):
        return (
            self.env["customer.grade.assign"]
            .with_user(self.grader)
            .create(
                {
                    "partner_ids": [Command.set(customers.ids)],
                    "scheme_id": self.scheme.id,
                    "grade_id": grade.id,
                    "reason": "Agreed at the yearly meeting",
                    **vals,
                }
            )
        )

    def _figures(self, dialog):
        return (
            dialog.new_count,
            dialog.up_count,
            dialog.down_count,
            dialog.same_count,
        )

    def test_the_figures_come_first(self):
        one, two, three, four, _five = self.customers
        self._set_by_hand(one | two, self.key, locked_until=self.tomorrow)
        self._set_by_hand(three, self.core)
        self._set_by_hand(four, self.ordinary)
        dialog = self._dialog(self.customers, self.core)
        self.assertEqual(self._figures(dialog), (1, 1, 2, 1))
        self.assertEqual(dialog.locked_count, 2)
        self.assertEqual(dialog.partner_count, 5)

    def test_contacts_of_one_company_count_once(self):
        contacts = self.env["res.partner"].create(
            [
                {"name": f"Contact {place}", "parent_id": self.customers[0].id}
                for place in range(3)
            ]
        )
        dialog = self._dialog(contacts | self.customers[0], self.core)
        self.assertEqual(dialog.new_count, 1)

    def test_all_get_the_grade_with_the_reason_and_the_lock(self):
        self._dialog(
            self.customers, self.core, locked_until=self.tomorrow
        ).action_assign()
        current = self._assignments(self.customers)
        self.assertEqual(current.grade_id, self.core)
        self.assertEqual(len(current), 5)
        self.assertEqual(
            set(current.mapped("reason")), {"Agreed at the yearly meeting"}
        )
        self.assertEqual(set(current.mapped("locked_until")), {self.tomorrow})
        for customer in self.customers:
            self.assertIn("Agreed at the yearly meeting", self._notes(customer)[0])

    def test_a_review_leaves_locked_grades(self):
        self._set_by_hand(self.customers, self.core, locked_until=self.tomorrow)
        self._give(dict.fromkeys(self.customers, 95), fields.Date.today())
        review = self._review(fields.Date.today())
        self.assertEqual(review.line_ids.proposed_grade_id, self.core)
        self.assertEqual(set(review.line_ids.mapped("limited_by")), {"locked"})

    def test_one_foreign_customer_leaves_all_as_they_are(self):
        foreign = self._create_customers(1, company_id=self.env.company.id)
        with self.assertRefused("company"):
            self._dialog(self.customers | foreign, self.core).action_assign()
        self.assertFalse(self._assignments(self.customers))

    def test_a_reason_is_needed(self):
        with self.assertRefused("why", error=UserError):
            self._dialog(self.customers, self.core, reason=" ").action_assign()

    def test_hidden_customers_are_neither_counted_nor_graded(self):
        hidden = self.customers[0]
        dialog = self._dialog(self.customers, self.core)
        hidden.sudo().confidentiality_own_level = "3"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(dialog.new_count, 4)
        dialog.action_assign()
        self.assertFalse(self._assignments(hidden.sudo()))
        self.assertEqual(len(self._assignments(self.customers[1:])), 4)

    def test_queries_do_not_grow_with_the_customers(self):
        def count_queries(number):
            customers = self._create_customers(number)
            dialog = self._dialog(customers, self.core)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.action_assign()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count_queries(1)
        self.assertLessEqual(count_queries(60), count_queries(3) + 2)

    # ----------------------------------------------------------------- review lines

    def _override(self, lines, decision, **vals):
        return (
            self.env["customer.grade.override"]
            .with_user(self.grader)
            .create(
                {"line_ids": [Command.set(lines.ids)], "decision": decision, **vals}
            )
        )

    def test_a_decision_on_lines_shows_its_figures_first(self):
        one, two, three, *_rest = self.customers
        self._applied(SPRING, {one: 90, two: 60, three: 20})
        self._give({one: 60, two: 90, three: 60}, SUMMER)
        lines = self._review(SUMMER).line_ids
        self.assertEqual(self._figures(self._override(lines, "accept")), (0, 2, 1, 0))
        self.assertEqual(self._figures(self._override(lines, "keep")), (0, 0, 0, 3))
        dialog = self._override(lines, "override", grade_id=self.key.id)
        self.assertEqual(self._figures(dialog), (0, 2, 0, 1))

    def test_many_lines_are_decided_with_one_reason_and_lock(self):
        self._give(dict.fromkeys(self.customers, 60), SUMMER)
        lines = self._review(SUMMER).line_ids
        self._override(
            lines,
            "override",
            grade_id=self.key.id,
            reason="Merger",
            locked_until=self.tomorrow,
        ).action_decide()
        self.assertEqual(lines.final_grade_id, self.key)
        self.assertEqual(set(lines.mapped("reason")), {"Merger"})
        self.assertEqual(set(lines.mapped("locked_until")), {self.tomorrow})
