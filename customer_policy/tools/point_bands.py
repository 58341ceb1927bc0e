"""What the points of a period come to: money for lost ones, a bonus, a talk with HR.

Amounts are whole cents in ``Decimal`` or any number type that the bands use.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple


class BandError(ValueError):
    """``args[0]`` is the code: empty, gap, order, amount."""


class Band(NamedTuple):
    """From ``upper`` points down to ``lower``, each lost point costs ``amount``."""

    upper: Decimal
    lower: Decimal
    amount: Decimal


class Outcome(NamedTuple):
    """:ivar below: fewer points than the last band reaches: that is for HR."""

    lost: Decimal
    money: Decimal
    below: bool
    bonus: Decimal


def check(bands: Iterable[Band]) -> list[Band]:
    """The bands from the top down; they must join without gap or overlap.

    :raise BandError: they do not, or a point costs less than nothing
    """
    ordered = sorted(bands, key=lambda band: band.upper, reverse=True)
    if not ordered:
        raise BandError("empty")
    for band in ordered:
        if band.upper <= band.lower:
            raise BandError("order")
        if band.amount < 0:
            raise BandError("amount")
    for above, under in zip(ordered, ordered[1:], strict=False):
        if above.lower != under.upper:
            raise BandError("gap")
    return ordered


def lost_money(points, bands: Sequence[Band], marginal: bool):
    """What the lost points cost.

    :param points: what is left; those above the first band cost nothing
    :param bands: as ``check`` returns them; what is lost below the last one costs
        nothing more
    :param marginal: each point at the amount of its own band; else all at the amount
        of the band that was reached, whose lower end belongs to it
    """
    top, floor = bands[0].upper, bands[-1].lower
    left = max(min(points, top), floor)
    if marginal:
        return sum(
            (band.upper - max(left, band.lower)) * band.amount
            for band in bands
            if left < band.upper
        )
    reached = next(band for band in bands if left >= band.lower)
    return (top - left) * reached.amount


def settle(points, bands: Iterable[Band], marginal, bonuses=()) -> Outcome:
    """What somebody gets or loses at the end of a period.

    :param bonuses: pairs of the points from which, and the money; the highest counts
    """
    ordered = check(bands)
    earned = [money for least, money in bonuses if points >= least]
    return Outcome(
        lost=max(ordered[0].upper - points, 0),
        money=lost_money(points, ordered, marginal),
        below=points < ordered[-1].lower,
        bonus=max(earned, default=0),
    )
