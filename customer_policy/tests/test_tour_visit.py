from datetime import datetime, time

from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .visit_common import VisitMixin


@tagged("post_install", "-at_install")
class TestTourVisit(VisitMixin, PolicyCase, HttpCase):
    """A day with customers on a phone, the place being told by a mock."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"phone": "+49 30 1234", "street": "Long Road 1"})
        cls.today = cls._visit(
            visit_type_id=cls.on_site.id,
            date_planned=datetime.combine(datetime.now().date(), time(12)),
        )

    def _tour(self, name, url="/odoo/visits-today", login=None):
        self.env.flush_all()
        self.start_tour(
            url,
            f"customer_policy_visit_{name}",
            login=login or self.visitor.login,
            timeout=150,
        )
        self.env.invalidate_all()

    def test_a_visit_from_check_in_to_a_report_sent_when_there_is_signal_again(self):
        self._tour("today")
        self.assertEqual(self.today.state, "done")
        self.assertEqual(self.today.check_in_state, "ok")
        self.assertAlmostEqual(self.today.check_in_latitude, 52.5201, places=4)
        self.assertEqual(self.today.report, "The pump runs")
        self.assertEqual(self.today.opinion, "Content")
        self.assertEqual(self.today.signed_by, "Mrs. Customer")
        self.assertTrue(self.today.signature)
        self.assertEqual(len(self.today.sudo().photo_ids), 1)

    def test_a_photo_stands_in_and_an_unplanned_visit_is_logged(self):
        other = self.env["res.partner"].create(
            {"name": "Other Company", "is_company": True}
        )
        self._tour("refused")
        self.assertEqual(self.today.check_in_state, "photo")
        self.assertIn("UTC", self.today.sudo().photo_ids.name)
        logged = self.env["customer.visit"].search([("partner_id", "=", other.id)])
        self.assertEqual((logged.state, logged.user_id), ("done", self.visitor))
        self.assertTrue(logged.is_unplanned)

    def test_one_checks_in_on_the_visit_itself_and_mends_a_wrong_place(self):
        self._tour("form", f"/odoo/customer.visit/{self.today.id}")
        self.assertEqual(self.today.check_in_state, "ok")
        self.assertLess(self.today.check_in_distance, 50)


@tagged("post_install", "-at_install")
class TestTourVisitCoverage(VisitMixin, PolicyCase, HttpCase):
    def test_a_manager_looks_at_the_coverage_of_a_year(self):
        self.start_tour(
            "/odoo/action-customer_policy.customer_visit_coverage_action",
            "customer_policy_visit_coverage",
            login=self.visit_manager.login,
            timeout=120,
        )
        coverage = self.env["customer.visit.coverage"].search(
            [("create_uid", "=", self.visit_manager.id)], order="id desc", limit=1
        )
        self.assertEqual((coverage.date_from.month, coverage.date_from.day), (1, 1))
        self.assertEqual(coverage.date_from.year, datetime.now().year - 1)
        self.assertTrue(coverage.line_ids)
