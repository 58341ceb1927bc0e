from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .violation_common import ViolationMixin


@tagged("post_install", "-at_install")
class TestTourViolation(ViolationMixin, PolicyCase, HttpCase):
    def _tour(self, name, user):
        self.env.flush_all()
        self.start_tour(
            "/odoo", f"customer_policy_violation_{name}", login=user.login, timeout=90
        )
        self.env.invalidate_all()

    def test_from_the_report_to_the_acknowledged_notice(self):
        self._tour("report", self.reporter)
        case = self.env["customer.violation"].search([("name", "=", "Took a watch")])
        self.assertEqual(case.employee_id, self.employee)
        for name, user, state in (
            ("ask", self.violation_officer, "investigating"),
            ("state", self.culprit, "investigating"),
            ("hear", self.violation_officer, "heard"),
            ("decide", self.deciding_manager, "decided"),
            ("serve", self.violation_officer, "in_force"),
            ("acknowledge", self.culprit, "in_force"),
        ):
            with self.subTest(tour=name):
                self._tour(name, user)
                self.assertEqual(case.state, state)
        self.assertEqual(case.statement, "It was a cheap one.")
        self.assertEqual(case.acknowledge_channel, "user")
