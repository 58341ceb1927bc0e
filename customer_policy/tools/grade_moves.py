"""What giving a grade to many customers comes to, counted before it is done."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Movement(NamedTuple):
    """Numbers of customers, by what a grade would be for them."""

    new: int
    up: int
    down: int
    same: int


def count(held: Iterable[tuple[int | None, int]], grades: Sequence[int], target: int):
    """Count what ``target`` is for customers that hold these grades.

    :param held: pairs of a grade id, or None where there is none, and how many
        customers hold it; an id that is not in ``grades`` is a first grade as well
    :param grades: ids of the grades of the scheme, the best first
    :param target: the grade to give
    :raise ValueError: ``target`` is none of ``grades``
    """
    places = {grade_id: place for place, grade_id in enumerate(grades)}
    if target not in places:
        raise ValueError(f"Grade {target} is not one of {[*grades]}.")
    numbers = dict.fromkeys(Movement._fields, 0)
    for grade_id, number in held:
        place = places.get(grade_id)
        if place is None:
            kind = "new"
        elif place == places[target]:
            kind = "same"
        else:
            kind = "up" if place > places[target] else "down"
        numbers[kind] += number
    return Movement(**numbers)
