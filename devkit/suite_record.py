"""What came of Odoo's tests, and how two runs of them differ. Plain data."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

CLASS_SETUP = re.compile(r"(?:setUpClass|tearDownClass) \((?P<owner>\S+)\)")


@dataclass
class Record:
    """Tests by Odoo's id: ``skipped`` and ``broken`` say why.

    A class that could not be prepared is in ``broken`` as ``setUpClass (…)``; its tests
    have not begun.
    """

    begun: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    is_complete: bool = False
    seconds: int = 0

    @property
    def passed(self) -> set[str]:
        return self.begun - self.skipped.keys() - self.broken.keys()

    def failed(self, test: str) -> bool:
        """Whether a test, or the preparing of a class, did not come out well."""
        if CLASS_SETUP.fullmatch(test):
            return test in self.broken or not self.is_complete
        return test not in self.passed

    def reason(self, test: str) -> str:
        return self.broken.get(test) or self.skipped.get(test) or "not run"

    @property
    def findings(self) -> list[str]:
        return [f"{test}: {reason}" for test, reason in sorted(self.broken.items())]

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "begun": sorted(self.begun)}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Record":
        content = json.loads(text)
        return cls(**{**content, "begun": set(content["begun"])})


def read(lines: Iterable[str]) -> Record:
    """Out of what suite_inside.py writes; a last line may be cut off."""
    record = Record()
    for line in lines:
        if not line.endswith("\n"):
            break
        _add(record, json.loads(line))
    return record


def _add(record: Record, entry: dict) -> None:
    match entry["outcome"]:
        case "begun":
            record.begun.add(entry["test"])
        case "skipped":
            record.skipped[entry["test"]] = entry["message"]
        case "broken":
            record.broken.setdefault(entry["test"], entry["message"])
        case "through":
            record.is_complete = True


def worse(without: Record, with_us: Record) -> dict[str, str]:
    """What passes without the add-ons and not with them, and why."""
    tests = without.passed - with_us.passed
    tests |= {name for name in with_us.broken if CLASS_SETUP.fullmatch(name)}
    return {
        test: with_us.reason(test) for test in sorted(tests - without.broken.keys())
    }


def tag(test: str) -> str:
    """What to say to Odoo's --test-tags, for the test or the whole class."""
    if setup := CLASS_SETUP.fullmatch(test):
        path, method = setup["owner"], ""
    else:
        path, method = test.rsplit(".", 1)
    module, owner = path.split(".")[2], path.rpartition(".")[2]
    return f"/{module}:{owner}.{method}".rstrip(".")


@dataclass
class Again:
    """How often a test failed of the times it was run alone."""

    times: int = 0
    without: int = 0
    with_us: int = 0

    @property
    def counts(self) -> bool:
        """It fails with the add-ons and never without them."""
        return bool(self.with_us) and not self.without
