"""What a figure says: met or not, better or worse, and which are the worst.

Plain Python without Odoo.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

UTC = ZoneInfo("UTC")
# Shares come from divisions: a hair is no difference.
HAIR = 1e-9


class Period(NamedTuple):
    """A month as far as it has come: moments in UTC, days where the reader is."""

    first: date
    today: date
    start: datetime
    stop: datetime
    morning: datetime


def periods(moment: datetime, zone: str) -> tuple[Period, Period]:
    """Return this month until now, and the last one until the same day and hour.

    :param moment: in UTC, without a zone
    """
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return _until(local, zone), _until(local - relativedelta(months=1), zone)


def _until(local: datetime, zone: str) -> Period:
    today = local.date()
    first = today.replace(day=1)
    return Period(
        first,
        today,
        _utc(datetime.combine(first, time.min), zone),
        _utc(local, zone),
        _utc(datetime.combine(today, time.min), zone),
    )


def _utc(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def months_before(today: date, number: int) -> list[date]:
    """Return the first days of this month and of those before it, the oldest first."""
    first = today.replace(day=1)
    return [first - relativedelta(months=n) for n in reversed(range(number))]


def share(part: int, whole: int) -> float | None:
    """Return how many per cent a part is, or None of nothing."""
    return 100 * part / whole if whole else None


def verdict(value: float | None, target: float | None, better: str) -> str:
    """Return ``met``, ``missed`` or ``none``.

    :param better: ``less``, ``below`` (less, and the target itself is too much) or
        ``more``
    """
    if value is None or target is None or not better:
        return "none"
    if better == "below":
        is_met = value < target
    else:
        is_met = value <= target + HAIR if better == "less" else value >= target - HAIR
    return "met" if is_met else "missed"


def trend(value: float | None, before: float | None, better: str) -> str:
    """Return ``better``, ``worse``, ``same`` or ``none``."""
    if value is None or before is None or not better:
        return "none"
    if abs(value - before) <= HAIR:
        return "same"
    return "better" if (value > before) == (better == "more") else "worse"


def distance(value: float | None, target: float | None, better: str) -> float:
    """Return how far a figure is from its target: 0 where it is met, below 1 else."""
    if verdict(value, target, better) != "missed":
        return 0.0
    wide, narrow = (target, value) if better == "more" else (value, target)
    return max((wide - narrow) / (abs(wide) + 1), HAIR)


def worst(figures: dict, number: int) -> list:
    """Return the keys of those that miss their target most, the worst first.

    :param figures: {key: (value, target, better)}
    """
    far = {key: distance(*figure) for key, figure in figures.items()}
    missed = [key for key, how_far in far.items() if how_far > 0]
    return sorted(missed, key=lambda key: -far[key])[:number]


def week_of(day: date) -> date:
    """Return the Monday of the week."""
    return day - timedelta(days=day.weekday())
