"""What the benchmarks measured: lines for people, and bench/RESULTS.md."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import machine

HEAD = """\
# What the benchmarks measured

Written by `./dev bench`; each section is the last run of one benchmark, and says on
what machine. Ours and the reference run in turns, in one run, on the same data; what
the reference is, stands above each table. *Ratio* is our median by that of the
reference, *noise* how far two equal runs of the reference lie apart: a ratio closer
to 1 says nothing. *Goal* is what the ratio, or what is written there, has to reach.
"""
COLUMNS = (
    *("measure", "ours", "reference", "ratio", "noise", "goal", "met", "runs"),
    "more",
)
SECTION = re.compile(r"^## (\S+)\n", re.MULTILINE)
MET = {True: "yes", False: "**NO**", None: ""}


def as_line(row: Mapping) -> str:
    """For people who wait for it."""
    measure, ours, reference, ratio, noise, goal, met, _runs, more = cells(row)
    line = f"{measure:<48} {ours:>12} {reference:>12} {ratio:>10}"
    wanted = f"goal {goal}: {met.strip('*')}" if goal else ""
    beside = [f"noise {noise}" if noise else "", wanted, more]
    return "   ".join([line, *filter(None, beside)])


def cells(row: Mapping) -> tuple[str, ...]:
    """:param row: a result of bench/common.py"""
    noise = row["noise"]
    return (
        row["name"],
        _figure(row["ours"], row["unit"]),
        _figure(row["reference"], row["unit"]),
        f"{row['ratio']:.3f} ×",
        f"{noise:.3f} ×" if noise else "",
        row["goal"],
        MET[row["met"]],
        str(row["runs"]),
        ", ".join(
            f"{name.replace('_', ' ')} {row['extra'][name]}" for name in row["extra"]
        ),
    )


def _figure(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
    return f"{value:.4g} {unit}"


def section(
    name: str, explained: str, rows: Sequence[Mapping], facts: Mapping[str, str]
) -> str:
    """:param explained: what the benchmark says of itself"""
    size = rows[0]["size"] if rows else 0
    lines = [COLUMNS, ("---", *["---:"] * 6, "---:", "---"), *map(cells, rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    told = machine.as_markdown({**facts, "Size": f"{size:,}"})
    text = "\n".join(f"    {line}".rstrip() for line in explained.splitlines())
    return f"## {name}\n\n{text}\n\n{told}\n\n{table}\n"


def keep(file: Path, order: Sequence[str], new: Mapping[str, str]) -> None:
    """Replace these sections, leave the others; those of no benchmark any more go."""
    text = file.read_text() if file.exists() else ""
    _head, *parts = SECTION.split(text)
    found = {
        name: f"## {name}\n{body.rstrip()}\n"
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }
    found |= new
    sections = [found[name] for name in order if name in found]
    file.write_text("\n".join([HEAD, *sections]))


def summary(rows: Sequence[Mapping]) -> str:
    """How many goals there are, and which were missed."""
    judged = [row for row in rows if row["met"] is not None]
    missed = [row["name"] for row in judged if not row["met"]]
    line = f"{len(judged) - len(missed)} of {len(judged)} goals met."
    return "\n".join([line, *(f"missed: {name}" for name in missed)])
