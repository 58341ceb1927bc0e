from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .request_common import RequestMixin
from .violation_common import ViolationCase


@tagged("post_install", "-at_install")
class TestViolationRequest(RequestMixin, ViolationCase):
    """A violation that was heard, and an appeal, in the inbox of who decides."""

    def _heard(self):
        with self._at():
            return self._lead(self._report(), "heard").sudo()

    def test_heard_it_waits_for_others_than_who_proposed(self):
        request = self._requests(self._heard())
        self.assertEqual(request.kind, "violation_decision")
        self.assertEqual(request.requester_id, self.violation_officer)
        self.assertIn(self.deciding_manager, request.decider_ids)
        for nobody in (self.violation_officer, self.culprit, self.underling):
            self.assertNotIn(nobody, request.decider_ids)

    def test_who_reported_it_neither_decides_nor_is_named(self):
        with self._at():
            case = self._report(user=self.second_violation_officer)
            self._lead(case, "heard")
        request = self._requests(case)
        self.assertNotIn(self.second_violation_officer, request.decider_ids)
        self.assertFalse(self._requests(case, self.second_violation_officer))
        row = self._requests(case, self.violation_officer)
        self.assertFalse(row.waiting_for)
        with self.assertRaises(AccessError):
            row.read(["decider_ids"])

    def test_one_tap_decides(self):
        case = self._heard()
        with self._at():
            self._requests(case, self.deciding_manager).action_approve()
        request = self._requests(case)
        self.assertEqual(case.state, "decided")
        self.assertEqual(case.decided_by_id, self.deciding_manager)
        self.assertEqual(request.outcome, "approved")
        self.assertFalse(case.activity_ids)

    def test_sent_back_with_an_opinion(self):
        case = self._heard()
        self._requests(case, self.deciding_manager)._decide("reject", "Ask the guard.")
        request = self._requests(case)
        self.assertEqual(case.state, "investigating")
        self.assertEqual(request.outcome, "rejected")
        asked = self.env.ref("customer_policy.mail_activity_type_violation_decision")
        self.assertNotIn(asked, case.activity_ids.activity_type_id)

    def test_an_appeal_waits_for_who_has_not_decided(self):
        with self._at():
            case = self._lead(self._report(), "in_force").sudo()
            case.with_user(self.culprit).action_appeal("It was a gift.")
            request = self._requests(case)[-1:]
            self.assertEqual(request.kind, "violation_appeal")
            self.assertEqual(request.requester_id, self.culprit)
            self.assertNotIn(self.deciding_manager, request.decider_ids)
            self.assertNotIn(self.violation_officer, request.decider_ids)
            self.assertIn(self.third_violation_officer, request.decider_ids)
            mine = request.with_user(self.third_violation_officer)
            self.assertEqual(
                mine.action_approve()["res_model"], "customer.policy.request.decision"
            )
            with self.assertRaisesRegex(UserError, "opinion"):
                mine._decide("approve")
            mine._decide("approve", "It was one.")
        self._settle()
        self.assertEqual(case.state, "revoked")
        self.assertEqual(request.outcome, "approved")

    def test_who_is_concerned_sees_the_appeal_and_not_the_proposal(self):
        with self._at():
            case = self._lead(self._report(), "in_force").sudo()
            case.with_user(self.culprit).action_appeal("It was a gift.")
        seen = self._requests(case, self.culprit)
        self.assertEqual(seen.kind, "violation_appeal")
        self.assertFalse(seen.can_decide)
        with self.assertRaises(AccessError):
            seen.action_approve()

    def test_revoked_it_is_settled(self):
        case = self._heard()
        self._settle()
        case.with_user(self.deciding_manager).action_revoke("Somebody else did it.")
        self.assertEqual(self._requests(case).outcome, "settled")
