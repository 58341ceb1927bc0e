from datetime import date

from odoo.tests import tagged

from .common import PaymentMetricsCommon

DAY = date(2025, 5, 10)
IN_10_DAYS = date(2025, 5, 20)
IN_40_DAYS = date(2025, 6, 19)
AFTER = date(2025, 7, 10)


@tagged("post_install", "-at_install")
class TestDaysToPay(PaymentMetricsCommon):
    def _days(self, customer=None, **kwargs):
        return self._figure("days_to_pay", customer, **kwargs)

    def test_days_run_from_the_date_of_the_invoice(self):
        self._pay(self._invoice(100, DAY, due=IN_10_DAYS), IN_40_DAYS)
        self.assertAlmostEqual(self._days(), 40)

    def test_large_amounts_weigh_more(self):
        self._pay(self._invoice(300, DAY), IN_10_DAYS)
        self._pay(self._invoice(100, DAY), IN_40_DAYS)
        self.assertAlmostEqual(self._days(), 17.5)

    def test_each_part_payment_has_its_own_days(self):
        invoice = self._invoice(100, DAY)
        self._pay(invoice, IN_10_DAYS, 50)
        self._pay(invoice, IN_40_DAYS)
        self.assertAlmostEqual(self._days(), 25)

    def test_what_is_unpaid_has_no_days(self):
        self._invoice(100, DAY)
        self.assertIsNone(self._days())

    def test_money_that_came_before_the_invoice_took_no_days(self):
        payment = self._pay_freely(100, date(2025, 5, 1))
        invoice = self._invoice(100, DAY)
        lines = self._receivable(invoice) | self._receivable(payment.move_id)
        lines.reconcile()
        self.assertEqual(self._days(), 0)

    def test_a_credit_note_is_no_payment(self):
        invoice = self._invoice(100, DAY)
        self._credit(invoice, IN_40_DAYS, 50)
        self.assertIsNone(self._days())
        self._pay(invoice, IN_10_DAYS, 50)
        self.assertAlmostEqual(self._days(), 10)

    def test_paying_a_credit_note_out_is_no_payment(self):
        invoice = self._invoice(100, DAY)
        self._pay(invoice, IN_10_DAYS)
        self._pay(self._credit(invoice, DAY, match=False), IN_40_DAYS)
        self.assertAlmostEqual(self._days(), 10)

    def test_a_write_off_is_no_payment(self):
        invoice = self._invoice(100, DAY)
        entry = self.env["account.move"].create(
            {
                "date": IN_40_DAYS,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    (0, 0, {"account_id": account.id, "balance": balance} | partner)
                    for account, balance, partner in (
                        (
                            self.company_data["default_account_receivable"],
                            -100,
                            {"partner_id": self.customer.id},
                        ),
                        (self.company_data["default_account_expense"], 100, {}),
                    )
                ],
            }
        )
        entry.action_post()
        (self._receivable(invoice) | self._receivable(entry)).reconcile()
        self.assertIsNone(self._days())
        self.assertEqual(self._figure("overdue_share"), 0)

    def test_a_statement_line_pays_on_its_day(self):
        self._bank_line(100, IN_10_DAYS, self._invoice(100, DAY))
        self.assertAlmostEqual(self._days(), 10)

    def test_a_payment_without_an_entry_pays_on_its_day(self):
        self._without_entries()
        self._pay(self._invoice(300, DAY), IN_10_DAYS)
        self._pay(self._invoice(100, DAY), IN_40_DAYS)
        self.assertAlmostEqual(self._days(), 17.5)

    def test_a_payment_confirmed_by_the_bank_is_taken_from_the_statement(self):
        self._without_entries()
        invoice = self._invoice(100, DAY)
        self._pay(invoice, IN_10_DAYS)
        self._bank_line(100, IN_40_DAYS, invoice)
        self.assertAlmostEqual(self._days(), 40)
        self.assertAlmostEqual(self._days(day=IN_10_DAYS), 10)

    def test_a_later_payment_does_not_change_an_earlier_day(self):
        invoice = self._invoice(100, DAY)
        self._pay(invoice, IN_10_DAYS, 50)
        before = self._days()
        self._pay(invoice, AFTER)
        self.assertAlmostEqual(before, 10)
        self.assertAlmostEqual(self._days(), 10)
        self.assertAlmostEqual(self._days(day=AFTER), 35.5)

    def test_it_is_the_payment_that_falls_in_the_period(self):
        self._pay(self._invoice(100, date(2024, 3, 1)), date(2024, 3, 6))
        self._pay(self._invoice(100, date(2025, 3, 1)), date(2025, 4, 10))
        self.assertAlmostEqual(self._days(months=3), 40)
        self.assertAlmostEqual(self._days(), 22.5)
        self._without_entries()
        self._pay(self._invoice(100, date(2024, 3, 1)), date(2024, 3, 6))
        self.assertAlmostEqual(self._days(months=3), 40)

    def test_other_currencies_weigh_by_their_worth(self):
        currency = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        foreign = self._invoice(200, DAY, currency_id=currency.id)
        self._pay(foreign, IN_40_DAYS, currency_id=currency.id)
        self._pay(self._invoice(300, DAY), IN_10_DAYS)
        self.assertAlmostEqual(self._days(), 17.5)
        self._without_entries()
        foreign = self._invoice(200, DAY, currency_id=currency.id)
        self._pay(foreign, IN_40_DAYS, currency_id=currency.id)
        self.assertAlmostEqual(self._days(), 22)

    def test_the_payment_of_a_contact_counts_for_its_company(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        self._pay(self._invoice(100, DAY, customer=contact), IN_10_DAYS)
        self._without_entries()
        self._pay(self._invoice(100, DAY, customer=contact), IN_40_DAYS)
        figures = self._figures("days_to_pay")
        self.assertAlmostEqual(figures[self.customer.id], 25)
        self.assertNotIn(contact.id, figures)
