"""The benchmarks in bench/."""

import json
import subprocess
import sys
from pathlib import Path

from .console import Failure
from .environment import Environment
from .paths import ROOT

FOLDER = ROOT / "bench"
PREFIX = "bench_"
# Those that measure beside add-ons of others.
BESIDE_PEERS = ("complaints",)


def benchmarks() -> list[str]:
    scripts = sorted(FOLDER.glob(f"{PREFIX}*.py"))
    return [script.stem.removeprefix(PREFIX) for script in scripts]


def find(name: str) -> Path:
    script = FOLDER / f"{PREFIX}{name}.py"
    if not script.is_file():
        there = ", ".join(benchmarks()) or "none"
        raise Failure(f"There is no benchmark '{name}'. There are: {there}.")
    return script


def run_for_json(command: list[str], environment: Environment, **more: str) -> int:
    """Only the results, one JSON object per line; the rest goes to stderr."""
    with subprocess.Popen(
        command, env=environment.variables(**more), stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True, file=_stream(line))
    return process.returncode


def _stream(line: str):
    try:
        return sys.stdout if isinstance(json.loads(line), dict) else sys.stderr
    except ValueError:
        return sys.stderr
