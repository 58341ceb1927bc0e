from datetime import date

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.metrics_common import REVIEW_DAY

from .common import OrderMetricsCommon

DURING = date(2025, 5, 10)
LATER = date(2025, 5, 20)
AFTER = date(2025, 7, 10)


@tagged("post_install", "-at_install")
class TestSignedAmount(OrderMetricsCommon):
    def _signed(self, customer=None, **kwargs):
        return self._figure("signed_amount", customer, **kwargs)

    def test_confirmed_orders_add_up_without_taxes(self):
        self._sell(100, DURING)
        taxed = self._sell(50, DURING)
        taxed.order_line.tax_ids = self.tax_sale_a
        self.assertGreater(taxed.amount_total, taxed.amount_untaxed)
        self.assertAlmostEqual(self._signed(), 150)

    def test_a_customer_without_orders_has_no_figure(self):
        self._sell(100, DURING)
        self.assertIsNone(self._signed(self.other_customer))

    def test_drafts_and_cancelled_orders_never_count(self):
        self._sell(100, DURING)
        self._sell(40, DURING)._action_cancel()
        draft = self._sell(20, DURING)
        draft._action_cancel()
        draft.action_draft()
        draft.date_order = DURING
        self.assertAlmostEqual(self._signed(), 100)

    def test_only_orders_of_the_period_count(self):
        self._sell(1, date(2025, 3, 30))
        self._sell(10, date(2025, 3, 31))
        self._sell(100, REVIEW_DAY)
        self._sell(1000, date(2025, 7, 1))
        self.assertAlmostEqual(self._signed(months=3), 110)
        self.assertAlmostEqual(self._signed(), 111)

    def test_the_order_of_a_contact_counts_for_its_company(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        self._sell(100, DURING, contact)
        self._sell(10, DURING)
        figures = self._figures("signed_amount")
        self.assertAlmostEqual(figures[self.customer.id], 110)
        self.assertNotIn(contact.id, figures)

    def test_orders_follow_a_contact_that_has_changed_company(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        self._sell(100, DURING, contact)
        contact.parent_id = self.other_customer
        figures = self._figures("signed_amount")
        self.assertAlmostEqual(figures[self.other_customer.id], 100)
        self.assertNotIn(self.customer.id, figures)

    # --------------------------------------------------------------- credit notes

    def test_a_credit_note_lowers_the_amount(self):
        invoice = self._invoice(self._sell(100, DURING), DURING)
        self._sell(10, DURING)
        self._credit(invoice, LATER, 30)
        self.assertAlmostEqual(self._signed(), 80)

    def test_a_credit_note_counts_even_if_it_came_after_the_period_of_its_order(self):
        invoice = self._invoice(self._sell(100, DURING), DURING)
        self._credit(invoice, LATER, 30)
        self.assertAlmostEqual(self._signed(day=date(2025, 5, 15)), 100)
        self.assertAlmostEqual(self._signed(day=LATER), 70)

    def test_a_credit_note_on_an_order_before_the_period_changes_nothing(self):
        old = self._invoice(self._sell(500, date(2024, 1, 10)), date(2024, 1, 10))
        self._sell(100, DURING)
        self._credit(old, LATER, 300)
        self.assertAlmostEqual(self._signed(months=12), 100)
        self.assertAlmostEqual(self._signed(), 300)

    def test_a_credit_note_not_posted_changes_nothing(self):
        invoice = self._invoice(self._sell(100, DURING), DURING)
        self._credit(invoice, LATER, post=False)
        self.assertAlmostEqual(self._signed(), 100)

    def test_an_order_taken_back_in_full_leaves_a_figure_of_zero(self):
        invoice = self._invoice(self._sell(100, DURING), DURING)
        self._credit(invoice, LATER)
        self.assertAlmostEqual(self._signed(), 0)

    def test_an_invoice_credited_and_issued_anew_takes_nothing_back(self):
        order = self._sell(100, DURING)
        wrong = self._invoice(order, DURING)
        self._credit(wrong, LATER)
        self._invoice(order, LATER)
        self.assertAlmostEqual(self._signed(), 100)

    # -------------------------------------------------------- currencies, companies

    def test_amounts_are_converted_at_the_rate_of_the_order(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2025-01-01", 2.0), ("2025-06-01", 4.0)]
        )
        order = self._sell(100, DURING, currency=currency)
        self.assertEqual(order.currency_id, currency)
        self.assertAlmostEqual(self._signed(), 50)

    def test_what_is_taken_back_in_full_is_zero_though_the_rate_has_changed(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2025-01-01", 2.0), ("2025-05-15", 4.0)]
        )
        order = self._sell(100, DURING, currency=currency)
        self._credit(self._invoice(order, DURING), LATER)
        self.assertAlmostEqual(self._signed(), 0)

    def test_all_companies_count_in_the_currency_of_the_review(self):
        euro = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        other = self.setup_other_company(currency_id=euro.id)["company"]
        self._sell(100, DURING)
        self._sell(100, DURING, company=other)
        self.assertAlmostEqual(self._signed(), 150)

    def test_a_company_scheme_counts_the_orders_of_that_company_only(self):
        other = self.setup_other_company()["company"]
        self._sell(100, DURING)
        self._sell(10, DURING, company=other)
        own = self._create_scheme("own", company_id=self.company.id)
        self.assertAlmostEqual(self._signed(scheme=own), 100)
        self.assertEqual(self._figure("order_count", scheme=own), 1)
