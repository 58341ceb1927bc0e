"""When visits are due, and which visit serves two rules."""

from datetime import date, timedelta

import pytest
from customer_policy_tools.visit_needs import (
    Need,
    days_of_interval,
    merged,
    served_by,
    step,
    unserved,
)
from hypothesis import given
from hypothesis import strategies as st

BEGIN, END = date(2026, 4, 1), date(2026, 6, 30)
dates = st.dates(date(2024, 1, 1), date(2026, 12, 31))
intervals = st.tuples(
    st.integers(1, 12), st.sampled_from(["day", "week", "month", "year"])
)


def need(rule=1, due=10, around=5, **values):
    day = BEGIN + timedelta(days=due)
    apart = timedelta(days=around)
    return Need(1, rule, day, day - apart, day + apart, day + apart, **values)


@given(dates, intervals)
def test_days_are_in_the_period_and_in_order(since, interval):
    days = days_of_interval(since, interval, (BEGIN, END))
    for due, first, by, last, overdue in days:
        assert BEGIN <= first <= due <= by <= last <= END
        assert overdue >= 0
    for one, other in zip(days, days[1:], strict=False):
        assert one[3] < other[1]
        assert not other[4]


@given(dates, intervals)
def test_what_is_overdue_is_due_at_once(since, interval):
    days = days_of_interval(since, interval, (BEGIN, END))
    due = step(since, *interval)
    if due <= END:
        assert days[0][0] == max(due, BEGIN)
        assert days[0][4] == max((BEGIN - due).days, 0)
    else:
        assert not days


def test_an_interval_of_nothing_would_never_end():
    with pytest.raises(ValueError, match="more than nothing"):
        days_of_interval(BEGIN, (0, "week"), (BEGIN, END))


def test_the_last_of_a_month_stays_the_last():
    assert step(date(2026, 1, 31), 1, "month") == date(2026, 2, 28)
    assert step(date(2024, 2, 29), 1, "year") == date(2025, 2, 28)
    days = days_of_interval(date(2026, 3, 31), (1, "month"), (BEGIN, END))
    assert [due.day for due, *_rest in days] == [30, 30, 30]


def test_the_stronger_visit_serves_the_weaker_rule():
    call = need(rule=1, strength=0, merge_days=7)
    seen = need(rule=2, due=14, strength=1)
    (kept,) = merged([call, seen])
    assert (kept.rule, kept.rules) == (2, [1])
    assert kept.first == BEGIN + timedelta(days=9)
    assert kept.last == BEGIN + timedelta(days=15)


@pytest.mark.parametrize(
    "other",
    [
        {"due": 20},  # too far away
        {"due": 16, "around": 0, "merge_days": 7},  # no day suits both
        {"merge_days": 0, "due": 11},
    ],
)
def test_what_does_not_fit_together_stays_apart(other):
    values = {"rule": 1, "strength": 0, "merge_days": 7} | other
    assert len(merged([need(rule=2, strength=1), need(**values)])) == 2


def test_one_visit_does_not_answer_two_events_of_different_rules():
    events = [
        need(rule=n, event=("complaint", n), merge_days=9, strength=n) for n in (1, 2)
    ]
    assert len(merged(events)) == 2


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 60)), max_size=8))
def test_merging_loses_no_rule_and_leaves_a_window(pairs):
    needs = [
        need(rule=rule, due=due, strength=rule, merge_days=5)
        for rule, due in dict.fromkeys(pairs)
    ]
    kept = merged(needs)
    served = {one.rule for one in kept} | {r for one in kept for r in one.rules}
    assert served == {rule for rule, _due in pairs}
    for one in kept:
        assert one.first <= one.by <= one.last


@given(st.lists(st.integers(0, 80), max_size=6), st.integers(0, 20))
def test_each_visit_serves_one(days, reach):
    needs = [need(due=due) for due in (10, 40, 70)]
    left = unserved(needs, [BEGIN + timedelta(days=day) for day in days], reach)
    assert len(needs) - len(left) <= len(days)


def test_a_visit_for_another_rule_serves_if_it_is_as_good_and_near():
    one = need(strength=1, merge_days=3)
    near, far = BEGIN + timedelta(days=12), BEGIN + timedelta(days=20)
    assert served_by(one, [(near, 1, {2})])
    assert not served_by(one, [(near, 0, {2})])
    assert not served_by(one, [(far, 1, {2})])
    assert not served_by(one, [(near, 1, {1})])


def test_a_visit_before_the_event_does_not_answer_it():
    one = need(strength=1, merge_days=9, event=("complaint", 1))
    assert not served_by(one, [(BEGIN + timedelta(days=4), 1, {2})])
    assert served_by(one, [(BEGIN + timedelta(days=6), 1, {2})])
