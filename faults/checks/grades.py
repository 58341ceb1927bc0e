"""Grades: one current for each customer, a history without breaks, as reviewed last."""

from collections import Counter, defaultdict

from .finding import Evidence, Finding

SUBJECT = "grades"
HISTORY = """
    SELECT partner_id, grade_id, date_from, date_to, review_id
      FROM customer_grade_assignment WHERE scheme_id = %s ORDER BY partner_id, id
"""
SHOWN = "SELECT id, customer_grade_id FROM res_partner WHERE id = ANY(%s)"
LAST_LINES = """
    SELECT line.partner_id, line.final_grade_id
      FROM customer_grade_review_line line
     WHERE line.review_id = (
        SELECT id FROM customer_grade_review
         WHERE scheme_id = %s AND state = 'applied' AND skipped_count = 0
         ORDER BY date_applied DESC, id DESC LIMIT 1)
"""
NOT_LAST = """
    SELECT count(*) FROM customer_grade_review
     WHERE scheme_id = %s AND state = 'applied' AND skipped_count > 0
"""
DOUBLE_LINES = """
    SELECT review_id, partner_id, count(*) FROM customer_grade_review_line
     GROUP BY review_id, partner_id HAVING count(*) > 1
"""


def check(evidence: Evidence) -> list[Finding]:
    scheme = evidence.facts["scheme"]
    history = defaultdict(list)
    for partner, *row in evidence.rows(HISTORY, scheme):
        history[partner].append(row)
    shown = dict(evidence.rows(SHOWN, [*history]))
    texts = []
    for partner, rows in history.items():
        texts += [f"customer {partner}: {p}" for p in _problems(rows, shown[partner])]
    if not evidence.rows(NOT_LAST, scheme)[0][0]:
        current = {partner: rows[-1][0] for partner, rows in history.items()}
        for partner, grade in evidence.rows(LAST_LINES, scheme):
            if current.get(partner) != grade:
                texts.append(f"customer {partner}: the last review gave {grade}")
    for review, partner, count in evidence.rows(DOUBLE_LINES):
        texts.append(f"review {review} has {count} lines for customer {partner}")
    return [Finding(SUBJECT, text) for text in texts]


def _problems(rows, shown):
    current = [row for row in rows if row[2] is None]
    if len(current) != 1 or rows[-1] is not current[0]:
        yield f"{len(current)} current grades"
        return
    if current[0][0] != shown:
        yield f"shows the grade {shown}, has {current[0][0]}"
    for (_grade, _from, end, _review), following in zip(rows, rows[1:], strict=False):
        if end != following[1]:
            yield f"a grade ends on {end}, the next begins on {following[1]}"
    reviews = Counter(row[3] for row in rows if row[3])
    for review, count in reviews.items():
        if count > 1:
            yield f"the review {review} gave {count} grades"
