from datetime import date

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.metrics_common import REVIEW_DAY

from .common import PaymentMetricsCommon

METRICS = ("collected_amount", "overdue_share", "days_to_pay")
DAY = date(2025, 5, 10)


@tagged("post_install", "-at_install")
class TestPaymentMetrics(PaymentMetricsCommon):
    def test_number_of_queries_does_not_grow_with_the_customers(self):
        def count(customers):
            for customer in customers:
                self._pay(self._invoice(10, DAY, customer=customer), DAY)
            queries = {}
            for metric in METRICS:
                queries[metric], rows = self._count_queries(metric)
                self.assertGreaterEqual(rows, len(customers))
            return queries

        few = count([self.customer, self.other_customer])
        many = count([self._create_customer(f"Customer {n}") for n in range(10)])
        self.assertEqual(few, many)

    def test_the_shipped_credit_criteria_make_a_complete_scheme(self):
        scheme = self.env.ref("customer_policy.scheme_credit")
        shipped = scheme.criterion_ids.filtered(lambda c: c.metric in METRICS)
        self.assertEqual(set(shipped.mapped("metric")), set(METRICS))
        self.assertTrue(all(shipped.mapped("clause_id")))
        scheme._check_complete()

    def test_prompt_payers_get_better_credit_than_late_ones(self):
        late = self.other_customer
        for _n in range(3):
            self._pay(self._invoice(100, DAY), date(2025, 5, 17))
            self._pay(self._invoice(100, DAY, customer=late), REVIEW_DAY, 50)
        scheme = self.env.ref("customer_policy.scheme_credit")
        review = self.env["customer.grade.review"].create(
            {"scheme_id": scheme.id, "date": REVIEW_DAY, "is_simulation": True}
        )
        review.action_compute()
        lines = {line.partner_id: line for line in review.line_ids}
        good, poor = scheme.grade_ids[0], scheme.grade_ids[-1]
        self.assertEqual(lines[self.customer].computed_grade_id, good)
        self.assertEqual(lines[late].computed_grade_id, poor)

    def test_criteria_go_with_the_module(self):
        ondelete = self.env["customer.grade.criterion"]._fields["metric"].ondelete
        self.assertEqual({ondelete[metric] for metric in METRICS}, {"cascade"})

    def test_every_metric_says_what_it_measures(self):
        fields = self.env["customer.grade.criterion"].fields_get(["metric"])
        labels = dict(fields["metric"]["selection"])
        for metric in METRICS:
            self.assertIn(labels[metric], fields["metric"]["help"])
