import re
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from ..models import customer_grade_scheme as scheme_module
from .grade_terms_common import GradeTermsCommon


@tagged("post_install", "-at_install")
class TestOverdueLowersCredit(GradeTermsCommon):
    """A customer that is overdue for too long loses credit at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("customer_policy_account.ir_cron_lower_overdue")

    def _owe(self, days_late, amount=100, customer=None):
        day = fields.Date.subtract(self.today, days=days_late)
        return self._invoice(
            amount, fields.Date.subtract(day, days=30), due=day, customer=customer
        )

    def _sweep(self):
        self.env.flush_all()
        count = self.scheme._lower_overdue()
        self.env.invalidate_all()
        return count

    def _debtors(self, number, user=None):
        customers = self.env["res.partner"]
        for place in range(number):
            customers |= self._create_customer(f"Debtor {place}", user_id=user)
        self._grade(customers, self.good, 60)
        for customer in customers:
            self._owe(40, customer=customer)
        return customers

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _after(self, days):
        return freeze_time(self.today + timedelta(days=days))

    def test_nobody_loses_credit_while_the_policy_is_tried_out(self):
        self._grade(self.customer, self.good, 60)
        self._owe(11)
        self.env["res.company"].sudo().search([]).customer_policy_trial = True
        self._run_job()
        self.assertEqual(self._held(), self.good)
        self.env["res.company"].sudo().search([]).customer_policy_trial = False
        self._run_job()
        self.assertEqual(self._held(), self.fair)

    def test_a_customer_overdue_for_too_long_is_lowered_by_one_grade(self):
        self._grade(self.customer | self.other_customer, self.good, 60)
        self._owe(11)
        self._owe(10, customer=self.other_customer)
        self.assertEqual(self._sweep(), 1)
        self.assertEqual(self._held(), self.fair)
        self.assertEqual(self._held(self.other_customer), self.good)
        self.assertEqual(self.customer.property_payment_term_id, self.week)
        self.assertIn("10 days", self._assignments()[:1].reason)

    def test_the_same_delay_lowers_once(self):
        self._grade(self.customer, self.good, 60)
        self._owe(40)
        self._sweep()
        self.assertEqual(self._sweep(), 0)
        with self._after(1):
            self.assertEqual(self._sweep(), 0)
        self.assertEqual(self._held(), self.fair)

    def test_the_next_delay_lowers_again(self):
        self._grade(self.customer, self.good, 60)
        self._owe(40)
        self._owe(10)
        self._sweep()
        with self._after(1):
            self.assertEqual(self._sweep(), 1)
        self.assertEqual(self._held(), self.poor)

    def test_the_last_grade_stays(self):
        self._grade(self.customer, self.poor, 60)
        self._owe(40)
        self.assertEqual(self._sweep(), 0)

    def test_a_given_grade_is_set_at_once(self):
        self.scheme.write({"overdue_grade_id": self.poor.id, "overdue_action": "grade"})
        self._grade(self.customer, self.good, 60)
        self._owe(40)
        self._sweep()
        self.assertEqual(self._held(), self.poor)

    def test_a_grade_is_never_raised_by_being_overdue(self):
        self.scheme.write({"overdue_grade_id": self.fair.id, "overdue_action": "grade"})
        self._grade(self.customer, self.poor, 60)
        self._owe(40)
        self.assertEqual(self._sweep(), 0)

    def test_paid_invoices_do_not_lower(self):
        self._grade(self.customer, self.good, 60)
        self._pay(self._owe(40), self.today)
        self.assertEqual(self._sweep(), 0)

    def test_payments_without_an_entry_count(self):
        self._without_entries()
        self._grade(self.customer, self.good, 60)
        self._pay(self._owe(40), self.today)
        self.assertEqual(self._sweep(), 0)

    def test_a_small_share_overdue_does_not_lower(self):
        self.scheme.overdue_percent = 50
        self._grade(self.customer, self.good, 60)
        self._owe(20, 40)
        self._owe(0, 60)
        self.assertEqual(self._sweep(), 0)
        self.scheme.overdue_percent = 40
        self.assertEqual(self._sweep(), 1)

    def test_locked_grades_and_those_given_knowing_of_it_stay(self):
        self._grade(
            self.customer, self.good, 60, locked_until=self.today + timedelta(days=5)
        )
        self._grade(self.other_customer, self.good, 5)
        self._owe(40)
        self._owe(40, customer=self.other_customer)
        self.assertEqual(self._sweep(), 0)

    def test_the_job_lowers_only_where_the_scheme_says_at_once(self):
        self._grade(self.customer, self.good, 60)
        self._owe(40)
        self.scheme.overdue_action = "review"
        self.scheme.overdue_action = "review"
        self._run_job()
        self.assertEqual(self._held(), self.good)
        self.scheme.overdue_action = "step"
        self._run_job()
        self.assertEqual(self._held(), self.fair)

    def test_the_grade_when_overdue_is_one_of_the_scheme(self):
        foreign = self._create_scheme("foreign").grade_ids
        with self.assertRaises(ValidationError):
            self.scheme.write(
                {"overdue_grade_id": foreign.id, "overdue_action": "grade"}
            )

    def test_queries_do_not_grow_with_the_customers(self):
        def count_queries(number):
            self._debtors(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.scheme._lower_overdue(), number)
            return self.env.cr.sql_log_count - before

        count_queries(1)
        self.assertLessEqual(count_queries(12), count_queries(3) + 3)

    # ------------------------------------------------------------------------ batches

    @contextmanager
    def _killed(self, commit):
        """The worker is killed when it is about to commit for the ``commit``-th time.

        What a signal leaves: the database takes back what was not committed, and
        nothing catches the end.
        """
        progress = type(self.env["ir.cron"])._commit_progress
        seen = []

        def commit_progress(cron, *args, **kwargs):
            seen.append(cron)
            if len(seen) == commit:
                cron.env.cr.rollback()
                raise SystemExit
            return progress(cron, *args, **kwargs)

        # Not assertRaises: it would undo what was committed before.
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", commit_progress
        ):
            try:
                yield
            except SystemExit:
                return
        self.fail("The worker was not killed.")

    def _lowered(self, customers):
        return customers.filtered(lambda customer: self._held(customer) == self.fair)

    def _notes(self, customer):
        return self.env["mail.message"].search_count(
            [
                ("model", "=", "res.partner"),
                ("res_id", "=", customer.id),
                ("body", "ilike", "lowered at once"),
            ]
        )

    def test_a_killed_sweep_goes_on_where_it_was_and_does_nothing_twice(self):
        self.startPatcher(patch.object(scheme_module, "BATCH", 2))
        self.scheme.objection_days = 3
        manager = new_test_user(self.env, "manager", "customer_policy.group_user")
        customers = self._debtors(5, manager.id)
        with self._killed(commit=2):
            self._run_job()
        self.env.invalidate_all()
        self.assertEqual(self._lowered(customers), customers[:2])
        told = self.scheme.activity_ids
        self.assertEqual(told.user_id, manager)
        self._run_job()
        self.assertEqual(self._lowered(customers), customers)
        self._run_job()
        for customer in customers:
            with self.subTest(customer=customer.name):
                self.assertEqual(
                    self._assignments(customer).grade_id, self.good | self.fair
                )
                self.assertEqual(len(self._assignments(customer)), 2)
                self.assertEqual(self._notes(customer), 1)
                self.assertEqual(customer.property_payment_term_id, self.week)
        summaries = self.scheme.activity_ids.sorted("id").mapped("summary")
        counts = [
            int(number)
            for summary in summaries
            for number in re.findall(r": (\d+) of", summary)
        ]
        self.assertEqual(sum(counts), len(customers))

    def test_a_sweep_out_of_time_comes_to_every_scheme_later(self):
        self.startPatcher(patch.object(scheme_module, "BATCH", 2))
        customers = self._debtors(3)
        second = self.scheme.copy({"overdue_action": "step"})
        self._grade(customers, second.grade_ids[0], 60)
        progress = type(self.env["ir.cron"])._commit_progress

        def no_time_left(cron, *args, **kwargs):
            progress(cron, *args, **kwargs)
            return 0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", no_time_left):
            self._run_job()
        held = self.env["customer.grade.assignment"].search(
            [("partner_id", "in", customers.ids), ("date_to", "=", False)]
        )
        self.assertEqual(set(held.mapped("grade_id")), {self.fair, second.grade_ids[1]})
