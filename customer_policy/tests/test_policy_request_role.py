from odoo.exceptions import AccessError
from odoo.tests import tagged

from .request_common import RequestMixin
from .test_policy_approval import ApprovalCase


@tagged("post_install", "-at_install")
class TestPolicyRequestRole(RequestMixin, ApprovalCase):
    """Steps name roles: the inbox is that of whoever acts in the role now."""

    def _pending(self):
        return self._requests(self.policy).filtered(lambda r: r.state == "pending")

    def test_each_step_is_a_request_to_the_one_in_the_role(self):
        first = self._submitted()
        self.assertEqual(first.decider_ids, self.head)
        self.assertEqual(first.role_id, self.head_role)
        self.assertFalse(self._to_decide(self.general))
        first.with_user(self.head).action_approve()
        second = self._pending()
        self.assertEqual(first.outcome, "approved")
        self.assertEqual(first.decided_by_id, self.head)
        self.assertEqual(second.decider_ids, self.general)
        self.assertIn("General", second.with_user(self.manager).waiting_for)
        second.with_user(self.general).action_approve()
        self._settle()
        self.assertEqual(self.policy.state, "approved")
        self.assertFalse(self._pending())

    def test_while_the_holder_is_on_leave_it_is_the_stand_ins(self):
        self._submitted().with_user(self.head).action_approve()
        request = self._pending()
        self._leave(self._employee_of(self.general))
        self._run_refresh()
        self.assertEqual(request.decider_ids, self.deputy)
        self.assertIn("T-01", self._notices(self.deputy)[:1].subject)
        self.assertFalse(self._to_decide(self.general))
        with self.assertRaises(AccessError):
            request.with_user(self.general).action_approve()
        request.with_user(self.deputy).action_approve()
        self._settle()
        self.assertEqual(self.policy.approved_by_id, self.deputy)

    def test_leave_counts_at_the_moment_of_the_decision(self):
        """The cron has not come by yet."""
        self._submitted().with_user(self.head).action_approve()
        request = self._pending()
        self._leave(self._employee_of(self.general))
        self._settle()
        with self.assertRaises(AccessError):
            request.with_user(self.general).action_approve()

    def test_another_holder_takes_over_what_waits(self):
        self._submitted().with_user(self.head).action_approve()
        request = self._pending()
        role = self.env.ref("customer_policy.role_general_manager")
        role.holder_id = self.other_manager
        self._run_refresh()
        self.assertEqual(request.decider_ids, self.other_manager)
        self.assertFalse(self._to_decide(self.general))

    def test_who_drew_it_up_decides_in_no_role(self):
        self.env.ref("customer_policy.role_general_manager").holder_id = self.manager
        self._submitted().with_user(self.head).action_approve()
        request = self._pending()
        self.assertEqual(request.decider_ids, self.deputy)
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_approve()

    def test_rejected_in_a_later_step_it_is_asked_for_from_the_first_again(self):
        self._submitted().with_user(self.head).action_approve()
        self._pending().with_user(self.general)._decide("reject", "Not this year.")
        self.assertFalse(self._pending())
        self._submitted()
        self.assertEqual(self._pending().decider_ids, self.head)
