from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.metrics_common import REVIEW_DAY

from .common import PaymentMetricsCommon

DAY = date(2025, 5, 10)
LATER = date(2025, 5, 20)
AFTER = date(2025, 7, 10)


@tagged("post_install", "-at_install")
class TestOverdueShare(PaymentMetricsCommon):
    def _overdue(self, customer=None, **kwargs):
        return self._figure("overdue_share", customer, **kwargs)

    def test_it_is_the_share_of_what_fell_due_and_is_unpaid(self):
        self._invoice(100, DAY)
        self._pay(self._invoice(300, DAY), LATER)
        self.assertAlmostEqual(self._overdue(), 0.25)

    def test_a_part_payment_leaves_the_rest_overdue(self):
        self._pay(self._invoice(100, DAY), LATER, 60)
        self.assertAlmostEqual(self._overdue(), 0.4)

    def test_what_was_paid_late_is_no_longer_overdue(self):
        self._pay(self._invoice(100, date(2025, 1, 10)), REVIEW_DAY)
        self.assertEqual(self._overdue(), 0)

    def test_what_is_not_due_yet_does_not_count(self):
        self._invoice(900, DAY, due=AFTER)
        self._pay(self._invoice(100, DAY), LATER, 50)
        self.assertAlmostEqual(self._overdue(), 0.5)

    def test_what_is_due_today_is_not_overdue_yet(self):
        self._invoice(100, DAY, due=REVIEW_DAY)
        self.assertIsNone(self._overdue())
        self.assertEqual(self._overdue(day=date(2025, 7, 1)), 1)

    def test_who_was_never_invoiced_has_no_figure(self):
        self._invoice(100, DAY, post=False)
        self.assertIsNone(self._overdue())

    def test_only_what_fell_due_in_the_period_counts(self):
        self._invoice(100, date(2024, 1, 10))
        self._pay(self._invoice(100, DAY), LATER, 80)
        self.assertAlmostEqual(self._overdue(months=12), 0.2)
        self.assertAlmostEqual(self._overdue(), 0.6)

    def test_each_instalment_is_due_on_its_own_day(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 90 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (0, 90)
                ],
            }
        )
        invoice = self._invoice(200, DAY, post=False)
        invoice.invoice_payment_term_id = terms
        invoice.action_post()
        self._pay(invoice, LATER, 60)
        self.assertAlmostEqual(self._overdue(), 0.4)

    # ------------------------------------------------------------------ past reviews

    def test_a_later_payment_does_not_change_an_earlier_day(self):
        invoice = self._invoice(100, DAY)
        before = self._overdue()
        self._pay(invoice, AFTER)
        self.assertEqual(before, 1)
        self.assertEqual(self._overdue(), 1)
        self.assertEqual(self._overdue(day=AFTER), 0)

    def test_a_later_credit_note_does_not_change_an_earlier_day(self):
        self._invoice(100, DAY)
        other = self._invoice(100, DAY)
        self._pay(other, LATER)
        self._credit(self._invoice(200, DAY), AFTER)
        self.assertAlmostEqual(self._overdue(), 0.75)
        self.assertAlmostEqual(self._overdue(day=AFTER), 0.5)

    # ----------------------------------------------------------------- credit notes

    def test_what_a_credit_note_took_off_was_not_due(self):
        invoice = self._invoice(100, DAY)
        self._credit(invoice, LATER, 30)
        self._pay(invoice, LATER, 35)
        self.assertAlmostEqual(self._overdue(), 0.5)

    def test_an_invoice_credited_in_full_was_never_due(self):
        self._credit(self._invoice(100, DAY), LATER)
        self.assertIsNone(self._overdue())

    def test_a_credit_note_not_matched_yet_lowers_the_debt(self):
        invoice = self._invoice(100, DAY)
        self._credit(invoice, LATER, 30, match=False)
        self._pay(invoice, LATER, 35)
        self.assertAlmostEqual(self._overdue(), 0.5)

    def test_who_has_more_credit_than_debt_owes_nothing(self):
        self._invoice(100, DAY)
        self._credit(self._invoice(150, DAY, due=AFTER), LATER, match=False)
        self.assertEqual(self._overdue(), 0)

    def test_a_credit_note_paid_out_lowers_nothing(self):
        paid = self._invoice(100, DAY)
        self._pay(paid, DAY)
        self._invoice(100, DAY)
        self._pay(self._credit(paid, LATER, 100, match=False), LATER)
        self.assertAlmostEqual(self._overdue(), 0.5)
        self._without_entries()
        self._pay(self._credit(paid, LATER, 100, match=False), LATER)
        self.assertAlmostEqual(self._overdue(), 0.5)

    # ------------------------------------------------------- payments without entries

    def test_a_payment_without_an_entry_pays(self):
        self._without_entries()
        self._pay(self._invoice(100, DAY), LATER, 60)
        self.assertAlmostEqual(self._overdue(), 0.4)
        self.assertAlmostEqual(self._overdue(day=date(2025, 5, 15)), 1)

    def test_several_payments_without_entries_pay_together(self):
        self._without_entries()
        invoice = self._invoice(100, DAY)
        self._pay(invoice, LATER, 30)
        self._pay_more(invoice, 50)
        self.assertAlmostEqual(self._overdue(), 0.2)
        self._pay_more(invoice, 500)
        self.assertAlmostEqual(self._overdue(), 0)

    def _pay_more(self, invoice, amount):
        # The wizard takes the invoice for paid; the link is what it would write.
        invoice.matched_payment_ids += self._pay_freely(amount, LATER)

    def test_one_payment_without_an_entry_pays_what_is_due_first(self):
        self._without_entries()
        later = self._invoice(100, DAY, due=AFTER)
        first = self._invoice(100, DAY)
        self._pay(first | later, LATER, 120)
        self.assertAlmostEqual(self._overdue(), 0)
        self.assertAlmostEqual(self._overdue(day=date(2025, 7, 31)), 0.4)

    def test_a_payment_without_an_entry_pays_what_a_credit_note_left(self):
        self._without_entries()
        first = self._invoice(100, DAY)
        second = self._invoice(50, DAY)
        self._credit(first, DAY, 30)
        self._pay(first | second, LATER, 120)
        self.assertAlmostEqual(self._overdue(), 0)

    def test_instalments_are_paid_in_their_order_without_entries(self):
        self._without_entries()
        invoice = self._invoice(100, date(2025, 1, 10))
        # Two halves, the second one not due yet.
        invoice.button_draft()
        invoice.invoice_payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in a year",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (0, 365)
                ],
            }
        )
        invoice.action_post()
        invoice.matched_payment_ids = self._pay_freely(20, DAY)
        self._pay_more(invoice, 10)
        self.assertAlmostEqual(self._overdue(), 0.4)

    def test_a_payment_that_the_bank_confirmed_pays_once(self):
        self._without_entries()
        invoice = self._invoice(100, DAY)
        self._pay(invoice, DAY, 50)
        self._bank_line(50, LATER, invoice)
        self.assertAlmostEqual(self._overdue(), 0.5)
        self.assertAlmostEqual(self._overdue(day=date(2025, 5, 15)), 0.5)

    # -------------------------------------------------------- currencies, companies

    def test_other_currencies_weigh_by_their_worth(self):
        currency = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        self._invoice(200, DAY, currency_id=currency.id)
        self._pay(self._invoice(300, DAY), LATER)
        self.assertAlmostEqual(self._overdue(), 0.25)

    def test_a_change_of_rate_between_invoice_and_payment_leaves_nothing_due(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2025-01-01", 2.0), ("2025-05-15", 4.0)]
        )
        self._pay(
            self._invoice(200, DAY, currency_id=currency.id),
            LATER,
            currency_id=currency.id,
        )
        self.assertAlmostEqual(self._overdue(), 0)
        self._without_entries()
        self._pay(
            self._invoice(200, DAY, currency_id=currency.id),
            LATER,
            currency_id=currency.id,
        )
        self.assertAlmostEqual(self._overdue(), 0)

    def test_a_company_scheme_counts_the_invoices_of_that_company_only(self):
        other = self.setup_other_company()["company"]
        self._pay(self._invoice(100, DAY), LATER, 80)
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": DAY,
                "invoice_date_due": DAY,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "x", "price_unit": 100, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        ).action_post()
        own = self._create_scheme("own", company_id=self.company.id)
        self.assertAlmostEqual(self._overdue(), 0.6)
        self.assertAlmostEqual(self._overdue(scheme=own), 0.2)

    def test_the_invoice_of_a_contact_counts_for_its_company(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        self._invoice(100, DAY, customer=contact)
        figures = self._figures("overdue_share")
        self.assertEqual(figures[self.customer.id], 1)
        self.assertNotIn(contact.id, figures)
