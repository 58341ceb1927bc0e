from datetime import date, datetime

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.metrics_common import REVIEW_DAY

from .common import OrderMetricsCommon

METRICS = (
    "signed_amount",
    "order_count",
    "days_since_order",
    "months_as_customer",
)


@tagged("post_install", "-at_install")
class TestOrderMetrics(OrderMetricsCommon):
    def test_orders_are_counted(self):
        self._sell(100, date(2025, 1, 10))
        self._sell(0, date(2025, 5, 10))
        self._sell(10, date(2025, 5, 11))._action_cancel()
        self.assertEqual(self._figure("order_count"), 2)
        self.assertEqual(self._figure("order_count", months=3), 1)

    def test_days_run_from_the_last_order_before_the_review(self):
        self._sell(100, date(2025, 1, 10))
        self._sell(100, date(2025, 6, 20))
        self._sell(100, date(2025, 6, 28))._action_cancel()
        self._sell(100, date(2025, 7, 2))
        self.assertEqual(self._figure("days_since_order"), 10)

    def test_an_order_on_the_day_of_the_review_is_no_day_old(self):
        self._sell(100, REVIEW_DAY)
        self.assertEqual(self._figure("days_since_order"), 0)

    def test_the_last_order_may_be_long_ago_unless_a_period_is_set(self):
        self._sell(100, date(2020, 6, 30))
        self.assertEqual(self._figure("days_since_order"), 1826)
        self.assertIsNone(self._figure("days_since_order", months=12))

    def test_months_are_those_completed_since_the_first_order(self):
        self._sell(100, date(2024, 3, 31))
        self._sell(100, date(2025, 5, 1))
        self.assertEqual(self._figure("months_as_customer"), 14)
        self.assertEqual(self._figure("months_as_customer", day=date(2025, 5, 30)), 13)

    def test_a_period_does_not_shorten_the_months_as_a_customer(self):
        self._sell(100, date(2020, 6, 30))
        self.assertEqual(self._figure("months_as_customer", months=12), 60)

    def test_a_first_order_that_was_cancelled_made_no_customer(self):
        self._sell(100, date(2020, 6, 30))._action_cancel()
        self._sell(100, date(2025, 5, 30))
        self.assertEqual(self._figure("months_as_customer"), 1)

    def test_the_day_of_an_order_is_that_of_the_company_clock(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        # Already 1 July in Shanghai, while it is still 30 June in Greenwich.
        self._sell(100, datetime(2025, 6, 30, 16, 0, 0))
        self.assertIsNone(self._figure("order_count"))
        # The last second of 30 June, and the first one after 31 March.
        self._sell(100, datetime(2025, 6, 30, 15, 59, 59))
        self._sell(100, datetime(2025, 3, 30, 16, 0, 0))
        self._sell(100, datetime(2025, 3, 30, 15, 59, 59))
        self.assertEqual(self._figure("order_count", months=3), 2)
        self.assertEqual(self._figure("days_since_order"), 0)

    def test_without_a_company_clock_the_day_is_that_of_who_began_the_review(self):
        self.company.partner_id.tz = False
        self.env.user.tz = "America/New_York"
        self._sell(100, datetime(2025, 7, 1, 3, 59, 59))
        self.assertEqual(self._figure("order_count"), 1)
        self.env.user.tz = "UTC"
        self.assertIsNone(self._figure("order_count"))

    def test_a_clock_change_moves_the_end_of_the_day(self):
        self.company.partner_id.tz = "Europe/Berlin"
        # Summer time began on 30 March 2025: the day ends at 22:00 UTC, not 23:00.
        self._sell(100, datetime(2025, 3, 30, 22, 0, 0))
        self.assertIsNone(self._figure("order_count", day=date(2025, 3, 30)))
        self.assertEqual(self._figure("order_count", day=date(2025, 3, 31)), 1)

    def test_number_of_queries_does_not_grow_with_the_customers(self):
        def count(customers):
            for customer in customers:
                self._sell(10, date(2025, 5, 10), customer)
            queries = {}
            for metric in METRICS:
                queries[metric], rows = self._count_queries(metric)
                self.assertGreaterEqual(rows, len(customers))
            return queries

        few = count([self.customer, self.other_customer])
        many = count([self._create_customer(f"Customer {n}") for n in range(20)])
        self.assertEqual(few, many)

    def test_a_review_scores_by_the_orders(self):
        # Contacts of the whole database are looked at, so only ours is asked for.
        self._create_criterion("order_count")
        self._sell(100, date(2025, 5, 10))
        review = self.env["customer.grade.review"].create(
            {"scheme_id": self.scheme.id, "date": REVIEW_DAY}
        )
        review.action_compute()
        line = review.line_ids.filtered(lambda line: line.partner_id == self.customer)
        self.assertEqual(line.breakdown[0]["value"], 1)
        self.assertEqual(line.score, 50)

    def test_criteria_go_with_the_module(self):
        ondelete = self.env["customer.grade.criterion"]._fields["metric"].ondelete
        self.assertEqual({ondelete[metric] for metric in METRICS}, {"cascade"})

    def test_every_metric_says_what_it_measures(self):
        fields = self.env["customer.grade.criterion"].fields_get(["metric"])
        labels = dict(fields["metric"]["selection"])
        for metric in METRICS:
            self.assertIn(labels[metric], fields["metric"]["help"])
