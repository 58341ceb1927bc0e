"""The chain of hashes over the access log, computed anew without the product."""

import hashlib
import json
from datetime import datetime

from .finding import Evidence, Finding

SUBJECT = "hash chain"
GENESIS = "0" * 64
SEALED = (
    *("id", "position", "date", "user_id", "partner_ref", "code", "level"),
    *("operation", "channel", "ip", "record_count", "note"),
)
LINES = f"""
    SELECT {", ".join(SEALED)}, prev_hash, hash, seal_id FROM customer_access_log
     WHERE position IS NOT NULL ORDER BY position, id
"""
SEALS = """
    SELECT id, position_from, position_to, line_count, prev_hash, hash
      FROM customer_access_seal ORDER BY position_from, id
"""
HALF_SEALED = """
    SELECT id FROM customer_access_log
     WHERE (position IS NULL) != (seal_id IS NULL)
        OR (position IS NULL) != (hash IS NULL)
"""


def check(evidence: Evidence) -> list[Finding]:
    found = [
        Finding(SUBJECT, f"line {line} is sealed by half")
        for (line,) in evidence.rows(HALF_SEALED)
    ]
    names = (*SEALED, "prev_hash", "hash", "seal_id")
    lines = [dict(zip(names, row, strict=True)) for row in evidence.rows(LINES)]
    before = GENESIS
    for position, line in enumerate(lines, 1):
        if line["position"] != position:
            text = f"line {line['id']} is at {line['position']}, not at {position}"
            return [*found, Finding(SUBJECT, text)]
        if line["prev_hash"] != before:
            return [*found, Finding(SUBJECT, f"line {line['id']} follows another")]
        if line["hash"] != _hash(before, {name: line[name] for name in SEALED}):
            return [*found, Finding(SUBJECT, f"line {line['id']} was changed")]
        before = line["hash"]
    return found + _seals(evidence, lines)


def _seals(evidence: Evidence, lines: list[dict]) -> list[Finding]:
    """Each seal covers the lines between its ends, and they cover all."""
    end, before = 0, GENESIS
    for id_, first, last, count, prev_hash, hash_ in evidence.rows(SEALS):
        covered = [line for line in lines if line["seal_id"] == id_]
        whole = (
            first == end + 1
            and prev_hash == before
            and [line["position"] for line in covered] == [*range(first, last + 1)]
            and count == len(covered)
            and covered[-1]["hash"] == hash_
        )
        if not whole:
            return [Finding(SUBJECT, f"seal {id_} does not hold from {first} on")]
        end, before = last, hash_
    if end != len(lines):
        return [Finding(SUBJECT, f"{len(lines) - end} lines are behind the last seal")]
    return []


def _hash(before: str, line: dict) -> str:
    pairs = [[name, _value(line[name])] for name in sorted(line)]
    text = json.dumps(pairs, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def _value(value):
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    return value
