"""./dev test: every stage, or those that the named paths belong to."""

import os
from collections.abc import Sequence
from pathlib import Path

from .console import Failure, say
from .environment import Environment
from .outcome import Outcome
from .paths import ROOT
from .stages import STAGES, Stage


def run_tests(
    environment: Environment, paths: Sequence[str], options: Sequence[str]
) -> Outcome:
    """``options`` go to pytest, and may deselect all tests of a stage."""
    total = Outcome()
    for stage, targets in _choose(paths):
        relative = (os.path.relpath(target, ROOT) for target in targets)
        say(f"\n== {stage.name}: {' '.join(relative)}")
        outcome = stage.run(environment, targets, list(options))
        if not outcome.count and not options:
            say(f"{stage.name}: no test ran, although there are some.")
            outcome.failed += 1
        total += outcome
    for name in total.skipped:
        say(f"skipped, which counts as failed: {name}")
    return total


def _choose(paths: Sequence[str]) -> list[tuple[Stage, list[str]]]:
    """Each stage with what it has to run."""
    chosen: dict[Stage, list[str]] = {}
    for path in paths or [str(ROOT)]:
        for stage, target in _split(path):
            chosen.setdefault(stage, []).append(target)
    return [(stage, chosen[stage]) for stage in STAGES if stage in chosen]


def _split(path: str) -> list[tuple[Stage, str]]:
    """The stage that a path belongs to, and those with folders below it."""
    file, separator, test = path.partition("::")
    place = Path(file).resolve()
    if not place.exists():
        raise Failure(f"There is no {file}: name a test file, a folder or file::test.")
    owner = next((stage for stage in STAGES if stage.owns(place)), None)
    parts = [(owner, f"{place}{separator}{test}")] if owner else []
    parts += [
        (stage, str(folder))
        for stage in STAGES
        if stage is not owner
        for folder in stage.folders()
        if folder.is_relative_to(place)
    ]
    if not parts:
        raise Failure(f"There are no tests in {file}.")
    return parts
