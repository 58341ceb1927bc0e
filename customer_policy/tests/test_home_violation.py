from odoo.tests import tagged

from .home_common import HomeMixin
from .violation_common import ViolationCase


@tagged("post_install", "-at_install")
class TestHomeViolation(HomeMixin, ViolationCase):
    def test_cases_by_state_are_the_lists_behind_them(self):
        with self._at():
            self._report()
            self._lead(self._report(), "investigating")
            self._lead(self._report(), "heard")
            figures = self.assertListsHoldWhatIsCounted(
                self.violation_officer,
                "violation",
                filled=(
                    "violations",
                    "violations_reported",
                    "violations_investigated",
                    "violations_heard",
                ),
            )
            self.assertEqual(figures["violations"].value, 3)
            self.assertEqual(figures["violations_heard"].value, 1)
            self.assertEqual(figures["violations"].verdict, "missed")

    def test_nobody_learns_from_a_number_of_a_case_that_is_not_told_yet(self):
        with self._at():
            self._report(is_sealed=True)
            self._make_general_manager(self.culprit)
            figure = self._figure(self.culprit, "general_manager", "violations")
            self.assertEqual((figure.value, len(self._listed(figure))), (0, 0))
            self._make_general_manager(self.deciding_manager)
            figure = self._figure(
                self.deciding_manager, "general_manager", "violations"
            )
            self.assertEqual((figure.value, len(self._listed(figure))), (1, 1))

    def test_personnel_sees_what_is_to_be_carried_out(self):
        self.personnel.group_ids += self.env.ref("customer_policy.group_user")
        with self._at():
            violation = self._lead(self._report())
            violation.penalty_ids.sudo().write({"state": "pending"})
            figures = self.assertListsHoldWhatIsCounted(self.personnel, "violation")
            penalties = self.env["customer.penalty"].with_user(self.personnel)
            self.assertEqual(
                figures["penalties_pending"].value,
                penalties.search_count([("state", "=", "pending")]),
            )
