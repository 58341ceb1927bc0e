"""States: every change is kept, follows the one before it, and was asked for once."""

from collections import Counter, defaultdict

from ..acts import ACTS
from ..client import ACKNOWLEDGED, UNCERTAIN
from .finding import Evidence, Finding

SUBJECT = "changes of state"
# Kinds of records: their model, their table, the state that they begin with.
KINDS = {
    "complaint": ("customer.complaint", "customer_complaint", "new"),
    "visit": ("customer.visit", "customer_visit", "planned"),
    "violation": ("customer.violation", "customer_violation", "reported"),
    "review": ("customer.grade.review", "customer_grade_review", "draft"),
}
TRACKED = """
    SELECT message.res_id, value.old_value_char, value.new_value_char
      FROM mail_tracking_value value
      JOIN mail_message message ON message.id = value.mail_message_id
      JOIN ir_model_fields field ON field.id = value.field_id
     WHERE field.model = %s AND field.name = 'state'
     ORDER BY value.id
"""
LABELS = """
    SELECT selection.name ->> 'en_US', selection.value
      FROM ir_model_fields_selection selection
      JOIN ir_model_fields field ON field.id = selection.field_id
     WHERE field.model = %s AND field.name = 'state'
"""


def check(evidence: Evidence) -> list[Finding]:
    found = []
    for kind, (model, table, first) in KINDS.items():
        labels = dict(evidence.rows(LABELS, model))
        moves = defaultdict(list)
        for record, old, new in evidence.rows(TRACKED, model):
            moves[record].append((labels.get(old, old), labels.get(new, new)))
        states = dict(evidence.rows(f"SELECT id, state FROM {table}"))
        for record, state in states.items():
            if problem := _broken_path(first, moves[record], state):
                found.append(Finding(SUBJECT, f"{kind} {record}: {problem}"))
        found += _miscounted(evidence, kind, moves)
    return found


def _broken_path(first: str, moves: list, state: str) -> str | None:
    at = first
    for old, new in moves:
        if old != at:
            return f"a change from {old} to {new} follows {at}"
        at = new
    return None if at == state else f"is {state}, the last change led to {at}"


def _miscounted(evidence: Evidence, kind: str, moves: dict) -> list[Finding]:
    found = []
    for act in (act for act in ACTS if act.kind == kind and act.moves):
        outcomes = defaultdict(Counter)
        for entry in evidence.journal.of(act.name):
            outcomes[entry.record][entry.outcome] += 1
        for record, counts in outcomes.items():
            least = counts[ACKNOWLEDGED]
            most = least + counts[UNCERTAIN]
            number = sum(
                new == act.target and (not act.moved_from or old in act.moved_from)
                for old, new in moves[record]
            )
            if not least <= number <= most:
                text = f"{act.name} of {record}: {least} acknowledged, {number} made"
                found.append(Finding(SUBJECT, text))
    return found
