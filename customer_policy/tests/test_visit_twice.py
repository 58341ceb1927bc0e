from datetime import date, timedelta

from odoo.exceptions import UserError

from .visit_common import MONDAY, VisitCase

SAYS = {"report": "All well", "result": "satisfied"}


class TestVisitTwice(VisitCase):
    """A finger that was too quick does nothing a second time."""

    def _logged(self, moment=MONDAY, customer=None, user=None, **values):
        visits = self.env["customer.visit"].with_user(user or self.visitor)
        with self._at(moment):
            partner = customer or self.customer
            return visits.log_visit(partner.id, self.phone.id, {**SAYS, **values})

    def _count(self):
        return self.env["customer.visit"].sudo().search_count([])

    def _age(self, **age):
        """Let time go by since the last call."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_visit_draft SET create_date = %s",
            (MONDAY - timedelta(**age),),
        )
        self.env.invalidate_all()

    def test_done_again_with_the_same_report_is_done_once(self):
        visit = self._visit(promise="x", promise_date=date(2026, 3, 9))
        with self._at():
            visit.action_done(SAYS)
            done = visit.date_done
        with self._at(seconds=30):
            visit.action_done(SAYS)
            visit.action_done()
        self.assertEqual(visit.date_done, done)
        self.assertEqual(len(visit.sudo().activity_ids), 1)

    def test_done_again_with_another_report_or_later_is_refused(self):
        visit = self._visit()
        with self._at():
            visit.action_done(SAYS)
            with self.assertRaises(UserError):
                visit.action_done({"report": "Something else"})
        with self._at(minutes=5), self.assertRaises(UserError):
            visit.action_done(SAYS)

    def test_done_by_somebody_else_is_no_second_tap(self):
        visit = self._visit()
        with self._at():
            visit.action_done(SAYS)
            with self.assertRaises(UserError):
                visit.with_user(self.visit_manager).action_done(SAYS)

    def test_logged_twice_it_is_one_visit_with_the_same_answer(self):
        before = self._count()
        first = self._logged()
        self.assertEqual(self._logged(MONDAY + timedelta(seconds=5)), first)
        self.assertEqual(self._count(), before + 1)

    def test_other_words_customers_and_people_are_other_visits(self):
        before = self._count()
        other = self.customer.copy({"name": "Neighbour"})
        self._logged()
        self._logged(report="And again")
        self._logged(customer=other)
        self._logged(user=self.second_visitor)
        self.assertEqual(self._count(), before + 4)

    def test_the_same_words_later_are_another_visit(self):
        before = self._count()
        self._logged()
        self._age(minutes=3)
        self._logged()
        self.assertEqual(self._count(), before + 2)

    def test_what_was_refused_can_be_logged_when_it_is_right(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._logged(report=False)
        self.assertTrue(self._logged()["done"])
