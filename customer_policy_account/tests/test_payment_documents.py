from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.customer_policy.tests.metrics_common import REVIEW_DAY

from .common import PaymentMetricsCommon

DAY = date(2025, 5, 10)
LATER = date(2025, 5, 20)
AFTER = date(2025, 7, 10)


@tagged("post_install", "-at_install")
class TestPaymentDocuments(PaymentMetricsCommon):
    """A click on a figure shows what it was made of, no more and no less."""

    def test_the_money_opened_adds_up_to_the_collected_amount(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        currency = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        self._pay(self._invoice(100, DAY), DAY)
        self._bank_line(50, DAY, self._invoice(50, DAY))
        self._pay_freely(-7, DAY)
        self._pay_freely(20, DAY, contact, currency_id=currency.id)
        self._pay_freely(1, date(2024, 1, 1))
        self._pay_freely(1, AFTER)
        self._pay_freely(1, DAY, self.other_customer)
        self._without_entries()
        confirmed = self._invoice(30, DAY)
        self._pay(confirmed, DAY)
        self._bank_line(30, LATER, confirmed)
        self._pay_freely(3, DAY)
        for day in (date(2025, 5, 15), REVIEW_DAY):
            money = self._open("collected_amount", months=12, day=day)
            self.assertAlmostEqual(
                sum(money.mapped("amount")),
                self._figure("collected_amount", months=12, day=day),
            )
            self.assertEqual(len(money), 6)

    def test_a_row_of_money_opens_its_payment_or_its_entry(self):
        line = self._bank_line(50, DAY)
        self._without_entries()
        payment = self._pay_freely(3, DAY)
        money = self._open("collected_amount")
        opened = {
            (action["res_model"], action["res_id"])
            for action in (row.action_open_document() for row in money)
        }
        self.assertEqual(
            opened,
            {("account.payment", payment.id), ("account.move", line.move_id.id)},
        )

    def test_money_can_be_grouped_and_summed(self):
        self._pay_freely(20, DAY)
        self._pay_freely(-5, DAY)
        groups = self.env["customer.grade.collection"]._read_group(
            [("partner_id", "=", self.customer.id)],
            ["partner_id", "currency_id"],
            ["amount:sum"],
        )
        self.assertEqual(groups, [(self.customer, self.company.currency_id, 15)])

    def test_overdue_opens_what_fell_due_and_the_credit_left(self):
        counted = self._invoice(100, DAY)
        paid = self._invoice(300, DAY)
        self._pay(paid, DAY)
        credit = self._credit(paid, LATER, 20, match=False)
        self._invoice(100, DAY, due=AFTER)
        self._invoice(100, date(2024, 1, 1))
        self._invoice(100, DAY, customer=self.other_customer)
        invoices = self._open("overdue_share", months=12)
        self.assertEqual(invoices, counted | paid | credit)
        owed = sum(invoices.mapped("amount_residual_signed"))
        due = sum(invoices.mapped("amount_total_signed"))
        self.assertAlmostEqual(self._figure("overdue_share", months=12), owed / due)

    def test_days_open_the_invoices_paid(self):
        first = self._invoice(100, DAY)
        second = self._invoice(300, DAY)
        self._pay(first, LATER)
        self._pay(second, date(2025, 5, 14), 50)
        self._invoice(100, DAY)
        self._pay(self._invoice(100, date(2024, 1, 1)), date(2024, 2, 1))
        self._pay(self._invoice(100, DAY, customer=self.other_customer), LATER)
        self._without_entries()
        third = self._invoice(50, DAY)
        self._pay(third, LATER)
        invoices = self._open("days_to_pay", months=12)
        self.assertEqual(invoices, first | second | third)
        self.assertAlmostEqual(
            self._figure("days_to_pay", months=12),
            (100 * 10 + 50 * 4 + 50 * 10) / 200,
        )

    def test_only_documents_of_the_company_of_the_scheme_are_opened(self):
        other = self.setup_other_company()
        own = self._create_scheme("own", company_id=self.company.id)
        self._pay_freely(100, DAY)
        self._pay_freely(10, DAY, journal_id=other["default_journal_bank"].id)
        self.assertEqual(len(self._open("collected_amount")), 2)
        self.assertEqual(len(self._open("collected_amount", scheme=own)), 1)

    def test_money_of_a_company_that_the_user_does_not_work_for_is_hidden(self):
        other = self.setup_other_company()
        self._pay_freely(10, DAY, journal_id=other["default_journal_bank"].id)
        clerk = new_test_user(
            self.env,
            "clerk",
            "account.group_account_invoice",
            company_id=self.company.id,
        )
        money = self.env["customer.grade.collection"].with_user(clerk)
        self.env.invalidate_all()
        self.assertFalse(money.search([("partner_id", "=", self.customer.id)]))

    def test_who_may_not_see_accounts_is_told_so(self):
        staff = new_test_user(self.env, "pay_staff", "customer_policy.group_user")
        self._pay(self._invoice(100, DAY), DAY)
        for metric in ("collected_amount", "overdue_share", "days_to_pay"):
            criterion = self._create_criterion(metric)
            self.env.invalidate_all()
            with self.subTest(metric=metric), self.assertRaises(AccessError):
                criterion.with_user(staff)._metric_action(
                    self.customer, REVIEW_DAY, None
                )
