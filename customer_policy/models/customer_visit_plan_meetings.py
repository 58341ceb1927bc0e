from odoo import models
from odoo.tools import SQL

from ..tools.visit_want import Taken

WHOLE_DAY = (0, 24 * 60)


class CustomerVisitPlan(models.Model):
    """What else is in people's calendars takes the time of its days.

    The visits of other companies to which a person goes are among it.
    """

    _inherit = "customer.visit.plan"

    def _meetings(self, people, start, when):
        """Meetings other than those of our visits, for which a person counts as busy.

        One query for all; who has declined is free. Nothing but the times is read.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT users.id, event.allday, event.start, event.stop,
                       COALESCE(event.start_date, event.start::date),
                       COALESCE(event.stop_date, event.stop::date)
                  FROM calendar_attendee attendee
                  JOIN calendar_event event ON event.id = attendee.event_id
                  JOIN res_users users ON users.partner_id = attendee.partner_id
                  LEFT JOIN customer_visit visit ON visit.id = event.visit_id
                 WHERE users.id = ANY(%(people)s) AND event.active
                   AND event.show_as = 'busy'
                   AND visit.company_id IS DISTINCT FROM %(company)s
                   AND attendee.state IS DISTINCT FROM 'declined'
                   AND event.start < %(end)s::date + 2
                   AND event.stop >= %(start)s::date - 1
                 ORDER BY users.id, event.start, event.id
                """,
                people=list(people),
                company=self.company_id.id,
                start=start,
                end=self.date_to,
            )
        )
        for user, is_whole, begin, stop, first, last in rows:
            if is_whole:
                day, end = (first - start).days, (last - start).days
                for one in range(max(day, 0), end + 1):
                    yield Taken(user, one, *WHOLE_DAY)
            else:
                yield from _by_days(user, when(user, begin), when(user, stop))


def _by_days(user, begin, stop):
    (first, start), (last, end) = begin, stop
    for day in range(max(first, 0), last + 1):
        since = start if day == first else 0
        until = end if day == last else WHOLE_DAY[1]
        if since < until:
            yield Taken(user, day, since, until)
