"""When which customer is to be visited: days that are due, and visits that serve two.

A need is due on a day, ``first`` to ``last`` is when the visit may be, ``by`` until
when it should be. What is overdue is due when the plan begins.
"""

import calendar
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
# The farthest that a visit strays from the day on which it is due.
WIDEST_SLACK = 30


@dataclass(slots=True, eq=False)
class Need:
    """``event`` says what a visit answers, a complaint for instance; ``strength`` which
    of two visits serves for both; ``rules`` are those it serves besides its own."""

    customer: int
    rule: int
    due: date
    first: date
    by: date
    last: date
    overdue: int = 0
    event: Hashable = None
    strength: Any = 0
    merge_days: int = 0
    partner: int = 0
    rules: list[int] = field(default_factory=list)
    # The first day as it was found: it tells a visit from others of the rule.
    known_by: date | None = None

    def __post_init__(self):
        if self.known_by is None:
            self.known_by = self.first


def step(day: date, number: int, unit: str) -> date:
    """So much later; the last of the month where the next has no such day."""
    if unit in ("day", "week"):
        return day + timedelta(days=number * DAYS[unit])
    months = number * (12 if unit == "year" else 1) + day.month - 1
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def slack(number: int, unit: str) -> int:
    """How many days before and after the due one are as good: a quarter of the way."""
    return min(number * DAYS[unit] // 4, WIDEST_SLACK)


def days_of_interval(
    since: date, interval: tuple[int, str], period: tuple[date, date]
) -> list[tuple[date, date, date, date, int]]:
    """What is due again and again in a period.

    :param since: the last visit, or when the relation began
    :return: tuples of the day, ``first``, ``by`` and ``last``, and the days overdue
    :raise ValueError: an interval of nothing would never end
    """
    number, unit = interval
    if number <= 0:
        raise ValueError("An interval must be more than nothing.")
    begin, end = period
    around = timedelta(days=slack(number, unit))
    due = step(since, number, unit)
    overdue = max((begin - due).days, 0)
    due = anchor = max(due, begin)
    days: list[tuple[date, date, date, date, int]] = []
    while due <= end:
        # Counted from the first, so that the 31st does not become the 28th for good.
        following = step(anchor, (len(days) + 1) * number, unit)
        first = max(due - around, begin)
        last = max(min(following - around - timedelta(days=1), end), due)
        days.append((due, first, min(due + around, last), last, overdue))
        overdue, due = 0, following
    return days


def unserved(needs: Sequence[Need], days: Iterable[date], reach: int) -> list[Need]:
    """Without those that a visit serves, which is on one of ``days``.

    Each visit serves one: the one due next to it, if that is within ``reach`` days.
    """
    left = list(needs)
    for day in sorted(days):
        near = min(left, key=lambda need: abs((need.due - day).days), default=None)
        if near and abs((near.due - day).days) <= reach:
            left.remove(near)
    return left


def merged(needs: Iterable[Need]) -> list[Need]:
    """The needs of one customer, where one visit serves those of a few days.

    The strongest stays and takes in what it can serve: due within the ``merge_days`` of
    the other, with a day that suits both, and not answering another event.
    """
    kept: list[Need] = []
    order = sorted(
        needs, key=lambda need: (need.strength, need.due, need.rule), reverse=True
    )
    for need in order:
        host = next((one for one in kept if _can_serve(one, need)), None)
        if host is None:
            kept.append(need)
            continue
        host.first, host.last = max(host.first, need.first), min(host.last, need.last)
        host.by = max(min(host.by, need.by, host.last), host.first)
        host.overdue = max(host.overdue, need.overdue)
        if host.event is None:
            host.event = need.event
        if need.rule != host.rule and need.rule not in host.rules:
            host.rules.append(need.rule)
    for need in kept:
        need.rules.sort()
    return sorted(kept, key=lambda need: (need.first, need.due, need.rule))


def _can_serve(host: Need, need: Need) -> bool:
    if host.rule == need.rule and need.event is None:
        return False
    if host.event is not None and need.event is not None and host.rule != need.rule:
        return False
    return abs((host.due - need.due).days) <= need.merge_days and max(
        host.first, need.first
    ) <= min(host.last, need.last)


def served_by(need: Need, visits: Iterable[tuple[date, Any, Collection]]) -> bool:
    """Whether a visit that is there anyway serves a need.

    :param visits: the day of each, what it is strong enough for, and its rules
    """
    for day, strength, rules in visits:
        if need.rule in rules or strength < need.strength:
            continue  # what serves its own rule has been taken into account before
        if need.event is not None and day < need.known_by:
            continue
        if abs((need.due - day).days) <= need.merge_days:
            return True
    return False
