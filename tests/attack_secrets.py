"""The secrets around cases: their markers, their rows, and who may know them.

A secret's texts begin with its marker; its rows are named by the scene. Whoever is not
among its knowers must find neither. A new secret is a line here and texts of it in
``attack_cases.py``: every way looks for it.
"""

import os
import re
from dataclasses import dataclass

# ./dev attack looks for them; without, the scene has no cases.
AROUND_CASES = bool(os.environ.get("ATTACK_CASES"))
CLEARED = "cleared"
# Of the cases' own; the others are attackers of hidden customers as well.
POSITIONS = (
    "respondent", "head", "personnel", "officer", "violation_officer", "auditor",
    "complainer", "neighbour",
) if AROUND_CASES else ()  # fmt: skip
# Complained of together: some learn of cases by their role, some by their customers.
RESPONDENTS = ("staff", "salesperson", "manager", "administrator", "respondent")
MARKER = re.compile(r"(?i)zqs[a-z]-[\w.-]*")


@dataclass(frozen=True)
class Secret:
    """``prefix``: of its markers; ``knowers``: attackers who may read them.

    ``unknown_to``: to whom its ids answer like no ids, because it is about them.
    """

    key: str
    prefix: str
    knowers: frozenset[str]
    unknown_to: tuple[str, ...] = ()


def _secret(key: str, prefix: str, *knowers: str, unknown_to: tuple = ()) -> Secret:
    return Secret(key, prefix, frozenset({CLEARED, *knowers}), unknown_to)


HANDLERS = ("violation_officer", "auditor")
PAYING = ("personnel", "administrator")  # HR carries out what was served
ALL_SECRETS = (
    # What a customer who complains reads of the own case, and what stays inside.
    _secret(
        *("complaint", "zqsa", "officer", "auditor", "complainer"),
        unknown_to=RESPONDENTS,
    ),
    _secret("inside", "zqsi", "officer", "auditor", unknown_to=RESPONDENTS),
    # Of a violation of the attacker who is called respondent.
    _secret("own", "zqsv", *HANDLERS, "respondent"),
    _secret("own_penalty", "zqsp", *HANDLERS, *PAYING, "respondent"),
    _secret("own_notes", "zqsn", *HANDLERS),
    # Of another one that the same person is not told of yet.
    _secret("sealed", "zqse", *HANDLERS, unknown_to=("respondent",)),
    # Of somebody who attacks nothing.
    _secret("other", "zqso", *HANDLERS),
    _secret("other_penalty", "zqsu", *HANDLERS, *PAYING),
    _secret("other_notes", "zqsm", *HANDLERS),
)
SECRETS = ALL_SECRETS if AROUND_CASES else ()
# Of private meetings Odoo shows to every employee that somebody is busy, and lets them
# search by the name: only from whom the case is kept, the meeting is kept as well.
BUSY = ("calendar.event",)
BY_KEY = {secret.key: secret for secret in ALL_SECRETS}
BY_PREFIX = {secret.prefix: secret for secret in ALL_SECRETS}

# Two people or customers alike but for the secret: whoever may not know it is answered
# the same for both.
REPORTER = ("zqsr", "zqsq")  # the markers in the names of a reporter and of a twin
REPORTER_KNOWERS = frozenset({CLEARED, "violation_officer"})
PAIR_KNOWERS = {
    "reporter": REPORTER_KNOWERS,
    "complaint": BY_KEY["complaint"].knowers | {"neighbour"},  # one of the two
    "violation": BY_KEY["other"].knowers | BY_KEY["other_penalty"].knowers,
}


def told(text: str, said: str, attacker: str | None) -> set[str]:
    """Markers in an answer that the question did not contain and that are not
    for the attacker; ``None`` may know nothing."""
    known = {match.lower() for match in MARKER.findall(said)}
    found = {match.lower() for match in MARKER.findall(text)}
    return {
        match
        for match in found
        if (secret := BY_PREFIX.get(match[:4]))
        and attacker not in secret.knowers
        and not any(match in word for word in known)
    }


def named(text: str) -> dict[str, set[str]]:
    """{marker of the reporter or of the twin: the words with it in a text}"""
    found = {match.lower() for match in MARKER.findall(text)}
    return {
        prefix: words
        for prefix in REPORTER
        if (words := {word for word in found if word.startswith(prefix)})
    }
