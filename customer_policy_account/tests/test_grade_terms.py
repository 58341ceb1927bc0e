from odoo import Command, fields
from odoo.tests import tagged

from .grade_terms_common import GradeTermsCommon


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

    def test_the_demo_company_sets_terms_of_its_own_customers_only(self):
        """A company may have customers that pay late before the demo comes."""
        scheme = "customer_policy.scheme_credit"
        for customer in self.customer | self.other_customer:
            day = fields.Date.subtract(self.today, days=60)
            self._invoice(100, day, customer=customer)
        self.env["ir.model.data"].sudo().create(
            {
                "module": "customer_policy",
                "name": "demo_customer_of_this_test",
                "model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        self.env["customer.grade.review"].sudo()._review_demo_customers(scheme)
        self.env.invalidate_all()
        poor = self.env.ref("customer_policy.grade_credit_poor")
        self.assertTrue(poor.payment_term_id)
        self.assertEqual(self.customer.property_payment_term_id, poor.payment_term_id)
        self.assertFalse(self.other_customer.property_payment_term_id)

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

    def test_what_many_grades_promise_takes_the_queries_of_one(self):
        def queries(grades):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            grades.browse(grades.ids)._column_promises()
            return self.cr.sql_log_count - before

        queries(self.scheme.grade_ids)  # the caches of the registry are filled
        self.assertEqual(queries(self.scheme.grade_ids), queries(self.good))

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
