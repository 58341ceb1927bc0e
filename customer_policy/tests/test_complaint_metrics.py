from datetime import date, datetime

from odoo.tests import TransactionCase

from .metrics_common import REVIEW_DAY, MetricMixin


class TestComplaintMetrics(MetricMixin, TransactionCase):
    """What complaints say about a customer, as figures of grading."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._create_scheme("complaints")
        cls.customer = cls._create_customer("Customer")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact", "parent_id": cls.customer.id}
        )

    def _case(self, day, state="closed", rating=None, partner=None, **vals):
        moment = datetime(day.year, day.month, day.day, 10)
        case = self.env["customer.complaint"].create(
            {
                "name": "Case",
                "partner_id": (partner or self.contact).id,
                "date_received": moment,
                **vals,
            }
        )
        case.state = state
        if state == "closed":
            case.date_closed = moment
        if rating:
            self.env["rating.rating"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id(case._name),
                    "res_id": case.id,
                    "rating": rating,
                    "consumed": True,
                }
            )
        return case

    def test_complaints_of_the_period_count_but_for_the_unfounded(self):
        self._case(date(2025, 1, 10))
        self._case(date(2025, 6, 30), state="new")
        self._case(date(2025, 6, 1), state="unfounded")
        self._case(date(2025, 6, 1), state="cancelled")
        self._case(date(2025, 7, 1))
        self.assertEqual(self._figure("complaint_count"), 2)
        self.assertEqual(self._figure("complaint_count", months=3), 1)
        self.assertEqual(self._figure("complaint_count", day=date(2025, 7, 1)), 3)

    def test_only_complaints_count_as_such(self):
        for kind in ("discontent", "enquiry", "suggestion", "praise"):
            self._case(date(2025, 6, 1), kind=kind)
        self.assertIsNone(self._figure("complaint_count"))

    def test_who_never_complained_has_no_figure(self):
        self._case(date(2025, 6, 1), partner=self._create_customer("Other"))
        self.assertIsNone(self._figure("complaint_count"))

    def test_the_day_after_the_period_began_is_the_first(self):
        self._case(date(2025, 3, 30))
        self._case(date(2025, 3, 31))
        self.assertEqual(self._figure("complaint_count", months=3), 1)

    def test_satisfaction_is_the_average_of_closed_cases(self):
        self._case(date(2025, 6, 1), rating=5)
        self._case(date(2025, 6, 2), rating=2, kind="enquiry")
        self._case(date(2025, 6, 3))
        self._case(date(2025, 6, 4), state="answered", rating=1)
        self.assertEqual(self._figure("satisfaction"), 3.5)
        self.assertEqual(self._figure("satisfaction", day=date(2025, 6, 1)), 5)
        self.assertIsNone(self._figure("satisfaction", day=date(2025, 5, 31)))

    def test_a_rating_that_was_only_asked_for_does_not_count(self):
        case = self._case(date(2025, 6, 1), rating=4)
        case.sudo().rating_ids.consumed = False
        self.assertIsNone(self._figure("satisfaction"))

    def test_satisfaction_of_a_group_weighs_by_ratings(self):
        self._case(date(2025, 6, 1), rating=5)
        self._case(date(2025, 6, 1), rating=4)
        criterion = self._create_criterion("satisfaction")
        select, _aggregate = criterion._group_sql(self._review())
        self.env.flush_all()
        rows = self.env.execute_query(select)
        self.assertIn((self.customer.id, 4.5, 2.0), rows)

    def test_a_company_s_scheme_counts_its_own_cases(self):
        company = self.env["res.company"].create({"name": "Other"})
        scheme = self._create_scheme("own", company_id=company.id)
        self._case(date(2025, 6, 1))
        figures = self._figures("complaint_count", scheme=scheme)
        self.assertNotIn(self.customer.id, figures)

    def test_the_figure_opens_what_is_behind_it(self):
        one = self._case(date(2025, 6, 1), rating=3)
        self._case(date(2025, 6, 1), state="unfounded")
        other = self._case(date(2025, 6, 2), state="new")
        self._case(date(2025, 7, 1), rating=1)
        self.assertEqual(self._open("complaint_count"), one | other)
        self.assertEqual(self._open("satisfaction"), one)

    def test_classified_customers_have_their_figures_too(self):
        self._case(date(2025, 6, 1), rating=3)
        self.customer.sudo().confidentiality_own_level = "2"
        self.assertEqual(self._figure("complaint_count"), 1)

    def test_number_of_queries_does_not_grow_with_the_customers(self):
        for metric in ("complaint_count", "satisfaction"):
            with self.subTest(metric=metric):
                for index in range(3):
                    partner = self._create_customer(f"C {index}")
                    self._case(REVIEW_DAY, rating=3, partner=partner)
                few, _rows = self._count_queries(metric)
                for index in range(20):
                    partner = self._create_customer(f"D {index}")
                    self._case(REVIEW_DAY, rating=3, partner=partner)
                many, rows = self._count_queries(metric)
                self.assertGreaterEqual(rows, 20)
                self.assertEqual(few, many)

    def test_shipped_criteria_change_no_grade(self):
        for name in ("complaint_count", "satisfaction"):
            criterion = self.env.ref(
                f"customer_policy.criterion_importance_{name}"
            ).with_context(active_test=False)
            self.assertFalse(criterion.active)
            self.assertEqual(criterion.weight, 0)
            self.assertFalse(criterion._bracket_problems())
