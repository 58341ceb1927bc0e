from odoo.tests import HttpCase, tagged

from .test_grade_objection import ObjectionMixin


@tagged("post_install", "-at_install")
class TestTourObjection(ObjectionMixin, HttpCase):
    def test_an_account_manager_objects_and_a_grading_manager_decides(self):
        review = self._lowering_review()
        self.start_tour(
            "/odoo", "customer_policy_grade_objection", login=self.ann.login
        )
        self.env.invalidate_all()
        objection = review.sudo().objection_ids
        self.assertEqual(objection.user_id, self.ann)
        self.assertEqual(objection.state, "requested")

        self.start_tour(
            "/odoo",
            "customer_policy_grade_objection_decision",
            login=self.decider.login,
        )
        self.env.invalidate_all()
        self.assertEqual(objection.state, "accepted")
        self.assertEqual(objection.decided_by_id, self.decider)
        with self._later():
            review.action_apply()
        self.assertEqual(self._held(self.customer), self.key)
        self.assertEqual(self._held(self.other), self.core)
