"""./dev attack: every attacker with every way, thoroughly; its table is kept."""

import os
from collections.abc import Sequence

from . import testing
from .environment import Environment
from .outcome import Outcome
from .paths import ROOT
from .process import shown

TEST = ROOT / "tests" / "test_hidden_customer.py"
RESULT = ROOT / "tests" / "ATTACK.md"
THOROUGHLY = "ATTACK_THOROUGHLY"
AROUND_CASES = "ATTACK_CASES"
KEPT = "ATTACK_RESULT"


def run(environment: Environment, options: Sequence[str]) -> Outcome:
    """``options`` go to pytest. What was found is printed and stands in ``RESULT``."""
    os.environ[THOROUGHLY] = "1"
    os.environ[AROUND_CASES] = "1"
    os.environ[KEPT] = str(RESULT)
    before = _written()
    outcome = testing.run_tests(environment, [str(TEST)], options)
    if _written() != before:
        print(RESULT.read_text())
        print(f"Kept as {shown(RESULT)}")
    return outcome


def _written() -> float:
    return RESULT.stat().st_mtime if RESULT.exists() else 0.0
