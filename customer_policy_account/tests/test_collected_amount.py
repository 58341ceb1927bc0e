from datetime import date

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.metrics_common import REVIEW_DAY

from .common import PaymentMetricsCommon

DAY = date(2025, 5, 10)
LATER = date(2025, 5, 20)


@tagged("post_install", "-at_install")
class TestCollectedAmount(PaymentMetricsCommon):
    def _collected(self, customer=None, **kwargs):
        return self._figure("collected_amount", customer, **kwargs)

    def test_payments_add_up_whether_of_an_invoice_or_not(self):
        self._pay(self._invoice(100, DAY), DAY)
        self._pay_freely(20, DAY)
        self.assertAlmostEqual(self._collected(), 120)

    def test_payments_without_an_entry_count_too(self):
        self._without_entries()
        payment = self._pay(self._invoice(100, DAY), DAY)
        self._pay_freely(20, DAY)
        self.assertFalse(payment.move_id)
        self.assertAlmostEqual(self._collected(), 120)

    def test_a_statement_line_is_money_received(self):
        self._bank_line(100, DAY, self._invoice(100, DAY))
        self._bank_line(10, DAY)
        self.assertAlmostEqual(self._collected(), 110)

    def test_cash_is_money_received(self):
        cash = self.company_data["default_journal_cash"]
        self._pay(self._invoice(100, DAY), DAY, journal=cash)
        self.assertAlmostEqual(self._collected(), 100)

    def test_money_paid_back_is_taken_off(self):
        invoice = self._invoice(100, DAY)
        self._pay(invoice, DAY)
        self._pay(self._credit(invoice, LATER, 30, match=False), LATER)
        self.assertAlmostEqual(self._collected(), 70)

    def test_money_paid_back_without_an_entry_is_taken_off(self):
        self._without_entries()
        self._pay_freely(100, DAY)
        self._pay_freely(-30, LATER)
        self.assertAlmostEqual(self._collected(), 70)

    def test_a_payment_that_the_bank_confirms_counts_once(self):
        self._without_entries()
        invoice = self._invoice(100, DAY)
        payment = self._pay(invoice, DAY)
        self._bank_line(100, LATER, invoice)
        self.assertEqual(payment.state, "paid")
        self.assertAlmostEqual(self._collected(), 100)
        self.assertAlmostEqual(self._collected(day=date(2025, 5, 15)), 100)

    def test_a_payment_marked_as_paid_by_hand_counts(self):
        self._without_entries()
        payment = self._pay(self._invoice(100, DAY), DAY)
        payment.action_validate()
        self.assertAlmostEqual(self._collected(), 100)

    def test_drafts_cancelled_and_rejected_payments_do_not_count(self):
        self._pay_freely(1000, DAY)
        for entries in (True, False):
            if not entries:
                self._without_entries()
            self._pay_freely(1, DAY).action_cancel()
            self._pay_freely(2, DAY).action_draft()
        self._pay_freely(4, DAY).action_reject()
        self.assertAlmostEqual(self._collected(), 1000)

    def test_invoices_credit_notes_and_write_offs_are_no_money(self):
        invoice = self._invoice(100, DAY)
        self._credit(invoice, DAY, 40)
        self.assertIsNone(self._collected())

    def test_payments_to_a_vendor_do_not_count(self):
        for entries in (True, False):
            if not entries:
                self._without_entries()
            self._pay_freely(-50, DAY, partner_type="supplier")
        self.assertIsNone(self._collected())

    def test_only_money_of_the_period_counts(self):
        self._pay_freely(1, date(2025, 3, 30))
        self._pay_freely(10, date(2025, 3, 31))
        self._pay_freely(100, REVIEW_DAY)
        self._pay_freely(1000, date(2025, 7, 1))
        self.assertAlmostEqual(self._collected(months=3), 100 + 10)
        self.assertAlmostEqual(self._collected(), 111)

    def test_the_payment_of_a_contact_counts_for_its_company(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        self._pay_freely(100, DAY, contact)
        self._without_entries()
        self._pay_freely(10, DAY, contact)
        figures = self._figures("collected_amount")
        self.assertAlmostEqual(figures[self.customer.id], 110)
        self.assertNotIn(contact.id, figures)

    def test_other_currencies_count_at_the_rate_of_the_payment(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2025-01-01", 2.0), ("2025-06-01", 4.0)]
        )
        self._pay_freely(100, DAY, currency_id=currency.id)
        self._without_entries()
        self._pay_freely(10, DAY, currency_id=currency.id)
        self.assertAlmostEqual(self._collected(), 55)

    def test_all_companies_count_in_the_currency_of_the_review(self):
        euro = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        other = self.setup_other_company(currency_id=euro.id)
        self._pay_freely(100, DAY)
        self._pay_freely(100, DAY, journal_id=other["default_journal_bank"].id)
        own = self._create_scheme("own", company_id=self.company.id)
        self.assertAlmostEqual(self._collected(), 150)
        self.assertAlmostEqual(self._collected(scheme=own), 100)
