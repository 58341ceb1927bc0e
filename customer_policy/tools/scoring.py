"""Scoring of customers: from measured values to points, a score and a grade.

Plain Python without Odoo: the models gather the values set-wise, call this
module and store what it returns.

Vocabulary
    curve     pairs (threshold, points) in ascending order of threshold; the
              thresholds carry the unit of the metric, points run from 0 to 100
    score     0 to 100, rounded to two decimals
    grade     a position in ``min_scores``, 0 being the best grade; a higher
              position is a lower grade
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Curve = Sequence[tuple[float, float]]

BASES = ("absolute", "median", "percentile")
FULL_WEIGHT = 100.0
WEIGHT_TOLERANCE = 0.005


class Criterion(NamedTuple):
    """How one metric turns into points, and how much these points count.

    ``skip_empty`` spreads the weight over the other criteria for a customer
    without a value; otherwise such a customer gets 0 points.
    """

    weight: float
    curve: tuple[tuple[float, float], ...]
    interpolate: bool = True
    skip_empty: bool = False


def _distinct(curve: Curve) -> list[tuple[float, float]]:
    """Ascending thresholds without repetition: of equal ones the best counts."""
    best = {}
    for threshold, points_ in curve:
        if not (math.isfinite(threshold) and math.isfinite(points_)):
            raise ValueError(
                f"The bracket {threshold} -> {points_} is not a finite number."
            )
        best[threshold] = max(points_, best.get(threshold, points_))
    return sorted(best.items())


def _reader(curve: Curve, interpolate: bool) -> Callable[[float | None], float]:
    """Prepare ``curve`` once; the returned function reads the points of a value."""
    pairs = _distinct(curve)
    thresholds = [threshold for threshold, _points in pairs]
    levels = [points_ for _threshold, points_ in pairs]
    last = len(pairs)

    def read(value: float | None) -> float:
        if value is None or not last:
            return 0.0
        value = float(value)
        if value != value:
            raise ValueError("A value is not a number: no points can be given.")
        position = bisect_right(thresholds, value)
        if not position:
            return levels[0]
        lower = levels[position - 1]
        if position == last or not interpolate:
            return lower
        start = thresholds[position - 1]
        share = (value - start) / (thresholds[position] - start)
        return lower + (levels[position] - lower) * share

    return read


class Scorer:
    """Score many customers by the same criteria.

    >>> scorer = Scorer([Criterion(100, ((0, 0), (10, 100)))])
    >>> scorer([5])
    (50.0, [50.0])
    """

    def __init__(self, criteria: Sequence[Criterion]):
        self._parts = [
            (c.weight, c.skip_empty, _reader(c.curve, c.interpolate)) for c in criteria
        ]

    def __call__(self, values: Sequence[float | None]) -> tuple[float, list[float]]:
        """Return the score and the points per criterion, in their order.

        The score is the mean of the points by weight, 0 when no criterion is
        left. Raise ValueError for a value that is not a number, or when there
        are not as many values as criteria.
        """
        total = reached = 0.0
        given = []
        for value, (weight, skip_empty, read) in zip(values, self._parts, strict=True):
            earned = read(value)
            given.append(earned)
            if value is not None or not skip_empty:
                total += weight
                reached += weight * earned
        return (round(reached / total, 2) if total else 0.0), given


def points(value: float | None, curve: Curve, interpolate: bool) -> float:
    """Return the points of one value; None earns nothing.

    Below the first threshold the first points apply, above the last the last
    ones. Of equal thresholds the highest points win. Raise ValueError for NaN.
    """
    return _reader(curve, interpolate)(value)


def score(
    values: Sequence[float | None], criteria: Sequence[Criterion]
) -> tuple[float, list[float]]:
    """Score one customer; for many, prepare a :class:`Scorer` once."""
    return Scorer(criteria)(values)


def grade_index(score: float, min_scores: Sequence[float]) -> int:
    """Return the position of the best grade whose minimum ``score`` reaches.

    ``min_scores`` come best first, descending; the last one catches all.
    """
    if not min_scores:
        raise ValueError("A scheme without grades cannot grade anybody.")
    if math.isnan(score):
        raise ValueError("The score is not a number: no grade can be given.")
    for position, min_score in enumerate(min_scores):
        if score >= min_score:
            return position
    return len(min_scores) - 1


def limit(
    computed: int,
    current: int | None,
    *,
    locked: bool = False,
    too_early: bool = False,
    max_steps_down: int = 0,
) -> tuple[int, str | None]:
    """Return the grade that may be proposed, and what held the move back.

    A lock holds both directions, the minimum time in a grade only a descent;
    ``max_steps_down`` (0 = any number) shortens a descent. A customer without
    a current grade moves freely.

    :return: position and 'locked', 'min_time', 'max_steps' or None
    """
    if current is None or computed == current:
        return computed, None
    if locked:
        return current, "locked"
    if computed < current:
        return computed, None
    if too_early:
        return current, "min_time"
    if max_steps_down and computed - current > max_steps_down:
        return current + max_steps_down, "max_steps"
    return computed, None


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """Return the value at ``share`` (0 to 1) of ascending values.

    Interpolates as PostgreSQL's ``percentile_cont``; None without values.
    """
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    if below >= len(ordered) - 1:
        return ordered[-1]
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def resolve(
    brackets: Iterable[tuple[float, float]],
    basis: str,
    statistic: Callable[[float], float | None],
) -> tuple[tuple[float, float], ...]:
    """Turn brackets into a curve with absolute thresholds, ascending, distinct.

    :param brackets: pairs (value_from, points)
    :param basis: 'absolute'; 'median', value_from being a multiple of it; or
        'percentile', value_from running from 0 to 100
    :param statistic: the quantile (0 to 1) of the customers that have a
        figure, None when nobody has one: the curve is empty then. Not called
        for absolute brackets.
    """
    if basis not in BASES:
        raise ValueError(f"Unknown basis {basis!r}: use one of {', '.join(BASES)}.")
    median = statistic(0.5) if basis == "median" else None
    curve = []
    for value_from, points_ in brackets:
        if basis == "percentile":
            threshold = statistic(value_from / 100)
        elif basis == "median":
            threshold = None if median is None else median * value_from
        else:
            threshold = value_from
        if threshold is None:
            return ()
        curve.append((float(threshold), float(points_)))
    return tuple(_distinct(curve))


def bracket_problems(brackets: Iterable[tuple[float, float]], basis: str) -> list[str]:
    """Return what is wrong with a criterion's brackets, as codes.

    'empty', 'duplicate' (one value_from twice), 'percentile_range' and
    'points_range' (outside 0..100), 'negative_multiple' (of the median).
    """
    brackets = list(brackets)
    starts = [value_from for value_from, _points in brackets]
    found = {
        "empty": not brackets,
        "duplicate": len(set(starts)) < len(starts),
        "percentile_range": basis == "percentile"
        and not all(0 <= start <= 100 for start in starts),
        "points_range": not all(0 <= points_ <= 100 for _from, points_ in brackets),
        "negative_multiple": basis == "median"
        and not all(start >= 0 for start in starts),
    }
    return [code for code, wrong in found.items() if wrong]


def weight_problem(weights: Iterable[float]) -> float | None:
    """Return the sum of the weights where it is not 100, else None."""
    total = math.fsum(weights)
    if abs(total - FULL_WEIGHT) <= WEIGHT_TOLERANCE:
        return None
    return round(total, 4)


def grade_problems(min_scores: Sequence[float]) -> list[str]:
    """Return what is wrong with the thresholds of grades, best first, as codes.

    'empty', 'not_descending' (equal ones included), 'last_not_zero' (somebody
    would get no grade), 'out_of_range' (outside 0..100).
    """
    found = {
        "empty": not min_scores,
        "not_descending": not all(a > b for a, b in pairwise(min_scores)),
        "last_not_zero": bool(min_scores) and min_scores[-1] != 0,
        "out_of_range": not all(0 <= s <= 100 for s in min_scores),
    }
    return [code for code, wrong in found.items() if wrong]


def points_to_next(
    score: float, min_scores: Sequence[float], position: int | None = None
) -> float | None:
    """Return the points missing to the next better grade.

    :param position: of the grade held, where it is not the one of the score
    :return: None in the best grade, and where the score reaches further already
    """
    if position is None:
        position = grade_index(score, min_scores)
    if not position:
        return None
    missing = round(min_scores[position - 1] - score, 2)
    return missing if missing > 0 else None
