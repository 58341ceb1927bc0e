"""Where customers are, and how long the way between two of them takes.

A way is estimated: the distance as the crow flies, times a factor for the streets, at a
mean speed, plus a fixed time for parking and doors. Where coordinates are unknown, the
postcode and the city say how far it is; who has neither can be driven to by nobody.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

EARTH_KM = 6371.0088
NOWHERE = -1


class Place(NamedTuple):
    """A customer's address; ``area`` is its postcode, within the ``city``."""

    latitude: float | None = None
    longitude: float | None = None
    city: Hashable = None
    area: Hashable = None

    def is_known(self) -> bool:
        return has_coordinates(self) or self.city is not None or self.area is not None


@dataclass(frozen=True)
class Travel:
    """What a manager says about ways. Minutes, kilometres per hour."""

    speed: float = 30.0
    factor: float = 1.3
    fixed: int = 5
    same_area: int = 10
    same_city: int = 30
    other_city: int = 90

    def __post_init__(self):
        if not self.speed > 0:
            raise ValueError("The speed of travel must be more than zero.")
        if min(self.factor, self.fixed, self.same_area, self.same_city) < 0:
            raise ValueError("Times and factors of travel must not be negative.")


def has_coordinates(place: Place) -> bool:
    """Zero and zero is what a form holds that nobody filled in."""
    latitude, longitude = place.latitude, place.longitude
    if latitude is None or longitude is None or not (latitude or longitude):
        return False
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


class Ways:
    """Places as numbers ``0 … n-1``, with the minutes between any two of them.

    ``xs`` and ``ys`` are measured in minutes of driving, so that a way is but a root.
    """

    def __init__(self, places: Sequence[Place], travel: Travel | None = None):
        self.travel = travel or Travel()
        self.places = places
        self._locate()
        self.minutes = self._make_minutes()

    def _locate(self) -> None:
        """Coordinates of all that can be located, else not-a-number.

        Who has no coordinates stands in the middle of its postcode, or of its city,
        where somebody else is known there.
        """
        travel = self.travel
        scale = math.radians(1) * EARTH_KM * travel.factor / travel.speed * 60
        known = [(number, p) for number, p in enumerate(self.places) if _known(p)]
        spots = {number: (p.latitude, p.longitude) for number, p in known}
        cut = _cut(longitude for _latitude, longitude in spots.values())
        spots = {
            number: (latitude, longitude + 360 if longitude < cut else longitude)
            for number, (latitude, longitude) in spots.items()
        }
        for kind in (_area, _city):
            spots.update(_middles(self.places, spots, kind))
        nan = math.nan
        where = [spots.get(number, (nan, nan)) for number in range(len(self.places))]
        self.ys = [latitude * scale for latitude, _longitude in where]
        self.xs = [longitude * scale for _latitude, longitude in where]
        self.shrink = [math.cos(math.radians(lat)) for lat, _longitude in where]

    def _make_minutes(self) -> Callable[[int, int], int]:
        xs, ys, shrink, places = self.xs, self.ys, self.shrink, self.places
        travel, fixed = self.travel, self.travel.fixed
        sqrt = math.sqrt

        def minutes(one: int, other: int) -> int:
            """Whole minutes, never too few."""
            if one == other:
                return fixed
            # The haversine of a small angle.
            across, along = xs[one] - xs[other], ys[one] - ys[other]
            way = sqrt(along * along + across * across * shrink[one] * shrink[other])
            if way == way:
                return fixed + int(way + 0.999999)
            here, there = places[one], places[other]
            if here.city == there.city and here.area == there.area:
                return fixed + travel.same_area
            if here.city is not None and here.city == there.city:
                return fixed + travel.same_city
            return fixed + travel.other_city

        return minutes

    def cut_squares(self, size: float) -> None:
        """Cut the map into squares, ``size`` minutes wide; what is not on it by city.

        ``square`` is that of each place, ``beside`` those next to it, itself first,
        as far as anybody is there.
        """
        numbers: dict[tuple, int] = {}
        self.square = []
        for x, y, shrink, place in zip(
            self.xs, self.ys, self.shrink, self.places, strict=True
        ):
            if x == x:
                # Squares narrow in steps, so that those of a row stand side by side.
                row = int(y // size)
                key = (int(x * round(shrink, 2) // size), row)
            else:
                key = ("city", place.city, place.area)
            self.square.append(numbers.setdefault(key, len(numbers)))
        self.beside = [_beside(key, numbers) for key in numbers]

    def on_curve(self, number: int, step: float) -> int:
        """Where a place is on a line through all the map: near there, near here.

        :param step: minutes that are told apart
        """
        x, y = self.xs[number], self.ys[number]
        if number == NOWHERE or x != x:
            return -1
        return _hilbert(int(x / step) & 1023, int(y / step) & 1023)


def _beside(key: tuple, numbers: dict[tuple, int]) -> tuple[int, ...]:
    if key[0] == "city":
        return (numbers[key],)
    x, y = key
    around = [(x + dx, y + dy) for dx in (0, -1, 1) for dy in (0, -1, 1)]
    return tuple(numbers[one] for one in around if one in numbers)


def _hilbert(x: int, y: int) -> int:
    """The place of a square of 1024 by 1024 on Hilbert's curve."""
    distance, side = 0, 512
    while side:
        right, up = bool(x & side), bool(y & side)
        distance += side * side * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = 1023 - x, 1023 - y
            x, y = y, x
        side >>= 1
    return distance


def _known(place: Place) -> bool:
    return has_coordinates(place)


def _area(place: Place) -> Hashable:
    return None if place.area is None else (place.city, place.area)


def _city(place: Place) -> Hashable:
    return place.city


def _cut(longitudes: Iterable[float]) -> float:
    """The meridian in the widest empty stretch: there the map is cut open."""
    ordered = sorted(set(longitudes))
    if not ordered:
        return -180.0
    widest, cut = 360 - ordered[-1] + ordered[0], ordered[0]
    for west, east in zip(ordered, ordered[1:], strict=False):
        if east - west > widest:
            widest, cut = east - west, east
    return cut


def _middles(places, spots, kind) -> dict[int, tuple[float, float]]:
    """The middle of what is known of a postcode or city, for those not located."""
    sums: dict = {}
    for number, (latitude, longitude) in sorted(
        spots.items(), key=lambda spot: spot[1]
    ):
        key = kind(places[number])
        if key is not None:
            north, east, count = sums.get(key, (0.0, 0.0, 0))
            sums[key] = (north + latitude, east + longitude, count + 1)
    found = {}
    for number, place in enumerate(places):
        if number not in spots and (key := kind(place)) in sums:
            north, east, count = sums[key]
            found[number] = (north / count, east / count)
    return found
