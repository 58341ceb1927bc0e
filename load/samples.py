"""The requests of the people, as Locust noted them, and what they come to."""

import json
import math
import statistics
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PERCENT = 95
# What happens once in a session, and so while the others still come.
STARTING = ("log-in:", "web client:", "contacts: action", "contacts: views")


class Sample(NamedTuple):
    """``at``: seconds since 1970 when it ended; ``ms``: how long it took."""

    at: float
    name: str
    ms: float
    error: str


class Figures(NamedTuple):
    """Milliseconds."""

    count: int
    median: float
    high: float


def read(file: Path, since: float) -> list[Sample]:
    """Those that count: errors always, times once everybody is there."""
    samples = (
        Sample(**json.loads(line)) for line in file.read_text().splitlines() if line
    )
    return [
        sample
        for sample in samples
        if sample.error or sample.at >= since or sample.name.startswith(STARTING)
    ]


def figures(samples: Iterable[Sample]) -> dict[str, Figures]:
    """By name; errors are no answers, and have no time."""
    times: dict[str, list[float]] = {}
    for sample in samples:
        if not sample.error:
            times.setdefault(sample.name, []).append(sample.ms)
    return {name: _figures(sorted(values)) for name, values in sorted(times.items())}


def _figures(values: list[float]) -> Figures:
    place = math.ceil(len(values) * PERCENT / 100) - 1
    return Figures(len(values), statistics.median(values), values[place])


def errors(samples: Iterable[Sample]) -> Counter[str]:
    return Counter(f"{one.name}: {one.error}" for one in samples if one.error)
