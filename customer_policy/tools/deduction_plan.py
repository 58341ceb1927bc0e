"""What is deducted from pay in which month, so that enough is left each month.

Amounts are whole minor units of a currency (cents), months are numbered through by
``month_number``.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple


class PlanError(ValueError):
    """``args[0]`` is the code: nothing (no month leaves anything to deduct), amount."""


class Part(NamedTuple):
    """What of the due ``key`` is deducted in the month."""

    key: int
    month: int
    amount: int


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def cap(wage: int, percent: float, minimum: int = 0) -> int:
    """The most that is deducted from the wage of a month.

    :param percent: no more than that share of the wage
    :param minimum: no less than that is left
    """
    share = int(wage * percent / 100)
    return max(min(share, wage - minimum), 0)


def spread(
    dues: Iterable[tuple[int, int]],
    first: int,
    limit: int | None = None,
    taken: Mapping[int, int] | None = None,
) -> list[Part]:
    """Deduct what is due, one after the other, each month no more than the limit.

    :param dues: pairs of a key and an amount, in the order in which they are paid
    :param first: the month to begin with
    :param limit: the cap of each month; None where there is none
    :param taken: what is deducted in a month already
    :raise PlanError: an amount is negative, or nothing can be deducted ever
    """
    used = dict(taken or {})
    parts = []
    month = first
    for key, amount in dues:
        if amount < 0:
            raise PlanError("amount")
        if amount and limit is not None and limit <= 0:
            raise PlanError("nothing")
        left = amount
        while left:
            room = left if limit is None else limit - used.get(month, 0)
            part = min(left, room)
            if part > 0:
                parts.append(Part(key, month, part))
                used[month] = used.get(month, 0) + part
                left -= part
            if left:
                month += 1
    return parts
