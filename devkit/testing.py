"""The stages of ./dev test, and Odoo's own runner."""

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from . import addons, build, server
from .console import Failure, Step, say
from .environment import Environment
from .paths import DEV, ROOT
from .process import CommandFailed, run_logged, shown

NO_TESTS_COLLECTED = 5
END_TO_END = ROOT / "tests"
ODOO_RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
ODOO_TROUBLE = re.compile(r"^\S+ \S+ \d+ (ERROR|CRITICAL) |: (FAIL|ERROR): ")
ODOO_SKIPPED = re.compile(r"INFO \S+ \S+: skipped (.+)")


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    @property
    def line(self) -> str:
        return f"{self.passed} passed, {self.failed + len(self.skipped)} failed"


@dataclass(frozen=True)
class Stage:
    name: str
    owns: Callable[[Path], bool]
    folders: Callable[[], list[Path]]
    run: Callable[[Environment, str, list[str]], Outcome]


def run_tests(
    environment: Environment, paths: Sequence[str], options: Sequence[str] = ()
) -> bool:
    """Run the stages that the paths belong to; a skipped test is a failure."""
    chosen = _choose(paths)
    total = Outcome()
    for stage, targets in chosen:
        say(f"\n== {stage.name}: {' '.join(_relative(target) for target in targets)}")
        outcome = stage.run(environment, stage.name, [*targets, *options])
        if not options and not outcome.passed + outcome.failed + len(outcome.skipped):
            say(f"{stage.name}: no test ran, although there are some.")
            outcome.failed += 1
        total.add(outcome)
    for name in total.skipped:
        say(f"skipped, which counts as failed: {name}")
    if not chosen:
        say("There are no tests.")
        total.failed += 1
    print(total.line, flush=True)
    return not total.failed and not total.skipped


def _choose(paths: Sequence[str]) -> list[tuple[Stage, list[str]]]:
    """Each stage with what it has to run: all its folders, or the paths named."""
    if not paths:
        everything = [(stage, list(map(str, stage.folders()))) for stage in STAGES]
        return [(stage, targets) for stage, targets in everything if targets]
    chosen: dict[str, list[str]] = {}
    for path in paths:
        for stage, target in _split(path):
            chosen.setdefault(stage.name, []).append(target)
    return [(stage, chosen[stage.name]) for stage in STAGES if stage.name in chosen]


def _split(path: str) -> list[tuple[Stage, str]]:
    """A path inside a stage's folder, or a folder above some of them."""
    file, separator, node = path.partition("::")
    place = Path(file).resolve()
    if not place.exists():
        raise Failure(f"There is no {file}: name a test file, a folder or file::test.")
    for stage in STAGES:
        if stage.owns(place):
            return [(stage, f"{place}{separator}{node}")]
    below = [
        (stage, str(folder))
        for stage in STAGES
        for folder in stage.folders()
        if folder.is_relative_to(place)
    ]
    if not below:
        raise Failure(f"There are no tests in {file}.")
    return below


def _relative(target: str) -> str:
    return os.path.relpath(target, ROOT)


def _tools_folders() -> list[Path]:
    return _with_tests(addon.folder / "tests" / "tools" for addon in _addons())


def _addon_folders() -> list[Path]:
    return _with_tests(addon.folder / "tests" for addon in _addons())


def _with_tests(folders) -> list[Path]:
    return [folder for folder in folders if any(folder.glob("test_*.py"))]


def _addons() -> list[addons.Addon]:
    return list(addons.ours().values())


def _is_below(folder: Callable[[], list[Path]]) -> Callable[[Path], bool]:
    return lambda place: any(place.is_relative_to(each) for each in folder())


def _run_tools(environment: Environment, name: str, targets: list[str]) -> Outcome:
    return _pytest(environment, name, ["-p", "no:odoo", *targets])


def _run_addons(environment: Environment, name: str, targets: list[str]) -> Outcome:
    with build.test_database(environment, f"pytest_{os.getpid()}") as database:
        ignored = [f"--ignore={folder}" for folder in _tools_folders()]
        options = [
            f"--odoo-database={database.name}",
            "--odoo-http",
            "--odoo-log-level=error",
        ]
        return _pytest(environment, name, [*options, *ignored, *targets])


