"""./dev test: every stage, or those that the named paths belong to."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from . import build
from .console import Failure, Step, say
from .environment import Environment
from .outcome import Outcome
from .paths import LOGS, ROOT
from .stages import STAGES, TOOLS, Part, Stage


def run_tests(
    environment: Environment, paths: Sequence[str], options: Sequence[str]
) -> Outcome:
    """``options`` go to pytest, and may deselect all tests of a stage."""
    runs = [
        Run(environment, stage, targets, list(options), number)
        for stage, whole in _choose(paths)
        for number, targets in enumerate(stage.split(whole))
    ]
    outcomes = [run.live() for run in runs] if len(runs) == 1 else _side_by_side(runs)
    total = Outcome()
    for outcome in outcomes:
        total += outcome
    for name in total.skipped:
        say(f"skipped, which counts as failed: {name}")
    return total


@dataclass
class Run:
    """A part of a stage, in a process and with a database of its own."""

    environment: Environment
    stage: Stage
    targets: list[str]
    options: list[str]
    number: int

    def live(self) -> Outcome:
        say(f"\n== {self.stage.name}: {self._shown_targets}")
        return self._run(Part(self.number))

    def kept(self) -> tuple[Outcome, str]:
        """What came of it, and what it printed, which a log shows meanwhile."""
        log = LOGS / f"tests-{self.stage.name}-{self.number + 1}.log"
        with log.open("w+", errors="replace") as output:
            outcome = self._run(Part(self.number, output))
            output.seek(0)
            return outcome, output.read()

    @property
    def title(self) -> str:
        return f"{self.stage.name}, part {self.number + 1}"

    @property
    def _shown_targets(self) -> str:
        return " ".join(os.path.relpath(target, ROOT) for target in self.targets)

    def _run(self, part: Part) -> Outcome:
        outcome = self.stage.run(self.environment, self.targets, self.options, part)
        if not outcome.count and not self.options:
            say(f"{self.stage.name}: no test ran, although there are some.")
            outcome.failed += 1
        return outcome


def _side_by_side(runs: list[Run]) -> Iterator[Outcome]:
    """As many as there are cores, what takes longest first; each printed as it ends."""
    if any(run.stage is not TOOLS for run in runs):
        build.test_template(runs[0].environment)
    workers = min(len(runs), os.cpu_count() or 1)
    with Step("Tests") as step, ThreadPoolExecutor(workers) as pool:
        started = {pool.submit(run.kept): run for run in reversed(runs)}
        for ended, future in enumerate(as_completed(started), 1):
            outcome, printed = future.result()
            step.note = f"{ended} of {len(runs)} parts"
            say(f"\n== {started[future].title}: {outcome.line}")
            print(printed, flush=True)
            yield outcome


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
