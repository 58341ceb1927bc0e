from datetime import date, datetime

from odoo.tests import TransactionCase

from .metrics_common import REVIEW_DAY, MetricMixin


class TestVisitMetrics(MetricMixin, TransactionCase):
    """What visits say about a customer, as figures of grading."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._create_scheme("visits")
        cls.customer = cls._create_customer("Customer")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact", "parent_id": cls.customer.id}
        )

    def _visit(self, day, state="done", partner=None):
        moment = datetime(day.year, day.month, day.day, 10)
        visit = self.env["customer.visit"].create(
            {
                "partner_id": (partner or self.contact).id,
                "user_id": self.env.ref("base.user_admin").id,
                "visit_type_id": self.env.ref("customer_policy.visit_type_phone").id,
                "date_planned": moment,
            }
        )
        visit.write({"state": state, "date_done": state == "done" and moment})
        return visit

    def test_visits_done_in_the_period_count(self):
        self._visit(date(2025, 1, 10))
        self._visit(date(2025, 6, 30))
        self._visit(date(2025, 6, 30), state="cancelled")
        self._visit(date(2025, 7, 1))
        self.assertEqual(self._figure("visit_count"), 2)
        self.assertEqual(self._figure("visit_count", months=3), 1)
        self.assertIsNone(self._figure("visit_missed"))

    def test_missed_visits_count_on_the_day_they_were_planned_for(self):
        self._visit(date(2025, 3, 30), state="missed")
        self._visit(date(2025, 3, 31), state="missed")
        self._visit(date(2025, 6, 1), state="confirmed")
        self.assertEqual(self._figure("visit_missed"), 2)
        self.assertEqual(self._figure("visit_missed", months=3), 1)
        self.assertIsNone(self._figure("visit_count"))

    def test_a_company_s_scheme_counts_its_own_visits(self):
        company = self.env["res.company"].create({"name": "Other"})
        scheme = self._create_scheme("own", company_id=company.id)
        self._visit(date(2025, 6, 1))
        figures = self._figures("visit_count", scheme=scheme)
        self.assertNotIn(self.customer.id, figures)

    def test_the_figure_opens_what_is_behind_it(self):
        done = self._visit(date(2025, 6, 1))
        missed = self._visit(date(2025, 6, 2), state="missed")
        self._visit(date(2025, 7, 1))
        self.assertEqual(self._open("visit_count"), done)
        self.assertEqual(self._open("visit_missed"), missed)

    def test_number_of_queries_does_not_grow_with_the_customers(self):
        for metric, state in (("visit_count", "done"), ("visit_missed", "missed")):
            with self.subTest(metric=metric):
                for index in range(3):
                    self._visit(REVIEW_DAY, state, self._create_customer(f"C {index}"))
                few, _rows = self._count_queries(metric)
                for index in range(20):
                    self._visit(REVIEW_DAY, state, self._create_customer(f"D {index}"))
                many, rows = self._count_queries(metric)
                self.assertGreaterEqual(rows, 20)
                self.assertEqual(few, many)

    def test_shipped_criteria_change_no_grade(self):
        for name in ("visit_count", "visit_missed"):
            criterion = self.env.ref(
                f"customer_policy.criterion_importance_{name}"
            ).with_context(active_test=False)
            self.assertFalse(criterion.active)
            self.assertFalse(criterion.weight)
            self.assertTrue(criterion.bracket_ids)
            self.assertTrue(criterion.clause_id)
