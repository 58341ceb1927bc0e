"""Each marker stands where its act left it: once, or not at all."""

from collections import Counter

from ..acts import ACTS
from ..client import ACKNOWLEDGED, UNCERTAIN
from ..journal import MARKER, Entry
from .finding import Evidence, Finding

SUBJECT = "traces of acts"
TRACKED = """
    SELECT value.new_value_char FROM mail_tracking_value value
      JOIN ir_model_fields field ON field.id = value.field_id
     WHERE field.model = 'customer.visit' AND field.name = 'reason'
"""
# Texts with markers, by the place where acts leave them.
PLACES = {
    "complaint": "SELECT name FROM customer_complaint",
    "message": "SELECT body FROM mail_message WHERE body LIKE '%FX%'",
    # The first marker is the act's own; the other one says whose content it is.
    "file": "SELECT split_part(name, ' ', 1) FROM ir_attachment WHERE name LIKE 'FX%'",
    "decision": "SELECT opinion FROM customer_complaint_decision",
    "visit": "SELECT needs FROM customer_visit",
    "report": "SELECT report FROM customer_visit",
    "tracked reason": TRACKED,
    "violation": "SELECT name FROM customer_violation",
    "statement": "SELECT statement FROM customer_violation",
    "opinion": "SELECT opinion FROM customer_violation",
    "appeal": "SELECT appeal FROM customer_violation",
    "appeal opinion": "SELECT appeal_opinion FROM customer_violation",
    "revoke reason": "SELECT revoke_reason FROM customer_violation",
    "proof": "SELECT proof FROM customer_penalty",
    "entry": "SELECT note FROM customer_point_entry",
    "points": "SELECT note FROM customer_grade_entry",
    "register": "SELECT reason FROM customer_confidentiality_register",
}


def check(evidence: Evidence) -> list[Finding]:
    found = []
    for place, sql in PLACES.items():
        texts = [text for (text,) in evidence.rows(sql) if text]
        counts = Counter(
            marker for text in texts for marker in MARKER.findall(str(text))
        )
        acts = [act.name for act in ACTS if act.trace == place]
        for entry in evidence.journal.of(*acts):
            if problem := _problem(entry, counts[entry.marker]):
                found.append(Finding(SUBJECT, f"{entry.act} {entry.marker} {problem}"))
    return found


def _problem(entry: Entry, count: int) -> str | None:
    if count > 1:
        return f"({entry.outcome}) is there {count} times"
    if entry.outcome == ACKNOWLEDGED and not count:
        return "was acknowledged and is not there"
    if entry.outcome not in (ACKNOWLEDGED, UNCERTAIN) and count:
        return f"was {entry.outcome} and is there"
    return None
