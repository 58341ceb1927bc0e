from decimal import Decimal

import pytest
from customer_policy_tools import point_bands
from customer_policy_tools.point_bands import Band, BandError, settle
from hypothesis import given
from hypothesis import strategies as st

SHIPPED = [Band(100, 90, 10), Band(90, 80, 20), Band(80, 70, 30), Band(70, 60, 40)]
BONUS = [(110, 100)]
points = st.integers(-50, 150)


@pytest.mark.parametrize(
    ("left", "marginal", "flat"),
    [
        (150, 0, 0),
        (100, 0, 0),
        (97, 30, 30),
        (90, 100, 100),
        (89, 120, 220),
        (80, 300, 400),
        (75, 450, 750),
        (70, 600, 900),
        (60, 1000, 1600),
        (59, 1000, 1600),
        (-20, 1000, 1600),
    ],
)
def test_what_lost_points_cost(left, marginal, flat):
    assert settle(left, SHIPPED, True).money == marginal
    assert settle(left, SHIPPED, False).money == flat


def test_below_the_last_band_it_is_for_hr():
    assert not settle(60, SHIPPED, True).below
    assert settle(59, SHIPPED, True).below


def test_who_has_many_earns_a_bonus():
    assert settle(109, SHIPPED, True, BONUS).bonus == 0
    assert settle(110, SHIPPED, True, BONUS).bonus == 100
    assert settle(130, SHIPPED, True, [*BONUS, (120, 300), (140, 900)]).bonus == 300


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ([], "empty"),
        ([Band(100, 90, 10), Band(80, 70, 30)], "gap"),
        ([Band(100, 80, 10), Band(90, 70, 30)], "gap"),
        ([Band(90, 90, 10)], "order"),
        ([Band(80, 90, 10)], "order"),
        ([Band(90, 80, -1)], "amount"),
    ],
)
def test_bands_that_do_not_join_are_refused(bands, code):
    with pytest.raises(BandError, match=code):
        settle(90, bands, True)


@st.composite
def ladders(draw):
    """Bands that join, dearer the lower, in any order."""
    limits = draw(st.lists(st.integers(0, 200), min_size=2, max_size=8, unique=True))
    limits.sort(reverse=True)
    amounts = sorted(
        draw(
            st.lists(
                st.decimals(0, 500, places=2),
                min_size=len(limits) - 1,
                max_size=len(limits) - 1,
            )
        )
    )
    bands = [Band(*band) for band in zip(limits, limits[1:], amounts, strict=False)]
    return draw(st.permutations(bands))


@given(ladders(), points)
def test_it_is_what_counting_point_by_point_comes_to(bands, left):
    by_hand = sum(
        next((band.amount for band in bands if band.lower <= point < band.upper), 0)
        for point in range(left, 200)
    )
    assert settle(left, bands, True).money == by_hand


@given(ladders(), points, st.booleans())
def test_fewer_points_never_cost_less(bands, left, marginal):
    more, fewer = settle(left + 1, bands, marginal), settle(left, bands, marginal)
    assert fewer.money >= more.money >= 0
    assert fewer.lost >= more.lost >= 0
    assert fewer.below >= more.below


@given(ladders(), points)
def test_the_flat_rate_never_costs_less_where_lower_is_dearer(bands, left):
    assert settle(left, bands, False).money >= settle(left, bands, True).money


@given(points, st.booleans())
def test_nobody_pays_and_is_paid(left, marginal):
    outcome = settle(left, SHIPPED, marginal, BONUS)
    assert not (outcome.money and outcome.bonus)


def test_cents_are_kept():
    bands = point_bands.check([Band(Decimal(10), Decimal(0), Decimal("0.35"))])
    assert point_bands.lost_money(Decimal("9.5"), bands, True) == Decimal("0.175")
