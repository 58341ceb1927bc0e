from datetime import date, datetime, timedelta

import pytest
from customer_policy_tools import work_report
from hypothesis import given
from hypothesis import strategies as st

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
kinds = st.sampled_from([work_report.DAILY, work_report.WEEKLY])
weekdays = st.sets(st.integers(0, 6))


@given(kinds, days)
def test_a_day_lies_in_its_period_and_so_do_all_days_of_it(kind, day):
    first, last = work_report.period(kind, day)
    assert first <= day <= last
    assert work_report.period(kind, first) == work_report.period(kind, last)
    assert (last - first).days == (6 if kind == work_report.WEEKLY else 0)


@given(kinds, days, weekdays)
def test_what_comes_next_comes_after_and_is_a_working_day(kind, day, weekdays):
    first, last = work_report.next_days(kind, day, weekdays)
    assert day < first <= last
    if kind == work_report.DAILY and weekdays:
        assert first.weekday() in weekdays
        between = [day + timedelta(n) for n in range(1, (first - day).days)]
        assert not any(d.weekday() in weekdays for d in between)


@given(st.floats(allow_nan=False))
def test_any_number_of_hours_is_a_time(hours):
    assert work_report.clock(hours)


def test_ten_past_five():
    clock = work_report.clock(17 + 10 / 60)
    assert (clock.hour, clock.minute) == (17, 10)


@pytest.mark.parametrize(
    ("kind", "now", "asked"),
    [
        ("daily", datetime(2026, 3, 2, 17, 9), False),
        ("daily", datetime(2026, 3, 2, 17, 10), True),
        ("daily", datetime(2026, 3, 2, 23, 59), True),
        ("daily", datetime(2026, 3, 7, 18, 0), False),  # Saturday
        ("weekly", datetime(2026, 3, 6, 14, 59), False),
        ("weekly", datetime(2026, 3, 6, 15, 0), True),
        ("weekly", datetime(2026, 3, 5, 16, 0), False),
    ],
)
def test_when_it_is_asked_for(kind, now, asked):
    hours = 17 + 10 / 60 if kind == "daily" else 15.0
    found = work_report.is_asked_for(kind, now, hours, 4, {0, 1, 2, 3, 4})
    assert found is asked
