from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from .grading_common import SPRING, SUMMER, GradingMixin
from .home_common import HomeMixin


@tagged("post_install", "-at_install")
class TestHomeGrade(HomeMixin, GradingMixin, TransactionCase):
    """Moves between grades, counted from the reviews that were applied."""

    def test_moves_of_this_month_and_of_the_last(self):
        up, down, same = self._create_customers(3)
        self._applied(SPRING, {up: 60, down: 90, same: 90})
        self._applied(SUMMER, {up: 90, down: 60, same: 90})
        with freeze_time("2025-06-30 12:00"):
            figures = self.assertListsHoldWhatIsCounted(
                self.grader, "manager", filled=("moves_up", "moves_down")
            )
            self.assertEqual(figures["moves_up"].value, 1)
            self.assertEqual(figures["moves_down"].value, 1)
            self.assertEqual(
                self._listed(figures["moves_down"]).partner_id, down.with_user(2)
            )
            self.assertEqual(figures["moves_down"].verdict, "missed")
            self.assertFalse(figures["moves_up"].has_target)
        with freeze_time("2025-07-30 12:00"):
            figure = self._figure(self.grader, "manager", "moves_down")
            self.assertEqual((figure.value, figure.before), (0, 1))
            self.assertEqual((figure.verdict, figure.trend), ("met", "better"))
            home = self._home(self.grader, "manager")
            self.assertTrue(home.second_graph_text.endswith(": 1"))

    def test_a_what_if_moves_nobody(self):
        [customer] = self._create_customers(1)
        self._applied(SPRING, {customer: 90})
        self._give({customer: 10}, SUMMER)
        self._review(SUMMER, is_simulation=True)
        waiting = self._review(SUMMER)
        with freeze_time("2025-06-30 12:00"):
            figures = self.assertListsHoldWhatIsCounted(
                self.grader, "manager", filled=("reviews_waiting",)
            )
            self.assertEqual(figures["moves_down"].value, 0)
            self.assertIn(waiting.id, self._listed(figures["reviews_waiting"]).ids)
