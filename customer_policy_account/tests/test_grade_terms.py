from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PaymentMetricsCommon


class GradeTermsCommon(PaymentMetricsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.month, cls.week, cls.at_once = (
            cls.env["account.payment.term"].create({"name": name})
            for name in ("A month", "A week", "At once")
        )
        cls.scheme = cls._create_scheme(
            "terms",
            applies_credit_terms=True,
            overdue_action="step",
            overdue_days=10,
            grade_ids=[
                Command.create({"name": name, "code": name, "sequence": place, **vals})
                for place, (name, vals) in enumerate(
                    (
                        (
                            "Good",
                            {"payment_term_id": cls.month.id, "credit_limit": 500},
                        ),
                        ("Fair", {"payment_term_id": cls.week.id}),
                        ("Poor", {"payment_term_id": cls.at_once.id}),
                    ),
                    start=1,
                )
            ],
        )
        cls.good, cls.fair, cls.poor = cls.scheme.grade_ids
        cls.other_company = cls.env["res.company"].create(
            {"name": "Other", "currency_id": cls.company.currency_id.id}
        )

    @classmethod
    def _grade(cls, customers, grade, days_ago=0, **vals):
        cls.env["customer.grade.assignment"]._assign(
            customers,
            grade,
            "As agreed",
            date=fields.Date.subtract(cls.today, days=days_ago),
            **vals,
        )
        cls.env.invalidate_all()

    def _in(self, company, customer=None):
        return (customer or self.customer).with_company(company)

    def _held(self, customer=None):
        return self._assignments(customer)[:1].grade_id

    def _assignments(self, customer=None):
        self.env.invalidate_all()
        return self.env["customer.grade.assignment"].search(
            [
                ("partner_id", "=", (customer or self.customer).id),
                ("scheme_id", "=", self.scheme.id),
            ]
        )

    def _gaps(self):
        self.env.invalidate_all()
        return self.env["customer.grade.gap"].search(
            [("partner_id", "=", self.customer.id), ("scheme_id", "=", self.scheme.id)]
        )


@tagged("post_install", "-at_install")
class TestGradeTerms(GradeTermsCommon):
    def test_a_credit_grade_sets_terms_and_limit_in_every_company(self):
        self._grade(self.customer, self.good)
        for company in (self.company, self.other_company):
            partner = self._in(company)
            self.assertEqual(partner.property_payment_term_id, self.month)
            self.assertEqual(partner.credit_limit, 500)
            self.assertTrue(partner.use_partner_credit_limit)

    def test_contacts_have_the_terms_of_their_company(self):
        contact = self._create_customer("Contact", parent_id=self.customer.id)
        contact.is_company = False
        self._grade(self.customer, self.good)
        self.assertEqual(contact.property_payment_term_id, self.month)

    def test_terms_fall_with_the_grade(self):
        self._grade(self.customer, self.good, 5)
        self._grade(self.customer, self.poor)
        self.assertEqual(self.customer.property_payment_term_id, self.at_once)
        self.assertEqual(self.customer.credit_limit, 0)

    def test_terms_set_by_hand_stay_and_are_listed(self):
        self._in(self.company).property_payment_term_id = self.week
        self._grade(self.customer, self.good)
        self.assertEqual(self.customer.property_payment_term_id, self.week)
        self.assertEqual(
            self._in(self.other_company).property_payment_term_id, self.month
        )
        self.assertEqual(self._gaps().mapped("kind"), ["payment_term"])
        gaps = self.env["customer.grade.gap"].with_company(self.other_company)
        self.assertFalse(gaps.search([("partner_id", "=", self.customer.id)]))

    def test_a_limit_lowered_by_hand_is_listed_and_can_be_mended(self):
        self._grade(self.customer, self.good)
        self.customer.credit_limit = 100
        self.assertEqual(self._gaps().mapped("kind"), ["credit_limit"])
        wizard = self.env["customer.grade.mend"].create(
            {"partner_ids": [Command.set(self._gaps().partner_id.ids)]}
        )
        wizard.action_mend()
        self.env.invalidate_all()
        self.assertEqual(self.customer.credit_limit, 500)
        self.assertFalse(self._gaps())

    def test_terms_of_another_company_are_not_given(self):
        self.month.company_id = self.other_company
        self._grade(self.customer, self.good)
        self.assertFalse(self._in(self.company).property_payment_term_id)
        self.assertEqual(
            self._in(self.other_company).property_payment_term_id, self.month
        )

    def test_limits_are_converted_to_the_currency_of_each_company(self):
        currency = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "T",
                "rate_ids": [
                    Command.create(
                        {"name": "2020-01-01", "rate": 3, "company_id": False}
                    )
                ],
            }
        )
        self.other_company.currency_id = currency
        self._grade(self.customer, self.good)
        expected = self.good.credit_currency_id._convert(
            500, currency, self.other_company, self.today
        )
        self.assertNotEqual(expected, 500)
        self.assertEqual(self._in(self.other_company).credit_limit, expected)

    def test_a_scheme_that_sets_no_terms_leaves_them(self):
        self.scheme.applies_credit_terms = False
        self._grade(self.customer, self.good)
        self.assertFalse(self.customer.property_payment_term_id)
        self.assertFalse(self._gaps())

    def test_a_classified_customer_gets_its_terms_too(self):
        customer = self.customer.sudo()
        customer.confidentiality_own_level = "1"
        self._grade(customer, self.good)
        self.assertEqual(customer.property_payment_term_id, self.month)

    def test_the_shipped_credit_grades_carry_terms(self):
        scheme = self.env.ref("customer_policy.scheme_credit")
        self.assertTrue(scheme.applies_credit_terms)
        days = scheme.grade_ids.payment_term_id.mapped("line_ids.nb_days")
        self.assertEqual(days, [30, 7, 0])


@tagged("post_install", "-at_install")
class TestOverdueLowersCredit(GradeTermsCommon):
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

    def _after(self, days):
        return freeze_time(self.today + timedelta(days=days))

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
        cron = self.env.ref("customer_policy_account.ir_cron_lower_overdue")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self._held(), self.good)
        self.scheme.overdue_action = "step"
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self._held(), self.fair)

    def test_the_grade_when_overdue_is_one_of_the_scheme(self):
        foreign = self._create_scheme("foreign").grade_ids
        with self.assertRaises(ValidationError):
            self.scheme.write(
                {"overdue_grade_id": foreign.id, "overdue_action": "grade"}
            )

    def test_queries_do_not_grow_with_the_customers(self):
        def count_queries(number):
            customers = self.env["res.partner"]
            for place in range(number):
                customers |= self._create_customer(f"Debtor {number} {place}")
            self._grade(customers, self.good, 60)
            for customer in customers:
                self._owe(40, customer=customer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.scheme._lower_overdue(), number)
            return self.env.cr.sql_log_count - before

        count_queries(1)
        self.assertLessEqual(count_queries(12), count_queries(3) + 3)
