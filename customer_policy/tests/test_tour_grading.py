from odoo import Command
from odoo.tests import HttpCase, tagged

from .grading_common import SPRING, SUMMER, GradingMixin


@tagged("post_install", "-at_install")
class TestTourGrading(GradingMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer_a, cls.customer_b = cls._create_customers(2)
        cls.scheme.criterion_ids = [
            Command.update(cls.criterion.id, {"weight": 60}),
            cls._criterion_command(name="Reliability", weight=40),
        ]

    @classmethod
    def _give_both(cls, day, points):
        """:param points: customer -> points of the first, of the second criterion"""
        for place, criterion in enumerate(cls.scheme.criterion_ids):
            cls._give(
                {customer: both[place] for customer, both in points.items()},
                day,
                criterion,
            )

    def test_manager_reads_overrides_approves_and_applies(self):
        self._give_both(SPRING, {self.customer_a: (60, 60), self.customer_b: (20, 40)})
        self._applied(SPRING)
        self._give_both(SUMMER, {self.customer_a: (90, 90), self.customer_b: (50, 40)})
        review = self._review(SUMMER)

        self.start_tour(
            "/odoo", "customer_policy_grading_review", login=self.grader.login
        )

        self.env.invalidate_all()
        self.assertEqual(review.state, "applied")
        self.assertEqual(
            self._history(self.customer_a),
            [(self.core, SPRING, SUMMER), (self.key, SUMMER, False)],
        )
        self.assertEqual(
            self._history(self.customer_b),
            [(self.ordinary, SPRING, SUMMER), (self.core, SUMMER, False)],
        )
        self.assertEqual(self.customer_b.customer_grade_id, self.core)
        line = self._line(review, self.customer_b)
        self.assertEqual(line.decision, "overridden")
        current = self._assignments(self.customer_b)[-1]
        self.assertEqual(current.reason, "Signed a framework contract")
        self.assertEqual(current.user_id, self.grader)
