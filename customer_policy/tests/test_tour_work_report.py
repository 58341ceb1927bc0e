from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .visit_common import VisitMixin


@tagged("post_install", "-at_install")
class TestTourWorkReport(VisitMixin, PolicyCase, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_report_is_completed_and_sent_on_a_phone(self):
        visit = self._visit(date_planned=datetime.now(), report="x")
        visit.action_done()
        reports = self.env["customer.work.report"].with_user(self.visitor)
        report = reports.create({"date_from": datetime.now().date()})
        report.sudo()._gather()
        self.env.flush_all()
        self.start_tour(
            "/odoo/my-work-reports",
            "customer_policy_work_report",
            login=self.visitor.login,
            timeout=90,
        )
        self.env.invalidate_all()
        self.assertEqual(report.state, "sent")
        self.assertEqual(report.remarks, "A good day")
        self.assertEqual(report.manager_id, self.supervisor)
        self.assertLess(report.date_sent - datetime.now(), timedelta(minutes=5))
