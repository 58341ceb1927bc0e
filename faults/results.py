"""The table of what was done, what broke and what was found; kept as a file."""

import os
import platform
from collections import Counter
from datetime import datetime
from pathlib import Path

from .house import House
from .journal import Journal
from .rounds import Outcome

FILE = Path(__file__).with_name("RESULTS.md")
SHOWN_FINDINGS = 40
OUTCOMES = ("acknowledged", "refused", "failed", "uncertain")


def table(outcome: Outcome, journal: Journal) -> str:
    parts = [
        _rows(("Acts", *OUTCOMES), _acts(journal)),
        _rows(("Faults", "times"), sorted(outcome.faults.items())),
        _rows(("Findings", "number"), _findings(outcome)),
    ]
    texts = [
        f"- round {number}: {found.subject}: {found.text}"
        for found, number in list(outcome.findings.items())[:SHOWN_FINDINGS]
    ]
    return "\n\n".join([*parts, *(["\n".join(texts)] if texts else [])])


def save(house: House, outcome: Outcome, journal: Journal) -> None:
    FILE.write_text(
        "# Under faults\n\n"
        f"The last run of `./dev faults`: {outcome.steps} steps in {outcome.rounds} "
        f"rounds, seed {outcome.seed}, {sum(outcome.faults.values())} faults, "
        f"{len(outcome.findings)} findings.\n\n"
        f"{_machine(house)}\n\n{table(outcome, journal)}\n"
    )


def _acts(journal: Journal) -> list[tuple]:
    outcomes = journal.outcomes()
    rows = [
        (act, *(counts[name] for name in OUTCOMES))
        for act, counts in sorted(outcomes.items())
    ]
    total = sum(outcomes.values(), Counter())
    return [*rows, ("all", *(total[name] for name in OUTCOMES))]


def _findings(outcome: Outcome) -> list[tuple]:
    counts = Counter(found.subject for found in outcome.findings)
    return [*sorted(counts.items()), ("all", len(outcome.findings))]


def _machine(house: House) -> str:
    with house.connection() as connection:
        cursor = connection.cursor()
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    cores = os.cpu_count()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3
    load = os.getloadavg()[2]
    return (
        f"{datetime.now():%Y-%m-%d}, {cores} cores, {memory:.0f} GiB, load {load:.1f}, "
        f"Linux {platform.release()}, Python {platform.python_version()}, PostgreSQL "
        f"{postgres}, Odoo {house.environment.source.version}."
    )


def _rows(heading: tuple, rows: list[tuple]) -> str:
    lines = [
        "| " + " | ".join(map(str, heading)) + " |",
        "| --- |" + " ---: |" * (len(heading) - 1),
    ]
    return "\n".join([*lines, *("| " + " | ".join(map(str, r)) + " |" for r in rows)])
