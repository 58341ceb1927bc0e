from datetime import timedelta

from odoo.exceptions import AccessError, UserError

from .visit_common import MONDAY, VisitCase


class TestVisitCalendar(VisitCase):
    def _confirmed(self, **values):
        visit = self._visit(**values)
        visit.action_confirm()
        return visit

    def _event(self, visit):
        return self.env["calendar.event"].search([("visit_id", "=", visit.id)])

    def _notices(self, user):
        return self.env["mail.notification"].search_count(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_a_confirmed_visit_stands_in_the_calendar_without_the_customer(self):
        visit = self._confirmed()
        event = self._event(visit)
        self.assertEqual(event.name, visit.number)
        self.assertEqual(event.visit_partner_id, self.customer)
        self.assertEqual(event.user_id, self.visitor)
        self.assertEqual(event.partner_ids, self.visitor.partner_id)
        self.assertEqual(event.start, MONDAY)
        self.assertEqual(event.stop, MONDAY + timedelta(minutes=15))
        self.assertFalse(event.location)
        self.assertNotIn(self.customer.name, str(event.read()[0]["display_name"]))

    def test_the_customer_comes_when_asked_for(self):
        visit = self._confirmed(is_customer_invited=True)
        self.assertIn(self.customer, self._event(visit).partner_ids)
        self.env.ref("customer_policy.visit_setting").invites_customers = True
        self.assertIn(self.customer, self._event(self._confirmed()).partner_ids)

    def test_moving_the_meeting_moves_the_visit_and_back(self):
        visit = self._confirmed()
        event = self._event(visit)
        moved = MONDAY + timedelta(days=1)
        event.with_user(self.visitor).write(
            {"start": moved, "stop": moved + timedelta(hours=2)}
        )
        self.assertEqual(visit.date_planned, moved)
        self.assertEqual(visit.duration, 2)
        visit.date_planned = MONDAY
        self.assertEqual(event.start, MONDAY)
        self.assertEqual(event.stop, MONDAY + timedelta(hours=2))

    def test_others_do_not_move_it(self):
        event = self._event(self._confirmed())
        moved = {"start": MONDAY + timedelta(1), "stop": MONDAY + timedelta(2)}
        for user in (self.second_visitor, self.outsider):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    event.with_user(user).write(moved)
                with self.assertRaises(AccessError):
                    event.with_user(user).unlink()
        self.assertTrue(event.exists())

    def test_taken_out_of_the_calendar_it_is_not_fixed_any_more(self):
        for act in ("unlink", "action_archive"):
            with self.subTest(act=act):
                visit = self._confirmed()
                getattr(self._event(visit).with_user(self.visitor), act)()
                self.assertEqual(visit.state, "planned")
                visit.action_confirm()
                self.assertEqual(len(self._event(visit)), 1)

    def test_the_meeting_of_what_is_done_stays(self):
        visit = self._confirmed(report="x")
        event = self._event(visit)
        visit.action_done()
        with self.assertRaises(UserError):
            event.with_user(self.visitor).unlink()
        with self.assertRaises(UserError):
            event.with_user(self.visitor).start = MONDAY - timedelta(days=1)

    def test_cancelling_takes_it_out_and_another_visitor_takes_it_along(self):
        visit = self._confirmed()
        visit.with_user(self.visit_manager).user_id = self.second_visitor
        event = self._event(visit)
        self.assertEqual(event.user_id, self.second_visitor)
        self.assertEqual(event.partner_ids, self.second_visitor.partner_id)
        visit.with_user(self.visit_manager).action_cancel("Not wanted")
        self.assertFalse(self._event(visit))

    def test_each_person_is_told_once_for_many(self):
        visits = self._visit()
        for days in range(1, 4):
            visits |= self._visit(date_planned=MONDAY + timedelta(days=days))
        theirs = self._visit(user=self.second_visitor)
        before = {
            user: self._notices(user) for user in (self.visitor, self.second_visitor)
        }
        with self._at(MONDAY - timedelta(days=3)):
            (visits | theirs).with_user(self.visit_manager).action_confirm()
        for user, count in before.items():
            self.assertEqual(self._notices(user), count + 1)
        notice = self.env["mail.message"].search(
            [("notified_partner_ids", "in", self.visitor.partner_id.ids)],
            order="id desc",
            limit=1,
        )
        for visit in visits:
            self.assertIn(visit.number, notice.body)
        self.assertNotIn(self.customer.name, notice.body)

    def test_nobody_makes_a_meeting_a_visit_s(self):
        visit = self._visit()
        with self.assertRaises(AccessError):
            self.env["calendar.event"].with_user(self.visitor).create(
                {
                    "name": "x",
                    "start": MONDAY,
                    "stop": MONDAY,
                    "visit_partner_id": self.customer.id,
                }
            )
        with self.assertRaises(AccessError):
            self.env["calendar.event"].with_user(self.visitor).create(
                {"name": "x", "start": MONDAY, "stop": MONDAY, "visit_id": visit.id}
            )

    def test_a_card_in_the_calendar_of_visits_names_customer_and_number(self):
        visit = self._visit().with_user(self.visitor)
        self.assertEqual(visit.display_name, visit.number)
        shown = visit.with_context(visit_show_customer=True).display_name
        self.assertEqual(shown, f"{self.customer.name} {visit.number}")
