from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .home_common import HomeMixin
from .visit_common import MONDAY, VisitCase


@tagged("post_install", "-at_install")
class TestHomeVisit(HomeMixin, VisitCase):
    """Visits on the pages of staff and of who plans them."""

    def _day(self, days, **values):
        return self._visit(date_planned=MONDAY + timedelta(days=days), **values)

    def test_staff_see_their_day(self):
        with self._at():
            today = self._day(0)
            self._day(1)
            self._visit(user=self.second_visitor)
        with self._at():
            figures = self.assertListsHoldWhatIsCounted(
                self.visitor, "staff", filled=("visits_today", "my_customers")
            )
            self.assertEqual(self._listed(figures["visits_today"]), today)
            self.assertEqual(figures["visits_today"].value, 1)
            self.assertEqual(figures["my_customers"].value, 1)
        with self._at(days=1):
            figure = self._figure(self.visitor, "staff", "my_visits_late")
            self.assertEqual(self._listed(figure), today)

    def test_promises_due_and_broken(self):
        with self._at():
            visit = self._visit(report="The pump runs", result="satisfied")
            visit.sudo().write(
                {
                    "state": "done",
                    "date_done": MONDAY,
                    "promise": "A new pump",
                    "promise_date": MONDAY.date(),
                }
            )
            figure = self._figure(self.visitor, "staff", "my_promises")
            self.assertEqual(self._listed(figure), visit)
            figure = self._figure(self.visit_manager, "manager", "promises_broken")
            self.assertEqual((figure.value, figure.verdict), (0, "met"))
        with self._at(days=2):
            figure = self._figure(self.visit_manager, "manager", "promises_broken")
            self.assertEqual((figure.value, figure.before), (1, 0))
            self.assertEqual((figure.verdict, figure.trend), ("missed", "worse"))
            self.assertEqual(self._listed(figure).ids, visit.ids)

    def test_visits_kept_are_a_share_against_the_target_of_visits(self):
        with self._at():
            kept, late, missed = self._day(1), self._day(2), self._day(3)
            self._day(4).with_user(self.visit_manager).action_cancel("Closed")
            self._day(8)
            kept.sudo().write({"state": "done", "date_done": kept.date_planned})
            late.sudo().write(
                {
                    "state": "done",
                    "date_due_until": late.date_planned.date(),
                    "date_done": late.date_planned + timedelta(days=2),
                }
            )
            missed.sudo().write({"state": "missed"})
        with self._at(days=8):
            figures = self.assertListsHoldWhatIsCounted(
                self.visit_manager, "manager", filled=("visits_kept", "missed_visits")
            )
            figure = figures["visits_kept"]
            self.assertEqual(self._listed(figure).ids, (missed | late).ids)
            self.assertAlmostEqual(figure.value, 100 / 3)
            target = self.env.ref("customer_policy.visit_target_planned")
            self.assertEqual(figure.target, 100 * target.rate)
            self.assertEqual(figure.verdict, "missed")
            self.assertEqual(figures["missed_visits"].value, 1)
            target.rate = 0.3
            figure = self._figure(self.visit_manager, "manager", "visits_kept")
            self.assertEqual((figure.target, figure.verdict), (30, "met"))

    def test_neglected_customers_are_counted_for_who_answers_for_them(self):
        with self._at():
            neglect = (
                self.env["customer.neglect"]
                .sudo()
                .create(
                    {
                        "partner_id": self.customer.id,
                        "company_id": self.env.company.id,
                        "date_contact": "2025-06-01",
                        "state": "neglected",
                    }
                )
            )
            figure = self._figure(self.visit_manager, "manager", "neglected")
            self.assertIn(neglect.id, self._listed(figure).ids)
            self.assertEqual((figure.target, figure.verdict), (0, "missed"))
            self.assertFalse(figure.has_before)
            self.assertEqual(figure.trend, "none")
            mine = self._figure(self.visitor, "staff", "my_neglected")
            self.assertEqual(self._listed(mine).ids, neglect.ids)
            other = self._figure(self.second_visitor, "staff", "my_neglected")
            self.assertEqual(other.value, 0)

    def test_visits_to_hidden_customers_are_not_counted(self):
        with self._at():
            self._day(0, user=self.second_visitor)
            self.assertEqual(
                self._figure(self.second_visitor, "staff", "visits_today").value, 1
            )
            self.manager.sudo().group_ids += self.env.ref(
                "customer_policy.group_custodian"
            ) + self.env.ref("customer_policy.group_clearance_secret")
            self.customer.with_user(self.manager).action_classify(
                "1", "Secret", fields.Date.today() + timedelta(days=90)
            )
            figure = self._figure(self.second_visitor, "staff", "visits_today")
            self.assertEqual((figure.value, len(self._listed(figure))), (0, 0))
