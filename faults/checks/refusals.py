"""Refusals: who cannot go on is told why in words, and can go on another time."""

from ..client import FAILED, REFUSED
from .finding import Evidence, Finding

SUBJECT = "refusals without a reason"
# What Odoo says where nobody thought of what to say.
WORDLESS = (
    "duplicate key value",
    "violates",
    "collides with an existing file",
    "builtins.OSError",
    "psycopg2.errors.UniqueViolation",
)


def check(evidence: Evidence) -> list[Finding]:
    found = {
        Finding(SUBJECT, f"{entry.act}: {words}")
        for entry in evidence.journal.entries
        if entry.outcome in (REFUSED, FAILED)
        for words in WORDLESS
        if words in entry.text
    }
    return sorted(found)
