"""Visits: in the calendar once while they are ahead, and checked in as said."""

from collections import Counter, defaultdict

from ..client import ACKNOWLEDGED, UNCERTAIN
from .finding import Evidence, Finding

SUBJECT = "visits"
MEETINGS = """
    SELECT visit.id, visit.state, count(event.id), max(visit.date_planned),
           max(event.start)
      FROM customer_visit visit
      LEFT JOIN calendar_event event ON event.visit_id = visit.id AND event.active
     GROUP BY visit.id
"""
CHECKED_IN = "SELECT id FROM customer_visit WHERE check_in_date IS NOT NULL"
DONE = """
    SELECT id FROM customer_visit
     WHERE (state = 'done') != (date_done IS NOT NULL AND done_by_id IS NOT NULL)
"""


def check(evidence: Evidence) -> list[Finding]:
    texts = []
    for visit, state, count, planned, start in evidence.rows(MEETINGS):
        if state == "confirmed" and (count != 1 or planned != start):
            texts.append(f"confirmed visit {visit} has {count} meetings, at {start}")
        elif count > 1 or (count and state in ("planned", "cancelled")):
            texts.append(f"{state} visit {visit} has {count} meetings")
    checked_in = {visit for (visit,) in evidence.rows(CHECKED_IN)}
    said = defaultdict(Counter)
    for entry in evidence.journal.of("visit check in"):
        said[entry.record][entry.outcome] += 1
    for visit, outcomes in said.items():
        if outcomes[ACKNOWLEDGED] > 1:
            texts.append(f"visit {visit}: {outcomes[ACKNOWLEDGED]} check-ins")
        elif outcomes[ACKNOWLEDGED] and visit not in checked_in:
            texts.append(f"visit {visit}: the check-in is gone")
        elif not outcomes[ACKNOWLEDGED] + outcomes[UNCERTAIN] and visit in checked_in:
            texts.append(f"visit {visit}: checked in although refused")
    texts += [f"visit {visit}: done by halves" for (visit,) in evidence.rows(DONE)]
    return [Finding(SUBJECT, text) for text in texts]
