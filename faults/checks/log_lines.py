"""The access log: each answer that showed a classified customer left one line."""

from collections import Counter, defaultdict

from ..client import ACKNOWLEDGED, UNCERTAIN
from .finding import Evidence, Finding

SUBJECT = "lines of the access log"
LINES = """
    SELECT users.login, log.partner_ref, count(*)
      FROM customer_access_log log
      JOIN res_users users ON users.id = log.user_id
     WHERE log.operation = 'read' GROUP BY users.login, log.partner_ref
"""


def check(evidence: Evidence) -> list[Finding]:
    people = {login: name for name, login in evidence.facts["people"].items()}
    lines = Counter(
        {
            (people.get(login, login), partner): count
            for login, partner, count in evidence.rows(LINES)
        }
    )
    asked = defaultdict(Counter)
    for entry in evidence.journal.of("secret read"):
        asked[entry.person, entry.record][entry.outcome] += 1
    found = []
    for key, outcomes in asked.items():
        least = outcomes[ACKNOWLEDGED]
        if not least <= lines[key] <= least + outcomes[UNCERTAIN]:
            who, customer = key
            text = f"{who} read {customer} {least} times, {lines[key]} lines"
            found.append(Finding(SUBJECT, text))
    return found
