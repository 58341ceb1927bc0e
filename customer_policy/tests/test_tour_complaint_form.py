from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_form_common import ComplaintFormMixin


@tagged("post_install", "-at_install")
class TestTourComplaintForm(ComplaintFormMixin, PolicyCase, HttpCase):
    def test_a_visitor_writes_and_gets_a_number_and_a_link(self):
        self.env.flush_all()
        self.start_tour(
            f"/complaint/{self.team.form_token}",
            "customer_policy_complaint_form",
            login=None,
        )
        complaint = self._cases()
        self.assertRecordValues(
            complaint,
            [
                {
                    "kind": "suggestion",
                    "name": "Longer opening hours",
                    "contact_name": "Ann Visitor",
                    "email": "ann@visitor.test",
                    "team_id": self.team.id,
                }
            ],
        )
