"""Which step of a ladder of penalties a breach leads to.

Breaches are counted in the order in which they were decided: only what was decided
before warns somebody. Whether an earlier one still counts depends on the days of the
breaches themselves, whichever of the two came first.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta


class LadderError(ValueError):
    """``args[0]`` is the code: window, empty, gap."""


class Breach(NamedTuple):
    """A decided breach; a revoked one is not among them."""

    key: int
    day: date


def check_window(months: int | None) -> None:
    """Refuse a window in which nothing can count; None counts for ever."""
    if months is not None and months <= 0:
        raise LadderError("window")


def check_steps(numbers: Iterable[int]) -> None:
    """Refuse a ladder without steps, or whose steps are not 1, 2, 3, … without a gap.

    A number may stand for several measures of the same step.
    """
    steps = sorted(set(numbers))
    if not steps:
        raise LadderError("empty")
    if steps != [*range(1, len(steps) + 1)]:
        raise LadderError("gap")


def counts(day: date, other: date, months: int | None) -> bool:
    """Whether a breach of the day ``other`` counts for one of ``day``.

    The window rolls: a breach lapses ``months`` later, on the same day of the month or
    on its last day where there is none.
    """
    if months is None:
        return True
    check_window(months)
    first, second = sorted((day, other))
    return second < first + relativedelta(months=months)


def occurrence(day: date, others: Iterable[date], months: int | None) -> int:
    """Which one it is, those that still count of the ``others`` being before it."""
    return 1 + sum(counts(day, other, months) for other in others)


def recount(breaches: Sequence[Breach], months: int | None) -> dict[int, int]:
    """The occurrences of all breaches of a person.

    :param breaches: in the order in which they were decided, without revoked ones
    :return: {key of a breach: its occurrence}
    """
    days: list[date] = []
    numbers = {}
    for breach in breaches:
        numbers[breach.key] = occurrence(breach.day, days, months)
        days.append(breach.day)
    return numbers


def step(number: int, steps: Iterable[int]) -> int:
    """The step of the ``number``-th occurrence, or of a severity; the last one stays.

    :param number: an occurrence, or the rank of a severity; 1 is the first or slightest
    """
    steps = [*steps]
    check_steps(steps)
    if number < 1:
        raise ValueError(f"There is no occurrence number {number}.")
    return min(number, max(steps))
