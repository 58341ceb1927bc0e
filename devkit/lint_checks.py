"""ruff and pylint-odoo, both configured in pyproject.toml."""

import os
import subprocess
from pathlib import Path

from . import addons
from .console import say
from .environment import Environment
from .paths import ROOT

PROGRAMS = ("dev", "devkit", "tests", "screens", "bench", "load", "demo")
# Rules for code inside Odoo that a command-line program may break: it prints, has
# no user's record to protect, and commits what it did itself.
NOT_FOR_PROGRAMS = "print-used,method-required-super,sql-injection,invalid-commit"


def run(environment: Environment) -> int:
    ours = list(addons.ours())
    programs = [name for name in PROGRAMS if _has_code(ROOT / name)]
    pylint = ["pylint", f"--jobs={os.cpu_count()}"]
    checks = {
        "ruff": ["ruff", "check", *ours, *programs],
        "pylint-odoo, add-ons": [*pylint, *ours],
        "pylint-odoo, programs": [*pylint, f"--disable={NOT_FOR_PROGRAMS}", *programs],
    }
    clean = True
    for name, command in checks.items():
        say(f"\n== {name}")
        result = subprocess.run(
            [environment.python, "-m", *command],
            cwd=ROOT,
            env=environment.variables(),
            stdin=subprocess.DEVNULL,
        )
        clean = clean and result.returncode == 0
    say("\nLint: clean" if clean else "\nLint: not clean, see above")
    return not clean


def _has_code(place: Path) -> bool:
    return place.is_file() or any(place.glob("*.py"))
