"""The table of Odoo's tests with and without the add-ons, and what it says of each."""

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import addons
from .environment import Environment
from .paths import ROOT
from .process import output
from .suite_record import Again, Record, worse

FILE = ROOT / "tests" / "ODOO_SUITE.md"
HEADINGS = (
    *("Module", "Run without", "Run with", "Fail without", "Fail with"),
    *("Only with us", "Unsteady", "Unavoidable", "Seconds without / with"),
)
REASON_LENGTH = 160
FOLDERS = re.compile("|".join(re.escape(f"{path}/") for path in (ROOT, Path.home())))
INTRODUCTION = """\
# Odoo's own tests beside the add-ons

Written by `./dev odoo-suite`. One database has the modules below and every other module
of Odoo that the add-ons depend on; the other has the add-ons as well. Each module's
tests, those at installation and those after it, run in a copy of either.

- *Only with us*: passes without the add-ons; with them it fails, is skipped or is not
  run, and does so again when it is run alone. Must be 0.
- *Unsteady*: failed with the add-ons in the long run; alone it passed with them, or
  failed without them too.
- *Unavoidable*: fails with any add-on that extends what the test counts; the reason is
  given below.

A module marked as older ran before Odoo or an add-on last changed.
"""


@dataclass
class Row:
    """A module. ``alone``: what came of the suspects when they were run alone.

    ``is_current``: Odoo and the add-ons are still what they were then.
    """

    module: str
    without: Record | None
    with_us: Record | None
    alone: dict[str, Again]
    known: dict[str, str]
    is_current: bool = True

    @property
    def worse(self) -> dict[str, str]:
        if not self.without or not self.with_us:
            return {}
        return worse(self.without, self.with_us)

    @property
    def unavoidable(self) -> dict[str, str]:
        return {test: self.known[test] for test in self.worse if test in self.known}

    @property
    def unsteady(self) -> dict[str, str]:
        return {
            test: reason
            for test, reason in self._not_known.items()
            if test in self.alone and not self.alone[test].counts
        }

    @property
    def only_with_us(self) -> dict[str, str]:
        unsteady = self.unsteady
        return {
            test: reason
            for test, reason in self._not_known.items()
            if test not in unsteady
        }

    @property
    def is_good(self) -> bool:
        ran = self.without and self.with_us and self.without.passed
        return bool(ran) and self.is_current and not self.only_with_us

    @property
    def findings(self) -> list[str]:
        groups = {
            "only with us": self.only_with_us,
            "unsteady": self.unsteady,
            "unavoidable": self.unavoidable,
        }
        return [
            f"{title}: {test}: {_short(reason)}"
            for title, found in groups.items()
            for test, reason in found.items()
        ]

    @property
    def broken_without(self) -> list[str]:
        """What fails in Odoo alone, and what comes of it with the add-ons."""
        sides = [side.broken for side in (self.without, self.with_us) if side]
        if len(sides) < 2:
            return []
        without, with_us = sides
        return [
            f"{test}: {_short(reason)}; with us: {_short(with_us.get(test, 'passes'))}"
            for test, reason in sorted(without.items())
        ]

    @property
    def cells(self) -> list[str]:
        if not self.without or not self.with_us:
            return [self.module, *("not run" for _heading in HEADINGS[1:])]
        sides = (self.without, self.with_us)
        found = (self.only_with_us, self.unsteady, self.unavoidable)
        counts = [
            *(len(side.begun) for side in sides),
            *(len(side.broken) for side in sides),
            *map(len, found),
        ]
        seconds = " / ".join(str(side.seconds) for side in sides)
        module = self.module if self.is_current else f"{self.module} (older)"
        return [module, *map(str, counts), seconds]

    @property
    def _not_known(self) -> dict[str, str]:
        return {
            test: reason
            for test, reason in self.worse.items()
            if test not in self.known
        }


def _short(reason: str) -> str:
    """In one line, and without the folders of the machine that it was written on."""
    return FOLDERS.sub("", " ".join(reason.split()))[:REASON_LENGTH]


def lines(rows: Sequence[Row]) -> list[str]:
    cells = [HEADINGS, ["---", *("---:" for _heading in HEADINGS[1:])]]
    cells += [row.cells for row in rows]
    return [f"| {' | '.join(line)} |" for line in cells]


def write(environment: Environment, rows: Sequence[Row]) -> None:
    sections = {
        "Findings": [line for row in rows for line in row.findings],
        "Fail without the add-ons": [
            line for row in rows for line in row.broken_without
        ],
        "Versions": _versions(environment),
    }
    parts = [INTRODUCTION, *lines(rows), ""]
    for title, content in sections.items():
        if content:
            parts += [f"## {title}", "", *(f"- {line}" for line in content), ""]
    FILE.write_text("\n".join(parts))


def _versions(environment: Environment) -> list[str]:
    ours = addons.ours().values()
    postgres = [environment.cluster.programs / "postgres", "--version"]
    return [
        f"Odoo {environment.source.version}",
        *(f"{addon.name} {addon.version} ({addon.fingerprint()})" for addon in ours),
        output(postgres).strip(),
        f"Python {platform.python_version()}",
    ]
