from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .request_common import RequestMixin


class InboxTourMixin(RequestMixin):
    def _two_submitted(self):
        second = self._create_policy(number="T-02")
        policies = self.policy | second
        policies.with_user(self.manager).action_submit()
        self._settle()
        return policies

    def _tour(self, name):
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-customer_policy.customer_policy_request_action",
            f"customer_policy_inbox_{name}",
            login=self.other_manager.login,
            timeout=90,
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourInboxPhone(InboxTourMixin, PolicyCase, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_one_tap_on_a_phone_decides(self):
        first, second = self._two_submitted()
        self._tour("phone")
        self.assertEqual(first.state, "approved")
        self.assertEqual(second.state, "draft")
        self.assertFalse(second.submitted_by_id)


@tagged("post_install", "-at_install")
class TestTourInboxDesk(InboxTourMixin, PolicyCase, HttpCase):
    def test_several_are_approved_in_the_list(self):
        policies = self._two_submitted()
        self._tour("desk")
        self.assertEqual(policies.mapped("state"), ["approved", "approved"])
