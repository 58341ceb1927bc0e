"""What is to be planned, and what planning comes to."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .visit_places import NOWHERE

NO_PERFORMER = "no_performer"
NO_ADDRESS = "no_address"
NO_WORKING_DAY = "no_working_day"
TOO_LONG = "too_long"
NO_CAPACITY = "no_capacity"
REASONS = (NO_PERFORMER, NO_ADDRESS, NO_WORKING_DAY, TOO_LONG, NO_CAPACITY)


@dataclass(slots=True, eq=False)
class Want:
    """A visit that should be.

    ``rank`` sorts: the least is the most urgent. ``by`` is the day until which it
    should be, ``last`` the one until which it may be. ``people`` are those who may do
    it, the preferred one first. ``now`` is the place it had: person, day, start.
    """

    key: Any
    duration: int
    first: int
    last: int
    people: Sequence[Hashable]
    rank: Any = 0
    by: int | None = None
    on_site: bool = False
    place: int = NOWHERE
    weekday: int | None = None
    now: tuple[Hashable, int, int] | None = None


@dataclass(slots=True)
class Person:
    """``slots`` are the stretches of work of each day, ``capacity`` the minutes of
    visits and ways that fit into each; nothing of both on a day of leave."""

    key: Hashable
    slots: Sequence[Sequence[tuple[int, int]]]
    capacity: Sequence[int]
    base: int = NOWHERE


class Fixed(NamedTuple):
    """A visit that stays where it is, whatever the plan says."""

    person: Hashable
    day: int
    start: int
    duration: int
    place: int = NOWHERE


class Taken(NamedTuple):
    """What else a person does then: it takes working time where it overlaps with it."""

    person: Hashable
    day: int
    start: int
    end: int


class Slot(NamedTuple):
    person: Hashable
    day: int
    start: int


class Plan(NamedTuple):
    placed: dict[Any, Slot]
    gaps: dict[Any, str]
    travel: int


@dataclass(frozen=True)
class Options:
    """Minutes: what another than the preferred weekday may save, what an empty day
    costs where nobody says where people start from; ``search``: how many rounds of
    trying and throwing away go into a plan."""

    weekday: int = 30
    opening: int = 40
    near_days: int = 12
    rounds: int = 2
    square: int = 10
    search: int = 2000
