from datetime import timedelta
from uuid import uuid4

from odoo import models
from odoo.tools import SQL

from ..tools.bulk_insert import bulk_insert, reserve_ids

EVENT = "calendar_event"
ATTENDEE = "calendar_attendee"
# What differs from one meeting to the next.
OF_EVENT = (
    "id",
    "name",
    "visit_id",
    "visit_partner_id",
    "user_id",
    "start",
    "stop",
    "duration",
)
OF_ATTENDEE = ("id", "event_id", "partner_id", "common_name", "access_token", "state")


class CustomerVisit(models.Model):
    """Meetings of many visits in one go.

    Odoo makes the first, with all that the add-ons installed have to say about a
    meeting. The others are rows like it, by COPY: who synchronises the calendar with
    another one finds them marked as the first is, and takes them along next time. What
    no row can tell (a reminder, a follower, an activity that an add-on hangs on) lets
    Odoo make them all.
    """

    _inherit = "customer.visit"

    def _create_events(self):
        """Without the customers and without mails."""
        events = self._calendar()
        first, others = self[:1], self[1:]
        pattern = events.create([visit._event_values() for visit in first])
        if not others:
            return
        self.env.flush_all()
        if pattern._is_only_rows():
            others._insert_events(pattern)
        else:
            events.create([visit._event_values() for visit in others])

    def _insert_events(self, pattern):
        cr = self.env.cr
        ids = reserve_ids(cr, EVENT, len(self))
        row, attendee = _row(cr, EVENT, pattern), _row(cr, ATTENDEE, pattern)
        lines = zip(ids, self, strict=True)
        bulk_insert(
            cr,
            EVENT,
            OF_EVENT,
            (visit._event_row(place) for place, visit in lines),
            _rest(row, OF_EVENT),
        )
        people = [visit.user_id.partner_id for visit in self]
        field = pattern._fields["partner_ids"]
        bulk_insert(
            cr,
            field.relation,
            (field.column1, field.column2),
            [(place, one.id) for place, one in zip(ids, people, strict=True)],
        )
        bulk_insert(
            cr,
            ATTENDEE,
            OF_ATTENDEE,
            self._attendee_rows(ids, people),
            _rest(attendee, OF_ATTENDEE),
        )
        self.env.invalidate_all(flush=False)
        inserted = pattern.browse(ids)
        for name in pattern._stored_by_others():
            self.env.add_to_compute(pattern._fields[name], inserted)

    def _event_row(self, place):
        """In the order of ``OF_EVENT``."""
        return (
            place,
            self.number,
            self.id,
            self.partner_id.id,
            self.user_id.id,
            self.date_planned,
            self.date_planned + timedelta(hours=self.duration),
            round(self.duration, 2),
        )

    def _attendee_rows(self, ids, people):
        """Who confirms his or her own visit has accepted it thereby."""
        myself = self.env.user.partner_id
        numbers = reserve_ids(self.env.cr, ATTENDEE, len(ids))
        return [
            (
                number,
                place,
                one.id,
                one.name or one.email,
                uuid4().hex,
                "accepted" if one == myself else "needsAction",
            )
            for number, place, one in zip(numbers, ids, people, strict=True)
        ]


def _row(cr, table, event):
    column = "id" if table == EVENT else "event_id"
    cr.execute(
        SQL(
            "SELECT * FROM %s WHERE %s = %s",
            SQL.identifier(table),
            SQL.identifier(column),
            event.id,
        )
    )
    return cr.dictfetchone()


def _rest(row, columns):
    """What all rows have in common; NULL is what a column is without a value."""
    return {
        name: value
        for name, value in row.items()
        if name not in columns and value is not None
    }
