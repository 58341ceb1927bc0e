from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.customer_policy.tests.metrics_common import REVIEW_DAY

from .common import OrderMetricsCommon

DURING = date(2025, 5, 10)


@tagged("post_install", "-at_install")
class TestOrderDocuments(OrderMetricsCommon):
    """A click on a figure shows what it was made of, no more and no less."""

    def test_the_orders_opened_add_up_to_the_signed_amount(self):
        euro = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        counted = self._sell(100, DURING)
        counted |= self._sell(10, DURING, contact)
        counted |= self._sell(8, DURING, currency=euro)
        self._credit(self._invoice(counted[0], DURING), date(2025, 5, 20), 30)
        self._sell(1, date(2024, 1, 1))
        self._sell(1, date(2025, 7, 1))
        self._sell(1, DURING)._action_cancel()
        self._sell(1, DURING, self.other_customer)
        orders = self._open("signed_amount", months=12)
        self.assertEqual(orders, counted)
        self.assertAlmostEqual(
            sum(orders.mapped("policy_signed_amount")),
            self._figure("signed_amount", months=12),
        )

    def test_a_later_credit_note_does_not_show_in_the_figure_of_an_earlier_day(self):
        order = self._sell(100, DURING)
        self._credit(self._invoice(order, DURING), date(2025, 5, 20), 30)
        before = self._open("signed_amount", day=date(2025, 5, 15))
        after = self._open("signed_amount", day=REVIEW_DAY)
        self.assertEqual(before.policy_signed_amount, 100)
        self.assertEqual(after.policy_signed_amount, 70)
        self.assertEqual(after.policy_credited_amount, 30)

    def test_as_many_orders_are_opened_as_were_counted(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self._sell(1, datetime(2025, 6, 30, 15, 59, 59))
        self._sell(1, datetime(2025, 6, 30, 16, 0, 0))
        self._sell(1, datetime(2025, 3, 31, 15, 59, 59))
        self._sell(1, datetime(2025, 3, 31, 16, 0, 0))
        self.assertEqual(
            len(self._open("order_count", months=3)),
            self._figure("order_count", months=3),
        )

    def test_orders_of_all_companies_are_opened_unless_the_scheme_has_one(self):
        other = self.setup_other_company()["company"]
        own_order = self._sell(100, DURING)
        other_order = self._sell(10, DURING, company=other)
        scheme = self._create_scheme("own", company_id=self.company.id)
        self.assertEqual(self._open("order_count"), own_order | other_order)
        self.assertEqual(self._open("order_count", scheme=scheme), own_order)

    def test_days_open_the_last_order_and_months_the_first(self):
        first = self._sell(100, date(2020, 1, 1))
        self._sell(100, date(2021, 1, 1))
        last = self._sell(100, DURING)
        self._sell(100, date(2025, 7, 1))
        self.assertEqual(self._open("days_since_order"), last)
        self.assertEqual(self._open("months_as_customer", months=12), first)

    def test_who_may_not_see_orders_is_told_so(self):
        self._sell(100, DURING)
        criterion = self._create_criterion("signed_amount")
        staff = new_test_user(self.env, "order_staff", "customer_policy.group_user")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            criterion.with_user(staff)._metric_action(self.customer, REVIEW_DAY, None)

    def test_amounts_of_many_orders_take_as_few_queries_as_of_one(self):
        def count(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            orders.mapped("amount_untaxed")
            orders.company_id.currency_id.mapped("name")
            before = self.env.cr.sql_log_count
            orders.mapped("policy_signed_amount")
            return self.env.cr.sql_log_count - before

        one = self._sell(100, DURING)
        many = one.browse(one.ids + [self._sell(1, DURING).id for _n in range(10)])
        count(one)
        self.assertLessEqual(count(many), count(one))
