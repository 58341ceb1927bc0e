from datetime import timedelta
from unittest.mock import patch

from odoo.tools import SQL

from .visit_common import MONDAY, VisitCase

# These tell one meeting from another, or when it was written.
OWN = {
    "id",
    "name",
    "visit_id",
    "visit_partner_id",
    "user_id",
    "start",
    "stop",
    "event_id",
    "partner_id",
    "common_name",
    "access_token",
    "create_date",
    "write_date",
    "write_uid",
}


class TestVisitCalendarBulk(VisitCase):
    """Meetings of many visits are what Odoo would have made of each."""

    def _confirmed(self, count=4):
        visits = self.env["customer.visit"]
        for number in range(count):
            user = self.second_visitor if number % 2 else self.visitor
            visits |= self._visit(user, date_planned=MONDAY + timedelta(days=number))
        visits.with_user(self.visit_manager).action_confirm()
        self.env.flush_all()
        return visits

    def _events(self, visits):
        events = self.env["calendar.event"].search([("visit_id", "in", visits.ids)])
        return events.sorted("start")

    def _rows(self, table, column, ids):
        self.env.cr.execute(
            SQL(
                "SELECT * FROM %s WHERE %s = ANY(%s) ORDER BY id",
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
            )
        )
        return [
            {name: value for name, value in row.items() if name not in OWN}
            for row in self.env.cr.dictfetchall()
        ]

    def test_inserted_or_created_they_are_the_same(self):
        inserted = self._events(self._confirmed())
        only_rows = "_is_only_rows"
        with patch.object(type(inserted), only_rows, lambda events: False):
            created = self._events(self._confirmed())
        for table, column in (
            ("calendar_event", "id"),
            ("calendar_attendee", "event_id"),
        ):
            with self.subTest(table=table):
                rows = self._rows(table, column, inserted.ids)
                self.assertEqual(len(rows), 4)
                self.assertEqual(rows, self._rows(table, column, created.ids))
        for one, other in zip(inserted, created, strict=True):
            for name in ("start", "stop", "duration", "user_id", "partner_ids"):
                self.assertEqual(one[name], other[name], name)
            self.assertEqual(one.attendee_ids.common_name, one.user_id.name)
            self.assertEqual(one.message_follower_ids, other.message_follower_ids)
            self.assertEqual(one.name, one.visit_id.sudo().number)
        tokens = inserted.attendee_ids.mapped("access_token")
        self.assertEqual(len(set(tokens)), 4)

    def test_each_visit_has_one_meeting_of_its_own_person(self):
        visits = self._confirmed()
        events = self._events(visits)
        self.assertEqual(events.visit_id, visits)
        for event in events:
            self.assertEqual(event.partner_ids, event.visit_id.user_id.partner_id)
            self.assertEqual(event.visit_partner_id, self.customer)
            self.assertFalse(event.description)
        self.assertFalse(events.message_ids)

    def test_moving_an_inserted_meeting_moves_the_visit_and_back(self):
        visit = self._confirmed()[2]
        event = self._events(visit)
        moved = MONDAY + timedelta(days=9)
        event.with_user(self.visitor).write(
            {"start": moved, "stop": moved + timedelta(hours=1)}
        )
        self.assertEqual(visit.date_planned, moved)
        visit.date_planned = MONDAY
        self.assertEqual(event.start, MONDAY)
        event.with_user(self.visitor).unlink()
        self.assertEqual(visit.state, "planned")

    def test_confirming_again_makes_no_second_meeting(self):
        visits = self._confirmed()
        visits._put_into_calendar()
        self.assertEqual(len(self._events(visits)), 4)

    def test_the_queries_do_not_grow_with_the_visits(self):
        def confirm(count):
            visits = self._visit()
            for number in range(1, count):
                visits |= self._visit(date_planned=MONDAY + timedelta(hours=number))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            visits.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        confirm(2)
        self.assertLessEqual(confirm(12), confirm(3) + 2)

    def test_the_visit_says_who_confirmed_it_and_when(self):
        with self._at():
            visit = self._confirmed(1)
        self.assertEqual(visit.confirmed_by_id, self.visit_manager)
        self.assertEqual(visit.date_confirmed, MONDAY)
        self._events(visit).with_user(self.visitor).unlink()
        self.assertFalse(visit.confirmed_by_id or visit.date_confirmed)
