"""ruff and pylint-odoo, both configured in pyproject.toml."""

import os
import subprocess

from . import addons
from .console import say
from .environment import Environment
from .paths import ROOT

FOLDERS = ("devkit", "tests", "bench", "demo")


def run(environment: Environment) -> int:
    folders = [name for name in FOLDERS if any((ROOT / name).glob("*.py"))]
    checked = [*addons.ours(), *folders, "dev"]
    checks = {
        "ruff": ["ruff", "check", *checked],
        "pylint-odoo": ["pylint", f"--jobs={os.cpu_count()}", *checked],
    }
    clean = True
    for name, command in checks.items():
        say(f"\n== {name}")
        python = [environment.python, "-m"]
        result = subprocess.run(
            [*python, *command], cwd=ROOT, env=environment.variables()
        )
        clean = clean and result.returncode == 0
    return not clean
