"""Odoo's own tests with and without the add-ons, and what differs."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from . import suite_table
from .console import say
from .environment import Environment
from .paths import ROOT
from .suite_record import Again, Record
from .suite_side import MODULES, Side
from .suite_table import Row

KNOWN = ROOT / "devkit" / "odoo_suite_known.toml"
ALONE = ".alone.json"
TIMES_ALONE = 2


def run(environment: Environment, names: Sequence[str]) -> bool:
    """Whether nothing fails, or is left out, that passes without the add-ons.

    What was run before is not run again while Odoo and the add-ons are the same, so
    that a run that was broken off goes on.
    """
    suite = Suite(environment)
    modules = list(names) or list(MODULES)
    # Whoever mends an add-on wants to know of its failures first.
    for side in (suite.with_us, suite.without):
        for module in modules:
            for finding in _run_missing(side, module):
                say(finding)
    for module in modules:
        suite.settle(module)
        suite_table.write(environment, [*map(suite.row, sorted({*MODULES, *modules}))])
    rows = [suite.row(module) for module in modules]
    findings = [line for row in rows for line in row.findings]
    print("\n".join([*findings, *suite_table.lines(rows)]), flush=True)
    return all(row.is_good for row in rows)


def _run_missing(side: Side, module: str) -> list[str]:
    return [] if side.stored(module) else side.run_whole(module).findings


class Suite:
    def __init__(self, environment: Environment):
        self.without = Side(environment, "without")
        self.with_us = Side(environment, "with")
        self.known = reasons()

    def row(self, module: str) -> Row:
        sides = self.without, self.with_us
        folders = [side.last_folder(module) for side in sides]
        without, with_us = (_record(folder, module) for folder in folders)
        is_current = all(side.stored(module) for side in sides)
        alone = _alone(folders[1], module)
        return Row(module, without, with_us, alone, self.known, is_current)

    def settle(self, module: str) -> None:
        """Run alone what seems to fail only with the add-ons."""
        row = self.row(module)
        if not row.is_current:
            return
        suspects = sorted(row.worse.keys() - row.alone.keys())
        if suspects:
            say(f"{len(suspects)} of {module} seem to fail only with the add-ons")
            self._run_alone(module, suspects)

    def _run_alone(self, module: str, tests: list[str]) -> None:
        found = {test: Again() for test in tests}
        for _time in range(TIMES_ALONE):
            without = self.without.run_alone(module, tests)
            with_us = self.with_us.run_alone(module, tests)
            for test, again in found.items():
                again.times += 1
                again.without += without.failed(test)
                again.with_us += with_us.failed(test)
        content = {**_alone(self.with_us.folder, module), **found}
        text = json.dumps({test: asdict(again) for test, again in content.items()})
        (self.with_us.folder / f"{module}{ALONE}").write_text(text)


def _record(folder: Path | None, module: str) -> Record | None:
    if not folder:
        return None
    return Record.from_json((folder / f"{module}.json").read_text())


def _alone(folder: Path | None, module: str) -> dict[str, Again]:
    """Kept beside the results with the add-ons."""
    file = folder / f"{module}{ALONE}" if folder else None
    content = json.loads(file.read_text()) if file and file.exists() else {}
    return {test: Again(**counted) for test, counted in content.items()}


def reasons() -> dict[str, str]:
    """Tests that fail with any add-on that extends what they count, and why."""
    entries = tomllib.loads(KNOWN.read_text()).get("known", [])
    return {entry["test"]: entry["reason"] for entry in entries}
