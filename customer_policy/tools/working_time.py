"""Clocks that count working time.

Working time comes as a list of ``(start, stop)``: sorted, disjoint, none empty, with
datetimes that carry their zone (all the same). A lunch break or a holiday is a gap. The
list covers a stretch only; what would have to be looked for beyond its end raises
``LookupError``, and the caller comes back with a longer one.

Minutes and hours are counted as they pass, also in the night in which the clocks of a
country are changed; days go by its calendar.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

Intervals = Sequence[tuple[datetime, datetime]]
UNITS = ("minute", "hour", "working_day", "day")
# Keys and names as Odoo has them for working schedules.
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class NoWorkingTimeError(LookupError):
    """There is no working time to be found."""


class BeyondHorizonError(LookupError):
    """The list of intervals ends too early."""


def merged(intervals: Intervals) -> list[tuple[datetime, datetime]]:
    """The same time, sorted, with what touches or overlaps made one."""
    result: list[tuple[datetime, datetime]] = []
    for start, stop in sorted(intervals):
        if start >= stop:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(stop, result[-1][1]))
        else:
            result.append((start, stop))
    return result


def is_working(intervals: Intervals, moment: datetime) -> bool:
    """Whether a moment lies in working time, beginning and end included."""
    index = bisect_right(intervals, moment, key=_start) - 1
    return index >= 0 and moment <= intervals[index][1]


def next_working(intervals: Intervals, moment: datetime) -> datetime:
    """The moment itself where it is in working time, else the next beginning.

    :raise BeyondHorizonError: the list ends before
    """
    if is_working(intervals, moment):
        return moment
    index = bisect_right(intervals, moment, key=_start)
    if index == len(intervals):
        raise BeyondHorizonError
    return intervals[index][0]


def worked(intervals: Intervals, start: datetime, stop: datetime) -> timedelta:
    """How much working time lies between two moments."""
    total = timedelta()
    for begin, end in intervals:
        if begin >= stop:
            break
        if end > start:
            total += passed(max(begin, start), min(end, stop))
    return total


def add_working(intervals: Intervals, start: datetime, amount: timedelta) -> datetime:
    """The moment when ``amount`` of working time has passed since ``start``.

    :raise BeyondHorizonError: the list holds less
    """
    moment = next_working(intervals, start)
    first = bisect_right(intervals, moment, key=_start) - 1
    for begin, end in intervals[first:]:
        begin = max(begin, moment)
        length = passed(begin, end)
        if amount <= length:
            return later(begin, amount)
        amount -= length
    raise BeyondHorizonError


def add_working_days(intervals: Intervals, start: datetime, number: int) -> datetime:
    """The same time of day on the ``number``-th day of work after that of ``start``.

    What falls into a break goes to its end, what falls after work to the end of work.
    """
    moment = next_working(intervals, start)
    days = sorted({begin.date() for begin, _end in intervals if begin >= moment})
    days = [day for day in days if day > moment.date()]
    if not number:
        return moment
    if len(days) < number:
        raise BeyondHorizonError
    shifted = moment.replace(
        year=days[number - 1].year,
        month=days[number - 1].month,
        day=days[number - 1].day,
    )
    parts = [(b, e) for b, e in intervals if b.date() == days[number - 1]]
    if shifted > parts[-1][1]:
        return parts[-1][1]
    return next_working(parts, shifted)


def deadline(intervals: Intervals, start: datetime, amount: int, unit: str) -> datetime:
    """When a clock of ``amount`` units that starts at ``start`` runs out.

    Minutes and hours are such of working time, days are those of the calendar; one that
    ends outside working time ends when work begins again.

    :param unit: one of ``UNITS``
    :raise NoWorkingTimeError: the list is empty
    :raise BeyondHorizonError: the list ends too early
    """
    if not intervals:
        raise NoWorkingTimeError
    if unit == "day":
        return next_working(intervals, start + timedelta(days=amount))
    if unit == "working_day":
        return add_working_days(intervals, start, amount)
    return add_working(intervals, start, timedelta(**{f"{unit}s": amount}))


def reminder(
    intervals: Intervals, due: datetime, amount: int, unit: str, earliest: datetime
) -> datetime:
    """The moment ``amount`` units of time before a clock runs out, in working time.

    Minutes and hours are such of working time; what is counted in days and falls
    outside working time goes to the end of work before.

    :param unit: one of ``UNITS``
    :param earliest: what is returned where the list holds nothing before
    :raise NoWorkingTimeError: the list is empty
    :raise BeyondHorizonError: the list ends before ``due``
    """
    if not intervals:
        raise NoWorkingTimeError
    if due > intervals[-1][1]:
        raise BeyondHorizonError
    if unit == "day":
        return _last_working(intervals, due - timedelta(days=amount), earliest)
    if unit == "working_day":
        days = sorted({begin.date() for begin, _end in intervals if begin < due})
        days = [day for day in days if day < due.date()]
        if len(days) < amount:
            return earliest
        day = days[-amount]
        moment = due.replace(year=day.year, month=day.month, day=day.day)
        return _last_working(intervals, moment, earliest)
    left = timedelta(**{f"{unit}s": amount})
    index = bisect_left(intervals, due, key=_start)
    for begin, end in reversed(intervals[:index]):
        end = min(end, due)
        length = passed(begin, end)
        if left <= length:
            return later(end, -left)
        left -= length
    return earliest


def _last_working(
    intervals: Intervals, moment: datetime, earliest: datetime
) -> datetime:
    index = bisect_right(intervals, moment, key=_start) - 1
    return min(moment, intervals[index][1]) if index >= 0 else earliest


def passed(start: datetime, stop: datetime) -> timedelta:
    """How much time passes; datetimes of one zone subtract what their clocks show."""
    return stop.astimezone(UTC) - start.astimezone(UTC)


def later(moment: datetime, amount: timedelta) -> datetime:
    """The moment after ``amount`` has passed, in the same zone."""
    return (moment.astimezone(UTC) + amount).astimezone(moment.tzinfo)


def shift(
    intervals: Intervals, due: datetime, paused_from: datetime, paused_to: datetime
) -> datetime:
    """Where a clock ends that stood still: later by the working time that passed.

    A clock that had run out before it was stopped stays as it is.
    """
    if due < paused_from:
        return due
    pause = worked(intervals, paused_from, paused_to)
    return add_working(intervals, due, pause) if pause else due


def _start(interval: tuple[datetime, datetime]) -> datetime:
    return interval[0]
