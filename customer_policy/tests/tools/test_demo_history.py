"""The story of the demo company holds together, whatever the day it is told on."""

from datetime import date, timedelta

from customer_policy_tools import demo_history
from hypothesis import given, settings
from hypothesis import strategies as st

days = st.dates(min_value=date(2024, 1, 1), max_value=date(2035, 12, 31))
LEVELS = [0] * 6 + [1] * 10 + [2] * 20 + [3]


@given(days)
def test_quarters_are_over_and_go_back_two_years(today):
    ends = demo_history.quarter_ends(today)
    assert ends == sorted(set(ends))
    assert ends[-1] < today
    assert ends[0] <= today - timedelta(days=730)
    for end in ends:
        assert (end + timedelta(days=1)).day == 1
        assert end.month % 3 == 0


@settings(max_examples=25)
@given(days)
def test_cases_happen_in_order_and_at_work(today):
    told = demo_history.cases(today, 60)
    assert [c.received for c in told] == sorted(c.received for c in told)
    for case in told:
        moments = [case.received, *case.acts.values()]
        assert moments == sorted(moments)
        assert moments[-1].date() < today
        for moment in moments:
            local = moment + demo_history.OFFSET
            assert local.weekday() < 5
            assert 9 <= local.hour <= 18
    assert {case.kind for case in told} == {row[0] for row in demo_history.CASES}


@settings(max_examples=25)
@given(days)
def test_visits_are_told_the_same_each_time(today):
    told = demo_history.visits(today, LEVELS)
    assert told == demo_history.visits(today, LEVELS)
    assert {visit.state for visit in told} == {"done", "missed", "cancelled"}
    for visit in told:
        assert (visit.planned + demo_history.OFFSET).date() <= today
        assert bool(visit.report) == (visit.state == "done")
        assert bool(visit.promise) == bool(visit.promised_for)
        assert not visit.kept or visit.kept <= today


@given(days, st.floats(min_value=0.01, max_value=200))
def test_later_is_at_work(day, hours):
    begin = demo_history.at_work(demo_history.working_day(day), 10)
    end = demo_history.later(begin, hours)
    local = end + demo_history.OFFSET
    assert end > begin
    assert local.weekday() < 5
    assert 9 <= local.hour <= 18


@given(days, st.integers(min_value=-300, max_value=300))
def test_working_days_lie_apart(day, count):
    found = demo_history.next_working_days(day, count)
    if count:
        assert found.weekday() < 5
        assert (found > day) == (count > 0)
        assert abs((found - day).days) >= abs(count)
    else:
        assert found == day


@given(st.integers(min_value=0, max_value=100), st.integers())
def test_points_stay_points(level, seed):
    path = demo_history.points_path(demo_history.draw(str(seed)), level)
    assert len(path) == demo_history.QUARTERS
    assert all(0 <= points <= 100 for points in path)
