from datetime import date, datetime

import pytest
from customer_policy_tools import home_figures
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.floats(0, 1e6, allow_nan=False)
WAYS = st.sampled_from(["less", "below", "more"])


def test_last_month_ends_at_the_same_day_and_hour():
    now, before = home_figures.periods(datetime(2026, 3, 10, 15, 30), "UTC")
    assert (now.first, now.today) == (date(2026, 3, 1), date(2026, 3, 10))
    assert (before.first, before.today) == (date(2026, 2, 1), date(2026, 2, 10))
    assert now.stop == datetime(2026, 3, 10, 15, 30)
    assert before.stop == datetime(2026, 2, 10, 15, 30)
    assert before.morning == datetime(2026, 2, 10)


def test_a_short_month_ends_with_its_last_day():
    _now, before = home_figures.periods(datetime(2026, 3, 31, 12), "UTC")
    assert before.today == date(2026, 2, 28)


def test_the_month_begins_where_the_reader_is():
    now, _before = home_figures.periods(datetime(2026, 2, 28, 20), "Asia/Shanghai")
    assert now.first == date(2026, 3, 1)
    assert now.start == datetime(2026, 2, 28, 16)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_periods_do_not_overlap(moment):
    now, before = home_figures.periods(moment, "Asia/Shanghai")
    assert now.start <= now.morning <= now.stop == moment
    assert before.start <= before.morning <= before.stop <= now.stop
    assert before.start < now.start


def test_months_go_over_the_turn_of_the_year():
    assert home_figures.months_before(date(2026, 2, 9), 3) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


def test_nothing_has_no_share():
    assert home_figures.share(0, 0) is None
    assert home_figures.share(1, 4) == 25


@pytest.mark.parametrize(
    ("value", "target", "better", "expected"),
    [
        (0, 0, "less", "met"),
        (1, 0, "less", "missed"),
        (1.0, 1.0, "below", "missed"),
        (0.99, 1.0, "below", "met"),
        (90, 90, "more", "met"),
        (100 * 0.3, 30, "more", "met"),
        (89, 90, "more", "missed"),
        (None, 90, "more", "none"),
        (89, None, "more", "none"),
        (89, 90, "", "none"),
    ],
)
def test_verdict(value, target, better, expected):
    assert home_figures.verdict(value, target, better) == expected


@pytest.mark.parametrize(
    ("value", "before", "better", "expected"),
    [
        (2, 1, "less", "worse"),
        (1, 2, "below", "better"),
        (2, 1, "more", "better"),
        (1, 2, "more", "worse"),
        (1, 1, "more", "same"),
        (1, None, "more", "none"),
        (1, 2, "", "none"),
    ],
)
def test_trend(value, before, better, expected):
    assert home_figures.trend(value, before, better) == expected


@given(NUMBERS, NUMBERS, WAYS)
def test_only_what_misses_its_target_is_far_from_it(value, target, better):
    how_far = home_figures.distance(value, target, better)
    missed = home_figures.verdict(value, target, better) == "missed"
    assert (how_far > 0) == missed
    assert 0 <= how_far < 1


@given(NUMBERS, NUMBERS, NUMBERS)
def test_the_more_too_much_the_farther(target, one, other):
    less, more = sorted((one, other))
    assert home_figures.distance(less, target, "less") <= home_figures.distance(
        more, target, "less"
    )


@given(
    st.dictionaries(st.text(max_size=3), st.tuples(NUMBERS, NUMBERS, WAYS)),
    st.integers(0, 5),
)
def test_the_worst_come_first_and_all_miss(figures, number):
    found = home_figures.worst(figures, number)
    far = [home_figures.distance(*figures[key]) for key in found]
    assert far == sorted(far, reverse=True)
    assert all(how_far > 0 for how_far in far)
    assert len(found) <= number
    left = set(figures) - set(found)
    if far and len(found) == number:
        assert all(home_figures.distance(*figures[key]) <= far[-1] for key in left)


@given(st.dates())
def test_a_week_begins_on_monday(day):
    if day >= date(1, 1, 8):
        monday = home_figures.week_of(day)
        assert monday.weekday() == 0
        assert 0 <= (day - monday).days < 7
