from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .grading_common import SUMMER
from .request_common import RequestMixin
from .test_grade_objection import ObjectionMixin


@tagged("post_install", "-at_install")
class TestGradeRequest(RequestMixin, ObjectionMixin, TransactionCase):
    """Another grade, and a review that started by itself, in the inbox."""

    def test_another_grade_waits_for_who_is_not_concerned(self):
        objection = self._ask(self.customer, self.key)
        request = self._requests(objection)
        self.assertEqual(request.kind, "grade_objection")
        self.assertEqual(request.requester_id, self.ann)
        self.assertIn(self.decider, request.decider_ids)
        self.assertNotIn(self.ann, request.decider_ids)

    def test_one_tap_gives_the_grade(self):
        objection = self._ask(self.customer, self.key)
        self._requests(objection, self.decider).action_approve()
        self.assertEqual(objection.state, "accepted")
        self.assertEqual(self.customer.customer_grade_id, self.key)
        self.assertEqual(self._requests(objection).outcome, "approved")

    def test_refused_with_an_opinion(self):
        objection = self._ask(self.customer, self.key)
        self._requests(objection, self.decider)._decide("reject", "Not enough sales.")
        self.assertEqual(objection.state, "refused")
        self.assertEqual(objection.decision_reason, "Not enough sales.")

    def test_who_asked_cannot_and_withdraws(self):
        objection = self._ask(self.customer, self.key)
        request = self._requests(objection, self.ann)
        with self.assertRaises(AccessError):
            request.action_approve()
        objection.with_user(self.ann).action_withdraw()
        self.assertEqual(self._requests(objection).state, "withdrawn")

    def _automatic(self):
        self._give(dict.fromkeys(self.customer | self.other, 60), SUMMER)
        review = self._review(SUMMER)
        self.assertFalse(self._requests(review))
        review = review.sudo()
        review.is_automatic = True
        review._request_approval()
        review._request_watch()
        return review

    def test_a_review_that_started_by_itself_waits_for_approval(self):
        review = self._automatic()
        request = self._requests(review)
        self.assertEqual(request.kind, "grade_review")
        self.assertIn(self.decider, request.decider_ids)
        request.with_user(self.decider).action_approve()
        self._settle()
        self.assertEqual(review.state, "approved")
        self.assertEqual(request.outcome, "approved")
        self.assertFalse(review.activity_ids)

    def test_rejected_it_is_a_draft_again(self):
        review = self._automatic()
        request = self._requests(review)
        request.with_user(self.decider)._decide("reject", "Sales are not booked yet.")
        self._settle()
        self.assertEqual(review.state, "draft")
        self.assertEqual(request.outcome, "rejected")
        self.assertIn("not booked", "".join(review.message_ids.mapped("body")))
