"""What came of tests."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Outcome:
    """A skipped test counts as failed: what must not be skipped, mostly is."""

    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Outcome") -> "Outcome":
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        return self

    @property
    def count(self) -> int:
        return self.passed + self.failed + len(self.skipped)

    @property
    def is_good(self) -> bool:
        return self.passed == self.count > 0

    @property
    def line(self) -> str:
        return f"{self.passed} passed, {self.failed + len(self.skipped)} failed"


def read_report(report: Path) -> Outcome:
    """Out of pytest's JUnit file."""
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
