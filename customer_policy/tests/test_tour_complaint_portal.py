from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_portal_common import ComplaintPortalMixin


@tagged("post_install", "-at_install")
class TestTourComplaintPortal(ComplaintPortalMixin, PolicyCase, HttpCase):
    def test_a_customer_complains_writes_and_has_it_taken_up_again(self):
        self.start_tour("/my", "customer_policy_complaint_portal", login=self.ann.login)
        self.env.invalidate_all()
        case = self.env["customer.complaint"].search([], order="id desc", limit=1)
        self.assertEqual(case.name, "The box was wet")
        self.assertEqual(case.partner_id, self.ann.partner_id)
        self.assertIn("more about it", self._comments(case)[-1].body)

        case.team_id = self.team
        case.user_id = self.officer
        case.with_user(self.officer).message_post(
            body="We send a new one",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._closed(case)
        self.start_tour(
            "/my/complaints?filterby=closed",
            "customer_policy_complaint_portal_rating",
            login=self.ann.login,
        )
        self.env.invalidate_all()
        self.assertEqual(case.state, "investigating")
        self.assertEqual(case.user_id, self.head)
        self.assertEqual(case.rating_last_feedback, "The new one is wet as well")
