"""The stages of ./dev test: which tests are theirs, and how they are run."""

import os
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import addons, build
from .environment import Environment
from .outcome import Outcome, read_report
from .paths import LOGS, ROOT

NO_TESTS_COLLECTED = 5
PART_FILES = 45  # test files of the add-ons that make a part of their own
WITHOUT_ODOO = ["-p", "no:odoo"]


@dataclass(frozen=True)
class Part:
    """One of the parts of a stage, and where its output goes (None: the terminal)."""

    number: int = 0
    output: IO | None = None


WHOLE = Part()


class Stage(ABC):
    name: str

    @abstractmethod
    def folders(self) -> list[Path]:
        """The folders with tests of this stage."""

    @abstractmethod
    def run(
        self,
        environment: Environment,
        targets: list[str],
        options: list[str],
        part: Part = WHOLE,
    ) -> Outcome:
        """Run the targets, each a path or path::test in the stage's folders."""

    def split(self, targets: list[str]) -> list[list[str]]:
        """The targets in parts that may run side by side."""
        return [targets]

    def owns(self, place: Path) -> bool:
        return any(place.is_relative_to(folder) for folder in self.folders())

    def _pytest(
        self,
        environment: Environment,
        arguments: Iterable[str],
        part: Part,
        **variables: str,
    ) -> Outcome:
        report = LOGS / f"tests-{self.name}-{part.number}-{os.getpid()}.xml"
        configuration = f"--config-file={ROOT / 'pyproject.toml'}"
        places = [f"--rootdir={ROOT}", configuration, f"--junitxml={report}"]
        code = subprocess.run(
            [environment.python, "-m", "pytest", *places, *arguments],
            cwd=ROOT,
            env=environment.variables(PYTHONUNBUFFERED="1", **variables),
            stdin=subprocess.DEVNULL,
            stdout=part.output,
            stderr=part.output,
        ).returncode
        outcome = read_report(report)
        report.unlink(missing_ok=True)
        if code not in (0, NO_TESTS_COLLECTED) and not outcome.failed:
            outcome.failed += 1  # pytest itself broke
        return outcome


class ToolsStage(Stage):
    """Plain Python: neither Odoo nor a database."""

    name = "tools"

    def folders(self) -> list[Path]:
        ours = addons.ours().values()
        return _with_tests(addon.folder / "tests" / "tools" for addon in ours)

    def run(
        self,
        environment: Environment,
        targets: list[str],
        options: list[str],
        part: Part = WHOLE,
    ) -> Outcome:
        outcome = Outcome()
        for folder in self.folders():
            inside = [target for target in targets if _is_below(target, folder)]
            if inside:
                # From further up pytest would import the add-on, and with it Odoo.
                start = [*WITHOUT_ODOO, f"--confcutdir={folder}"]
                outcome += self._pytest(environment, [*start, *inside, *options], part)
        return outcome


class AddonsStage(Stage):
    """The add-ons' own tests in a clone of the test database, browser included."""

    name = "add-ons"

    def folders(self) -> list[Path]:
        return _with_tests(addon.folder / "tests" for addon in addons.ours().values())

    def run(
        self,
        environment: Environment,
        targets: list[str],
        options: list[str],
        part: Part = WHOLE,
    ) -> Outcome:
        with build.test_database(environment, f"addons{part.number}") as database:
            start = [
                f"--odoo-database={database.name}",
                "--odoo-http",
                "--odoo-log-level=error",
            ]
            others = [f"--ignore={folder}" for folder in TOOLS.folders()]
            arguments = [*start, *others, *targets, *options]
            return self._pytest(environment, arguments, part)

    def split(self, targets: list[str]) -> list[list[str]]:
        """Every n-th file: neighbours, of one wing, take alike long."""
        files = list(self._files(targets))
        count = -(-len(files) // PART_FILES)
        return [files[number::count] for number in range(count)]

    def _files(self, targets: list[str]) -> Iterator[str]:
        for target in targets:
            if not os.path.isdir(target):
                yield target
                continue
            for file in sorted(Path(target).rglob("test_*.py")):
                if not TOOLS.owns(file):
                    yield str(file)


class EndToEndStage(Stage):
    """Server processes and a browser, seen from outside."""

    name = "end-to-end"

    def folders(self) -> list[Path]:
        return _with_tests([ROOT / "tests"])

    def run(
        self,
        environment: Environment,
        targets: list[str],
        options: list[str],
        part: Part = WHOLE,
    ) -> Outcome:
        with build.test_database(environment, "end_to_end") as database:
            return self._pytest(
                environment,
                [*WITHOUT_ODOO, *targets, *options],
                part,
                CUSTOMER_POLICY_TEST_DATABASE=database.name,
                CUSTOMER_POLICY_ODOO=str(environment.source.folder),
            )


TOOLS = ToolsStage()
STAGES: tuple[Stage, ...] = (TOOLS, AddonsStage(), EndToEndStage())


def _with_tests(folders: Iterable[Path]) -> list[Path]:
    return [folder for folder in folders if any(folder.glob("test_*.py"))]


def _is_below(target: str, folder: Path) -> bool:
    return Path(target.partition("::")[0]).is_relative_to(folder)
