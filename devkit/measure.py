"""The benchmarks in bench/."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import machine, peers, results
from .console import Failure, say
from .environment import Environment
from .paths import ROOT

FOLDER = ROOT / "bench"
RESULTS = FOLDER / "RESULTS.md"
PREFIX = "bench_"
# Those that measure beside add-ons of others.
BESIDE_PEERS = ("complaints", "visits")


def benchmarks() -> list[str]:
    scripts = sorted(FOLDER.glob(f"{PREFIX}*.py"))
    return [script.stem.removeprefix(PREFIX) for script in scripts]


def chosen(names: Sequence[str]) -> list[str]:
    """All of them, unless some are named."""
    there = benchmarks()
    for name in names:
        if name not in there:
            known = ", ".join(there) or "none"
            raise Failure(f"There is no benchmark '{name}'. There are: {known}.")
    return list(names) or there


def run(
    environment: Environment,
    names: Sequence[str],
    arguments: Sequence[str],
    *,
    as_json: bool,
) -> bool:
    """One after the other; each that is through has its section in the results.

    :return: whether all got through; a goal that was missed is told, no failure
    """
    everything, broken = [], []
    for name in names:
        say(f"\n== {name}")
        told = machine.facts(environment)
        rows = []
        try:
            for row in _rows(environment, name, arguments):
                print(
                    json.dumps(row, ensure_ascii=False)
                    if as_json
                    else results.as_line(row),
                    flush=True,
                )
                rows.append(row)
        except Failure as failure:
            say(str(failure))
            broken.append(name)
            continue
        everything += rows
        told |= _peers_of(name)
        text = results.section(name, explained(name), rows, told)
        results.keep(RESULTS, benchmarks(), {name: text})
    say(results.summary(everything))
    return not broken


def explained(name: str) -> str:
    """What a benchmark says of itself."""
    return ast.get_docstring(ast.parse(_script(name).read_text())) or ""


def _script(name: str) -> Path:
    return FOLDER / f"{PREFIX}{name}.py"


def _peers_of(name: str) -> dict[str, str]:
    if name not in BESIDE_PEERS:
        return {}
    pins = [line for line in peers.PINS.read_text().splitlines() if "==" in line]
    return {"Beside": ", ".join(pin.replace("==", " ") for pin in pins)}


def _rows(
    environment: Environment, name: str, arguments: Sequence[str]
) -> Iterator[dict]:
    """Its results, as they come; whatever else it prints goes to stderr."""
    beside = name in BESIDE_PEERS
    more = {peers.VARIABLE: str(peers.ensure())} if beside else {}
    with subprocess.Popen(
        [str(environment.python), str(_script(name)), *arguments],
        env=environment.variables(**more),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout or ():
            row = _row(line)
            if row:
                yield row
            else:
                print(line, end="", flush=True, file=sys.stderr)
    if process.returncode:
        raise Failure(f"The benchmark {name} ended with {process.returncode}.")


def _row(line: str) -> dict | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None
