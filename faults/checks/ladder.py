"""Steps of the ladder of penalties, counted anew from what was decided."""

import calendar
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from .finding import Evidence, Finding

SUBJECT = "ladder"
STANDING = ("decided", "in_force", "appealed", "closed")
DECIDED = """
    SELECT violation.id, violation.employee_id, violation.decision_rank,
           violation.date, violation.state, violation.type_id, kind.ladder_id,
           ladder.counts_over, ladder.is_for_ever, ladder.window_months,
           COALESCE(NULLIF(violation.due_occurrence, 0), violation.occurrence),
           step.sequence
      FROM customer_violation violation
      JOIN customer_violation_type kind ON kind.id = violation.type_id
      JOIN customer_penalty_ladder ladder ON ladder.id = kind.ladder_id
      LEFT JOIN customer_penalty_step step
        ON step.id = COALESCE(violation.due_step_id, violation.step_id)
     WHERE violation.decision_rank > 0
     ORDER BY violation.employee_id, violation.decision_rank
"""
COUNTS = "SELECT id, COALESCE(violation_decision_count, 0) FROM hr_employee"
LAST_STEPS = (
    "SELECT ladder_id, max(sequence) FROM customer_penalty_step GROUP BY ladder_id"
)
# What a step says, and what the case got for it: as many of each measure.
PENALTIES = """
    SELECT violation.id, count(*) FILTER (WHERE penalty.id IS NOT NULL),
           (SELECT count(*) FROM customer_penalty_step other
             WHERE other.ladder_id = step.ladder_id AND other.sequence = step.sequence)
      FROM customer_violation violation
      JOIN customer_penalty_step step ON step.id = violation.step_id
      LEFT JOIN customer_penalty penalty ON penalty.violation_id = violation.id
     WHERE violation.decision_rank > 0 GROUP BY violation.id, step.id
"""
# Of each penalty that took points: entries that took and entries that gave back.
POINTS = """
    SELECT penalty.id, penalty.state, penalty.is_served,
           count(entry.id) FILTER (WHERE entry.reason = 'violation'),
           count(entry.id) FILTER (WHERE entry.reason = 'correction'),
           COALESCE(sum(entry.points), 0), penalty.points
      FROM customer_penalty penalty
      LEFT JOIN customer_point_entry entry ON entry.penalty_id = penalty.id
     WHERE penalty.points > 0 GROUP BY penalty.id
"""
# Days that two periods of a company have in common.
OVERLAPS = """
    SELECT one.id, other.id FROM customer_point_period one
      JOIN customer_point_period other
        ON other.company_id = one.company_id AND other.id > one.id
       AND other.date_from <= one.date_to AND other.date_to >= one.date_from
"""
# What the sheet of a closed period says, and what its entries come to.
SHEETS = """
    SELECT result.period_id, result.employee_id
      FROM customer_point_result result
      JOIN customer_point_period period ON period.id = result.period_id
      LEFT JOIN customer_point_entry entry
        ON entry.period_id = result.period_id
       AND entry.employee_id = result.employee_id
     WHERE period.state = 'closed'
     GROUP BY result.id, period.id
    HAVING abs(result.points - period.points_start - COALESCE(sum(entry.points), 0))
           > 0.05
"""


class Row(NamedTuple):
    id: int
    employee: int
    rank: int
    day: date
    state: str
    type: int
    ladder: int
    counts_over: str
    is_for_ever: bool
    months: int
    occurrence: int
    step: int | None


def check(evidence: Evidence) -> list[Finding]:
    rows = [Row(*row) for row in evidence.rows(DECIDED)]
    found = _ranks(evidence, rows) + _steps(evidence, rows)
    for violation, number, wanted in evidence.rows(PENALTIES):
        if number != wanted:
            text = f"violation {violation} has {number} penalties instead of {wanted}"
            found.append(Finding(SUBJECT, text))
    return found + _points(evidence)


def _ranks(evidence: Evidence, rows: list[Row]) -> list[Finding]:
    ranks = defaultdict(list)
    for row in rows:
        ranks[row.employee].append(row.rank)
    return [
        Finding(SUBJECT, f"decisions against {employee}: {ranks[employee]} of {count}")
        for employee, count in evidence.rows(COUNTS)
        if ranks[employee] != [*range(1, count + 1)]
    ]


def _steps(evidence: Evidence, rows: list[Row]) -> list[Finding]:
    last = dict(evidence.rows(LAST_STEPS))
    standing = [row for row in rows if row.state in STANDING]
    found = []
    for row in standing:
        before = [
            other
            for other in standing
            if other.employee == row.employee
            and other.rank < row.rank
            and other.ladder == row.ladder
            and (row.counts_over != "type" or other.type == row.type)
            and (row.is_for_ever or _counts(row.day, other.day, row.months))
        ]
        occurrence = len(before) + 1
        wanted = (occurrence, min(occurrence, last[row.ladder]))
        if (row.occurrence, row.step) != wanted:
            text = (
                f"violation {row.id}: occurrence {row.occurrence}, step {row.step}; "
                f"counted anew {wanted[0]} and {wanted[1]}"
            )
            found.append(Finding(SUBJECT, text))
    return found


def _counts(day: date, other: date, months: int) -> bool:
    first, second = sorted((day, other))
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return second < date(year, month + 1, min(first.day, last))


def _points(evidence: Evidence) -> list[Finding]:
    found = [
        Finding("points", f"the periods {one} and {other} overlap")
        for one, other in evidence.rows(OVERLAPS)
    ]
    found += [
        Finding("points", f"the sheet of period {period} is wrong for {employee}")
        for period, employee in evidence.rows(SHEETS)
    ]
    for row in evidence.rows(POINTS):
        penalty, state, is_served, taken, given_back, total, points = row
        back = state == "cancelled"
        kept = 0 if back or not is_served else -points
        # What was done stays taken, unless its case is revoked.
        whole = taken == int(bool(is_served)) and given_back <= taken
        if whole and not given_back and not back:
            whole = abs(float(total) - float(kept)) < 0.05
        if not whole:
            text = f"penalty {penalty} ({state}): {taken} taken, {given_back} back"
            found.append(Finding("points", text))
    return found
