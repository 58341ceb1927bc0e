from datetime import date

import pytest
from customer_policy_tools import deduction_plan
from hypothesis import given
from hypothesis import strategies as st

AMOUNTS = st.lists(st.integers(0, 10**6), max_size=8)
MONTH = deduction_plan.month_number(date(2026, 3, 9))


def plan(amounts, limit=None, taken=None):
    return deduction_plan.spread(enumerate(amounts), MONTH, limit, taken)


@pytest.mark.parametrize(
    ("wage", "percent", "minimum", "expected"),
    [
        (500_000, 20, 0, 100_000),
        (300_000, 20, 260_000, 40_000),
        (260_000, 20, 260_000, 0),
        (100_000, 20, 260_000, 0),
        (0, 20, 0, 0),
    ],
)
def test_what_may_be_deducted_from_a_wage(wage, percent, minimum, expected):
    assert deduction_plan.cap(wage, percent, minimum) == expected


@given(st.integers(0, 10**8), st.floats(0, 100), st.integers(0, 10**7))
def test_enough_is_left(wage, percent, minimum):
    deducted = deduction_plan.cap(wage, percent, minimum)
    assert 0 <= deducted <= wage
    assert deducted <= wage * percent / 100
    assert deducted == 0 or wage - deducted >= minimum


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_a_month_has_its_first_day(day):
    month = deduction_plan.month_number(day)
    assert deduction_plan.first_day(month) == day.replace(day=1)


def test_without_a_cap_it_is_deducted_at_once():
    assert plan([100_000, 5]) == [(0, MONTH, 100_000), (1, MONTH, 5)]


def test_what_exceeds_the_cap_goes_to_the_months_that_follow():
    assert plan([100, 30], limit=60, taken={MONTH: 50, MONTH + 1: 60}) == [
        (0, MONTH, 10),
        (0, MONTH + 2, 60),
        (0, MONTH + 3, 30),
        (1, MONTH + 3, 30),
    ]


def test_where_nothing_may_be_deducted_it_is_said():
    with pytest.raises(deduction_plan.PlanError, match="nothing"):
        plan([1], limit=0)
    with pytest.raises(deduction_plan.PlanError, match="amount"):
        plan([-1])
    assert plan([0], limit=0) == []


@given(
    AMOUNTS,
    st.integers(20_000, 10**6),
    st.dictionaries(st.integers(MONTH, MONTH + 5), st.integers(0, 10**6)),
)
def test_all_is_deducted_and_no_month_beyond_the_cap(amounts, limit, taken):
    parts = plan(amounts, limit, taken)
    months = dict(taken)
    for part in parts:
        assert part.amount > 0
        months[part.month] = months.get(part.month, 0) + part.amount
        assert months[part.month] <= limit
    for key, amount in enumerate(amounts):
        assert sum(part.amount for part in parts if part.key == key) == amount
    # In their order, and no month is left out that had room.
    assert [part.month for part in parts] == sorted(part.month for part in parts)
    for month in range(MONTH, max([part.month for part in parts], default=MONTH)):
        assert months.get(month, 0) >= limit