def _run_end_to_end(environment: Environment, name: str, targets: list[str]) -> Outcome:
    with build.test_database(environment, f"end_to_end_{os.getpid()}") as database:
        return _pytest(
            environment,
            name,
            ["-p", "no:odoo", *targets],
            CUSTOMER_POLICY_TEST_DATABASE=database.name,
            CUSTOMER_POLICY_ODOO=str(environment.source.folder),
        )


STAGES = (
    Stage("tools", _is_below(_tools_folders), _tools_folders, _run_tools),
    Stage("add-ons", _is_below(_addon_folders), _addon_folders, _run_addons),
    Stage(
        "end-to-end",
        _is_below(lambda: [END_TO_END]),
        lambda: _with_tests([END_TO_END]),
        _run_end_to_end,
    ),
)


def _pytest(
    environment: Environment, name: str, arguments: list[str], **more: str
) -> Outcome:
    report = DEV / "logs" / f"tests-{name}-{os.getpid()}.xml"
    command = [
        environment.python,
        "-m",
        "pytest",
        f"--rootdir={ROOT}",
        f"--config-file={ROOT / 'pyproject.toml'}",
        f"--junitxml={report}",
    ]
    code = subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment.variables(**more),
        stdin=subprocess.DEVNULL,
    ).returncode
    outcome = _read(report)
    report.unlink(missing_ok=True)
    if code not in (0, NO_TESTS_COLLECTED) and not outcome.failed:
        outcome.failed += 1  # pytest itself broke
    return outcome


def _read(report: Path) -> Outcome:
    outcome = Outcome()
    if not report.exists():
        return outcome
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif (skip := case.find("skipped")) is not None:
            name = f"{case.get('classname')}.{case.get('name')}"
            outcome.skipped.append(f"{name}: {skip.get('message')}")
        else:
            outcome.passed += 1
    return outcome


def run_odoo_tests(environment: Environment, modules: Sequence[str]) -> bool:
    """Odoo's own runner: updates the add-ons in a clone and runs their tests."""
    names = list(modules) or list(addons.ours())
    with build.test_database(environment, f"odoo_test_{os.getpid()}") as database:
        title = f"Odoo's own tests of {', '.join(names)}"
        log = f"odoo-test-{os.getpid()}.log"
        command = environment.odoo(
            "-d",
            database.name,
            "-u",
            ",".join(names),
            "--test-tags",
            ",".join(f"/{name}" for name in names),
            "--http-port",
            str(server.free_port(server.FIRST_PORT + 1)),
            "--stop-after-init",
        )
        with Step(title) as step:
            outcome = _run_odoo(title, command, log, environment, step)
    print(outcome.line, flush=True)
    return bool(outcome.passed) and not outcome.failed and not outcome.skipped


def _run_odoo(
    title: str, command: list[str], log: str, environment: Environment, step: Step
) -> Outcome:
    trouble: list[str] = []
    outcome = Outcome()

    def watch(line: str) -> None:
        if ODOO_TROUBLE.search(line):
            trouble.append(line.rstrip())
        if skipped := ODOO_SKIPPED.search(line):
            outcome.skipped.append(skipped[1])
        if result := ODOO_RESULT.search(line):
            failed, errors, count = map(int, result.groups())
            outcome.failed = failed + errors
            outcome.passed = count - outcome.failed - len(outcome.skipped)
        if " Starting " in line:
            step.note = line.split(" Starting ", 1)[1].strip()

    try:
        run_logged(title, command, env=environment.variables(), log=log, watch=watch)
    except CommandFailed as error:
        say(str(error))
        outcome.failed = outcome.failed or 1
    for line in [*trouble, *outcome.skipped]:
        say(line)
    if trouble and not outcome.failed:
        outcome.failed = len(trouble)
    if not outcome.passed + outcome.failed:
        say("No test ran.")
        outcome.failed = 1
    if outcome.failed:
        say(f"See {shown(DEV / 'logs' / log)}")
    return outcome
