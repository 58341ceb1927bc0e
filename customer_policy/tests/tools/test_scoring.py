"""Rules of scoring, tried with generated customers and settings."""

import math
import statistics

import pytest
from customer_policy_tools.scoring import (
    Criterion,
    Scorer,
    bracket_problems,
    grade_index,
    grade_problems,
    limit,
    points,
    points_to_next,
    quantile,
    resolve,
    score,
    weight_problem,
)
from hypothesis import example, given
from hypothesis import strategies as st

DUST = 1e-9

amounts = st.floats(-1e9, 1e9)
point_values = st.floats(0, 100)
curves = st.lists(st.tuples(amounts, point_values), min_size=1, max_size=8)


@st.composite
def rising_curves(draw):
    size = draw(st.integers(1, 8))
    thresholds = draw(st.lists(amounts, min_size=size, max_size=size))
    levels = draw(st.lists(point_values, min_size=size, max_size=size))
    return tuple(zip(sorted(thresholds), sorted(levels), strict=True))


@st.composite
def falling_curves(draw):
    curve = draw(rising_curves())
    thresholds = [threshold for threshold, _points in curve]
    levels = [points_ for _threshold, points_ in reversed(curve)]
    return tuple(zip(thresholds, levels, strict=True))


@st.composite
def grade_scales(draw):
    uppers = draw(st.lists(st.integers(1, 100), unique=True, max_size=5))
    return [*map(float, sorted(uppers, reverse=True)), 0.0]


