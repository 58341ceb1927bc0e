from odoo.tests import HttpCase, tagged

from .grading_common import SPRING, GradingMixin


@tagged("post_install", "-at_install")
class TestTourWhatIf(GradingMixin, HttpCase):
    def test_manager_supposes_looks_and_adopts(self):
        customers = self._create_customers(2)
        self._applied(SPRING, dict(zip(customers, (90, 60), strict=True)))
        self.start_tour(
            f"/odoo/customer.grade.scheme/{self.scheme.id}",
            "customer_policy_what_if",
            login=self.grader.login,
        )
        self.env.invalidate_all()
        self.assertEqual(self.scheme.grade_ids[0].min_score, 65)
        self.assertIn("80 → 65", self.scheme.message_ids[0].body)
        self.assertEqual(self._held(customers[1]), self.core)
