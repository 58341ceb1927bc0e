from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_common import ComplaintMixin


@tagged("post_install", "-at_install")
class TestTourComplaint(ComplaintMixin, PolicyCase, HttpCase):
    def test_an_officer_leads_a_complaint_from_the_call_to_its_end(self):
        self.start_tour(
            "/odoo/complaints-today",
            "customer_policy_complaint_officer",
            login=self.officer.login,
        )
        case = self.env["customer.complaint"].search([("name", "=", "Late again")])
        self.assertEqual(case.state, "proposed")
        self.assertEqual(case.user_id, self.officer)
        url = f"/odoo/customer.complaint/{case.id}"
        self.start_tour(url, "customer_policy_complaint_head", login=self.head.login)
        self.start_tour(url, "customer_policy_complaint_end", login=self.officer.login)
        self.env.invalidate_all()
        self.assertEqual(case.state, "closed")
        self.assertIn("We are sorry", case.reply)
        self.assertEqual(
            case.decision_ids.sorted("id").mapped("role"),
            ["handler", "department_head"],
        )