criteria_lists = st.lists(
    st.builds(
        Criterion,
        weight=st.floats(0.01, 100),
        curve=curves.map(tuple),
        interpolate=st.booleans(),
        skip_empty=st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def statistic_of(values):
    ordered = sorted(value for value in values if value is not None)
    return lambda share: quantile(ordered, share)


# --- points -------------------------------------------------------------------


@given(rising_curves(), amounts, amounts, st.booleans())
def test_points_rise_with_the_value_where_brackets_rise(curve, a, b, interpolate):
    low, high = sorted((a, b))
    assert points(low, curve, interpolate) <= points(high, curve, interpolate) + DUST


@given(falling_curves(), amounts, amounts, st.booleans())
def test_points_fall_with_the_value_where_brackets_fall(curve, a, b, interpolate):
    low, high = sorted((a, b))
    assert points(low, curve, interpolate) >= points(high, curve, interpolate) - DUST


@given(curves, st.floats(allow_nan=False), st.booleans())
def test_points_stay_between_those_of_the_brackets(curve, value, interpolate):
    levels = [points_ for _threshold, points_ in curve]
    assert min(levels) - DUST <= points(value, curve, interpolate) <= max(levels) + DUST


@given(curves, amounts, st.booleans(), st.randoms())
def test_the_order_of_brackets_is_irrelevant(curve, value, interpolate, random):
    shuffled = random.sample(curve, len(curve))
    assert points(value, curve, interpolate) == points(value, shuffled, interpolate)


@given(curves, st.booleans())
def test_a_threshold_reached_gives_its_points_and_the_best_of_equal_ones(
    curve, interpolate
):
    for threshold, _points in curve:
        best = max(p for other, p in curve if other == threshold)
        assert points(threshold, curve, interpolate) == best


@pytest.mark.parametrize(
    ("value", "stepped", "interpolated"),
    [
        (-5, 10, 10),
        (0, 10, 10),
        (50, 10, 30),
        (99.99, 10, 49.996),
        (100, 50, 50),
        (150, 50, 75),
        (200, 100, 100),
        (1e12, 100, 100),
        (math.inf, 100, 100),
        (-math.inf, 10, 10),
    ],
)
def test_points_step_or_slope_between_brackets_and_are_clamped_outside(
    value, stepped, interpolated
):
    curve = ((0, 10), (100, 50), (200, 100))
    assert points(value, curve, False) == stepped
    assert points(value, curve, True) == pytest.approx(interpolated)


def test_no_value_and_no_bracket_earn_nothing():
    assert points(None, ((0, 80),), True) == 0
    assert points(12, (), True) == 0


@pytest.mark.parametrize("interpolate", [True, False])
def test_a_value_that_is_not_a_number_is_refused(interpolate):
    with pytest.raises(ValueError, match="not a number"):
        points(math.nan, ((0, 0), (1, 100)), interpolate)
    with pytest.raises(ValueError, match="not a number"):
        score([math.nan], [Criterion(100, ((0, 0), (1, 100)), interpolate)])
    with pytest.raises(ValueError, match="not a number"):
        grade_index(math.nan, [50, 0])


@pytest.mark.parametrize("bracket", [(math.nan, 1), (1, math.nan), (math.inf, 1)])
def test_a_bracket_that_is_not_finite_is_refused(bracket):
    with pytest.raises(ValueError, match="not a finite number"):
        points(1, (bracket,), True)


# --- score --------------------------------------------------------------------


@given(st.data(), criteria_lists)
def test_the_score_lies_between_the_points_it_is_made_of(data, criteria):
    values = data.draw(st.tuples(*[st.none() | amounts for _c in criteria]))
    result, earned = score(values, criteria)
    counted = [
        points_
        for value, points_, criterion in zip(values, earned, criteria, strict=True)
        if value is not None or not criterion.skip_empty
    ]
    assert len(earned) == len(criteria)
    assert result == round(result, 2)
    if counted:
        assert min(counted) - 0.005001 <= result <= max(counted) + 0.005001
    else:
        assert result == 0


@given(st.data(), st.lists(rising_curves(), min_size=1, max_size=4))
def test_a_customer_better_in_everything_scores_no_less(data, rising):
    criteria = [Criterion(10 + i, curve) for i, curve in enumerate(rising)]
    pairs = data.draw(st.tuples(*[st.tuples(amounts, amounts) for _c in criteria]))
    worse = score([min(pair) for pair in pairs], criteria)[0]
    better = score([max(pair) for pair in pairs], criteria)[0]
    assert worse <= better


@given(st.data(), criteria_lists, st.randoms())
def test_the_order_of_customers_and_of_criteria_is_irrelevant(data, criteria, random):
    row = st.tuples(*[st.none() | amounts for _c in criteria])
    customers = data.draw(st.lists(row, min_size=1, max_size=10))
    scorer = Scorer(criteria)
    expected = {row: scorer(row)[0] for row in customers}
    for row in random.sample(customers, len(customers)):
        assert scorer(row)[0] == expected[row]
        order = random.sample(range(len(row)), len(row))
        turned = score([row[i] for i in order], [criteria[i] for i in order])[0]
        assert turned == pytest.approx(expected[row], abs=0.010001)


@given(st.data(), criteria_lists, st.floats(0.1, 10))
def test_only_the_proportion_of_the_weights_counts(data, criteria, factor):
    values = data.draw(st.tuples(*[st.none() | amounts for _c in criteria]))
    scaled = [c._replace(weight=c.weight * factor) for c in criteria]
    assert score(values, scaled)[0] == pytest.approx(
        score(values, criteria)[0], abs=0.010001
    )


def test_a_missing_value_counts_as_zero_points_or_is_left_out():
    curve = ((0, 0), (100, 100))
    zero = [Criterion(60, curve), Criterion(40, curve)]
    skip = [Criterion(60, curve), Criterion(40, curve, skip_empty=True)]
    assert score([80, None], zero) == (48.0, [80.0, 0.0])
    assert score([80, None], skip) == (80.0, [80.0, 0.0])
    assert score([80, 30], skip) == (60.0, [80.0, 30.0])
    assert score([None, None], skip) == (0.0, [0.0, 0.0])


def test_all_values_missing_make_zero():
    criteria = [Criterion(50, ((0, 70),), skip_empty=True)] * 2
    assert score([None, None], criteria) == (0.0, [0.0, 0.0])
    assert score([], []) == (0.0, [])


def test_values_and_criteria_must_match_in_number():
    with pytest.raises(ValueError):
        score([1, 2], [Criterion(100, ((0, 0),))])


# --- thresholds relative to the customers -------------------------------------


@given(st.lists(amounts, min_size=1), st.floats(0, 1), st.floats(0, 1))
def test_quantiles_rise_and_stay_within_the_values(values, a, b):
    ordered = sorted(values)
    low, high = (quantile(ordered, share) for share in sorted((a, b)))
    assert ordered[0] - 1e-6 <= low <= high + 1e-6 <= ordered[-1] + 2e-6
    assert quantile(ordered, 0.5) == pytest.approx(statistics.median(values), abs=1e-6)


def test_quantiles_interpolate_as_percentile_cont_does():
    assert quantile([10, 20, 40], 0.75) == 30
    assert quantile([10], 0.3) == 10
    assert quantile([], 0.3) is None


@given(st.lists(amounts, min_size=1), st.randoms(), curves)
def test_the_order_of_customers_does_not_move_thresholds(values, random, brackets):
    brackets = [(abs(start) % 100, points_) for start, points_ in brackets]
    shuffled = random.sample(values, len(values))
    for basis in ("median", "percentile"):
        assert resolve(brackets, basis, statistic_of(values)) == resolve(
            brackets, basis, statistic_of(shuffled)
        )


@given(st.lists(st.integers(1, 10**6), min_size=1), st.sampled_from([0.01, 7.1, 1000]))
def test_relative_brackets_give_the_same_points_in_any_currency(values, rate):
    converted = [value * rate for value in values]
    for basis in ("median", "percentile"):
        brackets = ((0, 0), (1, 30), (50, 60), (100, 100))
        here = resolve(brackets, basis, statistic_of(values))
        there = resolve(brackets, basis, statistic_of(converted))
        if len(here) != len(there):  # rounding has parted thresholds that were one
            continue
        for value in values:
            assert points(value * rate, there, True) == pytest.approx(
                points(value, here, True), abs=1e-3
            )


@given(
    st.lists(st.tuples(st.floats(0, 100), point_values), max_size=8),
    st.sampled_from(["absolute", "median", "percentile"]),
    st.lists(amounts, max_size=20),
)
def test_a_resolved_curve_is_ascending_without_repetition(brackets, basis, values):
    curve = resolve(brackets, basis, statistic_of(values))
    thresholds = [threshold for threshold, _points in curve]
    assert thresholds == sorted(set(thresholds))
    if basis == "absolute" or values:
        assert bool(curve) == bool(brackets)
    else:
        assert curve == ()


def test_each_basis_resolves_in_its_own_unit():
    statistic = statistic_of([10, 20, 30, 40, 50])
    brackets = ((0, 0), (50, 50), (100, 100))
    assert resolve(brackets, "absolute", None) == ((0, 0), (50, 50), (100, 100))
    assert resolve(brackets, "percentile", statistic) == ((10, 0), (30, 50), (50, 100))
    assert resolve(((2, 100), (0.5, 20)), "median", statistic) == ((15, 20), (60, 100))


def test_an_unknown_basis_is_refused():
    with pytest.raises(ValueError, match="Unknown basis 'mean'"):
        resolve(((0, 0),), "mean", statistic_of([1]))


@pytest.mark.parametrize("basis", ["median", "percentile"])
def test_nobody_with_a_figure_means_no_curve_and_no_points(basis):
    curve = resolve(((0, 0), (50, 100)), basis, statistic_of([None, None]))
    assert curve == ()
    assert score([None], [Criterion(100, curve)]) == (0.0, [0.0])


def test_customers_with_equal_values_get_equal_scores():
    curve = resolve(((0, 0), (50, 50), (90, 100)), "percentile", statistic_of([7] * 9))
    assert curve == ((7.0, 100.0),)
    assert len({score([7], [Criterion(100, curve)])[0] for _n in range(9)}) == 1


def test_three_customers_are_told_apart():
    values = [100.0, 250.0, 9000.0]
    for basis, brackets in (
        ("percentile", ((0, 0), (50, 50), (90, 90), (100, 100))),
        ("median", ((0, 0), (1, 50), (4, 100))),
    ):
        curve = resolve(brackets, basis, statistic_of(values))
        first, second, third = (
            score([value], [Criterion(100, curve)])[0] for value in values
        )
        assert 0 <= first < second < third == 100


# --- grades -------------------------------------------------------------------


@given(grade_scales(), st.floats(0, 100), st.floats(0, 100))
def test_a_better_score_never_means_a_lower_grade(min_scores, a, b):
    low, high = sorted((a, b))
    assert grade_index(high, min_scores) <= grade_index(low, min_scores)


@given(grade_scales())
def test_a_grade_begins_at_its_minimum(min_scores):
    for position, min_score in enumerate(min_scores):
        assert grade_index(min_score, min_scores) == position


def test_the_last_grade_catches_everybody():
    assert grade_index(-3, [80, 40, 0]) == 2
    assert grade_index(10, [80, 40]) == 1
    with pytest.raises(ValueError, match="without grades"):
        grade_index(50, [])


@given(grade_scales(), st.integers(0, 10_000))
def test_the_points_to_the_next_grade_lead_exactly_there(min_scores, hundredths):
    score_ = hundredths / 100
    missing = points_to_next(score_, min_scores)
    position = grade_index(score_, min_scores)
    if position == 0:
        assert missing is None
    else:
        assert missing > 0
        assert grade_index(round(score_ + missing, 2), min_scores) == position - 1


def test_the_points_to_the_next_grade_count_from_the_grade_held():
    assert points_to_next(50, [80, 40, 0], 2) is None
    assert points_to_next(30, [80, 40, 0], 1) == 50
    assert points_to_next(30, [80, 40, 0], 0) is None


# --- limits -------------------------------------------------------------------

grade_positions = st.integers(0, 8)
limits = st.fixed_dictionaries(
    {
        "locked": st.booleans(),
        "too_early": st.booleans(),
        "max_steps_down": st.integers(0, 4),
    }
)


@given(grade_positions, grade_positions, limits)
def test_a_limit_only_ever_keeps_a_grade_closer_to_the_current_one(
    computed, current, limits
):
    position, reason = limit(computed, current, **limits)
    low, high = sorted((computed, current))
    assert low <= position <= high
    assert (reason is None) == (position == computed)


@given(grade_positions, grade_positions, limits)
def test_nobody_falls_further_than_the_steps_allowed(computed, current, limits):
    position, _reason = limit(computed, current, **limits)
    if limits["max_steps_down"]:
        assert position - current <= limits["max_steps_down"]


@given(grade_positions, grade_positions, st.integers(0, 4))
def test_a_lock_holds_both_directions(computed, current, steps):
    position, reason = limit(computed, current, locked=True, max_steps_down=steps)
    assert position == current
    assert reason == (None if computed == current else "locked")


@given(grade_positions, grade_positions)
def test_the_minimum_time_holds_a_descent_only(computed, current):
    position, reason = limit(computed, current, too_early=True)
    assert position == min(computed, current)
    assert reason == ("min_time" if computed > current else None)


@given(grade_positions, limits)
def test_the_first_grade_is_free_of_limits(computed, limits):
    assert limit(computed, None, **limits) == (computed, None)


@given(grade_positions, grade_positions, st.integers(1, 4))
def test_repeated_reviews_reach_the_computed_grade(computed, current, steps):
    for _review in range(9):
        current, reason = limit(computed, current, max_steps_down=steps)
    assert (current, reason) == (computed, None)


def test_a_long_fall_is_shortened_and_says_so():
    assert limit(3, 0, max_steps_down=1) == (1, "max_steps")
    assert limit(3, 2, max_steps_down=1) == (3, None)
    assert limit(3, 0) == (3, None)


# --- settings -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "brackets", "codes"),
    [
        ("absolute", [(0, 0), (500, 100)], []),
        ("absolute", [(-500, 0), (500, 100)], []),
        ("percentile", [(0, 0), (100, 100)], []),
        ("median", [(0, 0), (2.5, 100)], []),
        ("absolute", [], ["empty"]),
        ("absolute", [(1, 0), (1, 50)], ["duplicate"]),
        ("percentile", [(0, 0), (101, 100)], ["percentile_range"]),
        ("percentile", [(-1, 0)], ["percentile_range"]),
        ("percentile", [(math.nan, 0)], ["percentile_range"]),
        ("median", [(-0.5, 0), (1, 50)], ["negative_multiple"]),
        ("absolute", [(0, -1)], ["points_range"]),
        ("absolute", [(0, 100.5)], ["points_range"]),
        ("absolute", [(0, math.nan)], ["points_range"]),
        ("percentile", [(200, 0), (200, 101)], None),
    ],
)
def test_wrong_brackets_are_named(basis, brackets, codes):
    if codes is None:
        codes = ["duplicate", "percentile_range", "points_range"]
    assert bracket_problems(brackets, basis) == codes


@pytest.mark.parametrize(
    ("weights", "wrong_sum"),
    [
        ([50, 30, 20], None),
        ([33.33, 33.33, 33.34], None),
        ([33.332, 33.332, 33.332], None),
        ([0.1] * 1000, None),
        ([50, 30], 80),
        ([60, 60], 120),
        ([99.99], 99.99),
        ([], 0),
    ],
)
def test_weights_must_make_a_hundred(weights, wrong_sum):
    assert weight_problem(weights) == wrong_sum


@pytest.mark.parametrize(
    ("min_scores", "codes"),
    [
        ([80, 50, 0], []),
        ([0], []),
        ([], ["empty"]),
        ([50, 80, 0], ["not_descending"]),
        ([50, 50, 0], ["not_descending"]),
        ([80, 50], ["last_not_zero"]),
        ([120, 0], ["out_of_range"]),
        ([80, -5], ["last_not_zero", "out_of_range"]),
    ],
)
def test_wrong_grade_thresholds_are_named(min_scores, codes):
    assert grade_problems(min_scores) == codes


@given(grade_scales())
@example([100.0, 0.0])
def test_sound_grade_thresholds_pass(min_scores):
    assert grade_problems(min_scores) == []
