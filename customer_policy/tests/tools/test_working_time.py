"""Rules of the working-time clock, tried with generated calendars."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from customer_policy_tools.working_time import (
    BeyondHorizonError,
    NoWorkingTimeError,
    add_working,
    deadline,
    is_working,
    merged,
    next_working,
    passed,
    reminder,
    shift,
    worked,
)
from hypothesis import assume, given
from hypothesis import strategies as st

ZONE = ZoneInfo("Europe/Brussels")
MONDAY = datetime(2026, 3, 2, tzinfo=ZONE)
minutes = st.integers(0, 3000)
units = st.sampled_from(["minute", "hour", "working_day", "day"])


def at(day, hour, minute=0):
    return MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day)


def weeks(count, holidays=()):
    """Monday to Friday, 8 to 12 and 13 to 17."""
    return [
        (at(day, begin), at(day, end))
        for day in range(7 * count)
        if day % 7 < 5 and day not in holidays
        for begin, end in ((8, 12), (13, 17))
    ]


@st.composite
def calendars(draw):
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    holidays = draw(st.sets(st.integers(0, 60), max_size=10))
    begin = draw(st.integers(0, 20))
    end = draw(st.integers(begin + 1, 23))
    parts = [(begin, end)]
    if end - begin > 2:
        lunch = draw(st.integers(begin + 1, end - 1))
        parts = [(begin, lunch), (lunch + 1, end)] if lunch + 1 < end else parts
    return [
        (at(day, start), at(day, stop))
        for day in range(7 * 400)
        if day % 7 in days and day not in holidays
        for start, stop in parts
    ]


moments = st.integers(0, 60 * 24 * 30).map(lambda m: MONDAY + timedelta(minutes=m))


@given(calendars(), moments, st.integers(0, 40), units)
def test_a_deadline_never_falls_in_non_working_time(intervals, start, amount, unit):
    due = deadline(intervals, start, amount, unit)
    assert is_working(intervals, due)
    assert due >= start


@given(calendars(), moments, minutes, minutes)
def test_working_minutes_add_up(intervals, start, one, other):
    one, other = timedelta(minutes=one), timedelta(minutes=other)
    due = add_working(intervals, start, one)
    assert worked(intervals, start, due) == one
    whole = add_working(intervals, start, one + other)
    assert worked(intervals, due, add_working(intervals, due, other)) == other
    assert worked(intervals, due, whole) == other


@given(calendars(), moments, st.integers(0, 40), units, moments, minutes)
def test_pausing_n_working_minutes_moves_it_by_n_working_minutes(
    intervals, start, amount, unit, paused_from, length
):
    due = deadline(intervals, start, amount, unit)
    assume(paused_from <= due)
    paused_to = paused_from + timedelta(minutes=length)
    pause = worked(intervals, paused_from, paused_to)
    moved = shift(intervals, due, paused_from, paused_to)
    assert worked(intervals, due, moved) == pause
    assert is_working(intervals, moved)


@given(calendars(), moments, moments, st.integers(0, 40), units)
def test_who_comes_first_is_due_first(intervals, one, other, amount, unit):
    one, other = sorted([one, other])
    assert deadline(intervals, one, amount, unit) <= deadline(
        intervals, other, amount, unit
    )


@given(calendars(), moments, moments, moments)
def test_pausing_twice_is_pausing_once(intervals, one, two, three):
    one, two, three = sorted([one, two, three])
    due = add_working(intervals, three, timedelta(hours=8))
    twice = shift(intervals, shift(intervals, due, one, two), two, three)
    once = shift(intervals, due, one, three)
    assert worked(intervals, due, twice) == worked(intervals, due, once)


@given(st.lists(st.tuples(moments, moments)), moments)
def test_merging_keeps_the_time_and_leaves_gaps_only(pairs, moment):
    result = merged(pairs)
    assert all(a[1] < b[0] for a, b in zip(result, result[1:], strict=False))
    inside = any(start <= moment < stop for start, stop in pairs)
    assert inside == any(start <= moment < stop for start, stop in result)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        (at(0, 9), 3, "minute", at(0, 9, 3)),
        (at(0, 11, 59), 3, "minute", at(0, 13, 2)),
        (at(4, 16, 59), 3, "minute", at(7, 8, 2)),
        (at(5, 10), 3, "minute", at(7, 8, 3)),
        (at(0, 16), 2, "hour", at(1, 9)),
        (at(4, 16), 1, "working_day", at(7, 16)),
        (at(5, 10), 1, "working_day", at(8, 8)),
        (at(0, 9), 3, "working_day", at(3, 9)),
        (at(0, 9), 1, "day", at(1, 9)),
        (at(4, 9), 1, "day", at(7, 8)),
        (at(0, 20), 1, "day", at(2, 8)),
        (at(0, 9), 7, "day", at(7, 9)),
    ],
)
def test_figures_of_an_office_week(start, amount, unit, expected):
    assert deadline(weeks(4), start, amount, unit) == expected


def test_a_holiday_does_not_count():
    assert deadline(weeks(4, holidays={7}), at(4, 16), 1, "working_day") == at(8, 16)


def test_a_clock_that_ran_out_before_it_stopped_stays():
    assert shift(weeks(4), at(0, 9), at(0, 10), at(1, 10)) == at(0, 9)


def test_a_calendar_without_working_hours_is_an_error():
    with pytest.raises(NoWorkingTimeError):
        deadline([], at(0, 9), 3, "minute")


def test_a_list_that_ends_too_early_is_said_so():
    for unit in ("minute", "working_day", "day"):
        with pytest.raises(BeyondHorizonError):
            deadline(weeks(1), at(4, 16, 59), 30, unit)
    with pytest.raises(BeyondHorizonError):
        next_working(weeks(1), at(30, 9))


# ------------------------------------------------------------------------- reminders


@given(calendars(), moments, st.integers(1, 40), st.integers(1, 600))
def test_a_reminder_leaves_its_working_minutes(intervals, start, days, amount):
    due = deadline(intervals, start, days, "day")
    moment = reminder(intervals, due, amount, "minute", start)
    if moment > start:
        assert worked(intervals, moment, due) == timedelta(minutes=amount)
        assert is_working(intervals, moment)


@given(calendars(), moments, st.integers(1, 40), st.integers(1, 10), units)
def test_a_reminder_comes_before_the_deadline_in_working_time(
    intervals, start, days, amount, unit
):
    due = deadline(intervals, start, days, "day")
    moment = reminder(intervals, due, amount, unit, intervals[0][0])
    assert moment < due or moment == intervals[0][0]
    assert is_working(intervals, moment)


@pytest.mark.parametrize(
    ("due", "amount", "unit", "expected"),
    [
        (at(0, 13, 10), 30, "minute", at(0, 11, 40)),
        (at(7, 9), 4, "hour", at(4, 14)),
        (at(7, 9), 1, "working_day", at(4, 9)),
        (at(7, 9), 1, "day", at(4, 17)),
        (at(1, 9), 1, "working_day", at(0, 9)),
        (at(0, 9), 1, "working_day", at(0, 8)),
        (at(0, 9), 3, "hour", at(0, 8)),
    ],
)
def test_reminders_of_an_office_week(due, amount, unit, expected):
    assert reminder(weeks(4), due, amount, unit, at(0, 8)) == expected


def test_a_reminder_needs_the_working_time_before_it():
    with pytest.raises(NoWorkingTimeError):
        reminder([], at(0, 9), 3, "minute", at(0, 8))
    with pytest.raises(BeyondHorizonError):
        reminder(weeks(1), at(9, 9), 3, "minute", at(0, 8))


# ------------------------------------------- the night in which the clocks are changed

NIGHTS = {  # service round the clock: the day has 23 and 25 hours
    "spring": datetime(2026, 3, 29, tzinfo=ZONE),
    "autumn": datetime(2026, 10, 25, tzinfo=ZONE),
}


def round_the_clock(midnight, count=30):
    days = [midnight + timedelta(days=day) for day in range(-count, count)]
    return [(day, day.replace(hour=23, minute=59, second=59)) for day in days]


@pytest.mark.parametrize(
    ("night", "hours"), [("spring", 23 - 1 / 3600), ("autumn", 25 - 1 / 3600)]
)
def test_an_hour_is_an_hour_when_the_clocks_are_changed(night, hours):
    midnight = NIGHTS[night]
    day = round_the_clock(midnight)
    assert worked(day, midnight, midnight + timedelta(days=1)) == timedelta(hours=hours)
    due = deadline(day, midnight + timedelta(hours=1), 180, "minute")
    assert passed(midnight + timedelta(hours=1), due) == timedelta(hours=3)
    moment = reminder(day, due, 3, "hour", midnight)
    assert passed(moment, due) == timedelta(hours=3)


def test_three_minutes_stay_three_minutes_in_the_hour_that_comes_twice():
    first = NIGHTS["autumn"].replace(hour=2, minute=59, fold=0)
    due = deadline(round_the_clock(NIGHTS["autumn"]), first, 3, "minute")
    assert passed(first, due) == timedelta(minutes=3)


def test_days_go_by_the_calendar_when_the_clocks_are_changed():
    start = NIGHTS["spring"] - timedelta(hours=12)
    due = deadline(round_the_clock(NIGHTS["spring"]), start, 1, "working_day")
    assert (due.hour, due.day) == (12, 29)
