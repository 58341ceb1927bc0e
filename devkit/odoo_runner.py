"""./dev odoo-test: the add-ons' tests with Odoo's own runner."""

import re
from collections.abc import Sequence

from . import build, server
from .console import Step, say
from .environment import Environment
from .outcome import Outcome
from .paths import LOGS
from .process import CommandFailed, run_logged, shown

RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
TROUBLE = re.compile(r"^\S+ \S+ \d+ (ERROR|CRITICAL) ")
SKIPPED = re.compile(r" INFO \S+ \S+: skipped (.+)")
STARTING = re.compile(r": Starting (\w+\.\w+)")


class _Log:
    """Reads the runner's log line by line."""

    def __init__(self, step: Step):
        self.step = step
        self.outcome = Outcome()
        self.trouble: list[str] = []

    def watch(self, line: str) -> None:
        if TROUBLE.search(line):
            self.trouble.append(line.rstrip())
        elif starting := STARTING.search(line):
            self.step.note = starting[1]
        elif skipped := SKIPPED.search(line):
            self.outcome.skipped.append(skipped[1])
        if result := RESULT.search(line):
            failures, errors, count = map(int, result.groups())
            self.outcome.failed = failures + errors
            self.outcome.passed = (
                count - self.outcome.failed - len(self.outcome.skipped)
            )


def run(environment: Environment, names: Sequence[str]) -> Outcome:
    """Update the add-ons in a clone of the test database and run their tests."""
    file = "odoo-test.log"
    with build.test_database(environment, "odoo_test") as database:
        command = environment.odoo(
            *("-d", database.name, "--stop-after-init"),
            *("-u", ",".join(names)),
            *("--test-tags", ",".join(f"/{name}" for name in names)),
            *("--http-port", str(server.unused_port())),
        )
        with Step(f"Odoo's own tests of {', '.join(names)}") as step:
            log = _Log(step)
            variables = environment.variables()
            try:
                run_logged(
                    step.title, command, env=variables, log=file, watch=log.watch
                )
            except CommandFailed as error:
                log.trouble.append(str(error))
    for line in [*log.trouble, *log.outcome.skipped]:
        say(line)
    log.outcome.failed = max(log.outcome.failed, len(log.trouble[:1]))
    if not log.outcome.is_good:
        say(f"See {shown(LOGS / file)}")
    return log.outcome
