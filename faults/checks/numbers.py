"""Numbers: each is taken once; where a series has no gaps, none is left out."""

import re
from collections import Counter

from .finding import Evidence, Finding

SUBJECT = "numbers"
# Table, column, and whether each of its rows has a number.
SERIES = (
    ("customer_complaint", "number", True),
    ("customer_visit", "number", True),
    ("customer_violation", "number", True),
    ("customer_violation", "notice_number", False),
)
RANGES = """
    SELECT sequence.code, sequence.prefix, sequence.suffix, sequence.implementation,
           period.date_from, period.number_next
      FROM ir_sequence sequence
      JOIN ir_sequence_date_range period ON period.sequence_id = sequence.id
     WHERE sequence.code LIKE 'customer.%'
"""
COLUMNS = {
    "customer.complaint": ("customer_complaint", "number"),
    "customer.visit": ("customer_visit", "number"),
    "customer.violation": ("customer_violation", "number"),
    "customer.violation.notice": ("customer_violation", "notice_number"),
}
DOUBLE_RANGES = """
    SELECT sequence_id, date_from, count(*) FROM ir_sequence_date_range
     GROUP BY sequence_id, date_from HAVING count(*) > 1
"""


def check(evidence: Evidence) -> list[Finding]:
    found = []
    for table, column, is_needed in SERIES:
        numbers = [n for (n,) in evidence.rows(f"SELECT {column} FROM {table}")]
        for number, count in Counter(numbers).items():
            if number is None and is_needed:
                text = f"{table}: {count} without a {column}"
                found.append(Finding(SUBJECT, text))
            elif number is not None and count > 1:
                text = f"{table}: {column} {number} is taken {count} times"
                found.append(Finding(SUBJECT, text))
    for sequence, first, count in evidence.rows(DOUBLE_RANGES):
        text = f"sequence {sequence} has {count} ranges from {first}"
        found.append(Finding(SUBJECT, text))
    return found + _gaps(evidence)


def _gaps(evidence: Evidence) -> list[Finding]:
    found = []
    for code, prefix, suffix, kind, first, following in evidence.rows(RANGES):
        if code not in COLUMNS or kind != "no_gap":
            continue
        table, column = COLUMNS[code]
        start = (prefix or "").replace("%(range_year)s", f"{first:%Y}")
        shape = re.compile(f"{re.escape(start)}(\\d+){re.escape(suffix or '')}")
        taken = {
            int(match[1])
            for (number,) in evidence.rows(f"SELECT {column} FROM {table}")
            if number and (match := shape.fullmatch(number))
        }
        if missing := sorted(set(range(1, following)) ^ taken):
            text = f"{code} of {first:%Y}: next is {following}, odd are {missing[:9]}"
            found.append(Finding(SUBJECT, text))
    return found
