"""The days of one person: what is free, which way is gone, when each visit begins.

Days are numbers from the first of the period, times minutes since midnight.
"""

from bisect import insort
from collections.abc import Sequence

from .visit_anchors import Anchors, lay_calls
from .visit_places import NOWHERE, Ways


class Agenda:
    """Visits of a person on days, never more than there is time for.

    ``free`` are the minutes left on each day. What is fixed has been cut out of
    ``slots``. A day's ``route`` are its visits on site, in their order, ``legs`` the
    minutes before each of them and those back, ``calls`` what needs no way.
    """

    def __init__(self, person, ways: Ways):
        self.person = person
        self.ways = ways
        self.base = person.base
        days = len(person.slots)
        self.slots = list(person.slots)
        self.free = [
            max(min(capacity, sum(end - start for start, end in slots)), 0)
            for capacity, slots in zip(person.capacity, person.slots, strict=True)
        ]
        self.used = [0] * days
        self.room = [sum(end - start for start, end in day) for day in self.slots]
        self.longest = [0] * days
        self.routes: dict[int, list] = {}
        self.legs: dict[int, list[int]] = {}
        self.calls: dict[int, list] = {}
        self.squares: dict[int, dict[int, int]] = {}
        self.dirty: set[int] = set()
        self.anchors = Anchors(ways)

    # ------------------------------------------------------------------ what is fixed

    def block_all(self, day: int, visits: Sequence) -> None:
        """Visits that stay, in their order: each takes the way from the one before.

        What is put in between goes on from there, see ``visit_anchors``.
        """
        ways, back = self.ways, self.base
        sites = [visit for visit in visits if visit.place != NOWHERE]
        stop = self.base
        for visit in visits:
            start, end = visit.start, visit.start + visit.duration
            if visit.place == NOWHERE:
                self.block(day, start, end)
                continue
            before = ways.travel.fixed
            if stop != NOWHERE:
                before = ways.minutes(stop, visit.place)
            after, stop = 0, visit.place
            if visit is sites[-1] and back != NOWHERE:
                after, stop = ways.minutes(visit.place, back), back
            self.block(day, start - before, end + after)
            self.anchors.add(
                day, start - before, end + after, visit.place, stop, before
            )
            self.note(day, visit.place, 1)

    def block(self, day: int, start: int, end: int) -> None:
        """Time that is taken by a visit which stays."""
        self._cut(day, start, end)
        self.free[day] = max(self.free[day] - (end - start), 0)

    def occupy(self, day: int, start: int, end: int) -> None:
        """Time that something else takes, as far as it is working time."""
        before = self.room[day]
        self._cut(day, start, end)
        self.free[day] = max(self.free[day] - (before - self.room[day]), 0)

    def _cut(self, day: int, start: int, end: int) -> None:
        parts = []
        for begin, stop in self.slots[day]:
            if start < stop and end > begin:
                parts += [(begin, start), (end, stop)]
            else:
                parts.append((begin, stop))
        self.slots[day] = tuple((a, b) for a, b in parts if a < b)
        self.room[day] = sum(b - a for a, b in self.slots[day])

    def note(self, day: int, place: int, count: int) -> None:
        """Remember that the person is about there on that day."""
        days = self.squares.setdefault(self.ways.square[place], {})
        days[day] = days.get(day, 0) + count
        if not days[day]:
            del days[day]

    # --------------------------------------------------------------------------- ways

    def detour(self, day: int, place: int) -> tuple[int, int]:
        """:return: (minutes of way that a visit there adds, its place in the route)"""
        minutes, base = self.ways.minutes, self.base
        route = self.routes.get(day)
        if base == NOWHERE:
            to_base = from_base = None
        else:
            from_base = to_base = minutes(base, place)
        if not route:
            return self.first_leg(place) + (to_base or 0), 0
        legs = self.legs[day]
        ways = [minutes(visit.place, place) for visit in route]
        fixed = self.ways.travel.fixed
        before = fixed if from_base is None else from_base
        after_first = legs[0]
        best, position = before + ways[0] - after_first, 0
        last = len(route)
        for index in range(1, last):
            cost = ways[index - 1] + ways[index] - legs[index]
            if cost < best:
                best, position = cost, index
        cost = ways[-1] + (to_base or 0) - legs[last]
        if cost < best:
            best, position = cost, last
        return best, position

    def first_leg(self, place: int) -> int:
        if self.base == NOWHERE:
            return self.ways.travel.fixed
        return self.ways.minutes(self.base, place)

    def legs_of(self, route: Sequence) -> list[int]:
        """The minutes before each stop, and those back at the end."""
        if not route:
            return []
        minutes = self.ways.minutes
        legs = [self.first_leg(route[0].place)]
        for one, other in zip(route, route[1:], strict=False):
            legs.append(minutes(one.place, other.place))
        back = self.base != NOWHERE
        legs.append(minutes(route[-1].place, self.base) if back else 0)
        return legs

    # -------------------------------------------------------------------------- fitting

    def has_room(self, day: int, visit, way: int, position: int) -> bool:
        """Whether a visit that needs so much more way fits in between."""
        need = visit.duration + way
        if need > self.free[day]:
            return False
        # What can be lost at the end of each stretch of work.
        lost = (len(self.slots[day]) - 1) * (self.longest[day] + need)
        is_simple = day not in self.anchors.days
        if is_simple and self.used[day] + need + lost <= self.room[day]:
            return True
        route = self.routes.get(day, [])
        calls = self.calls.get(day, [])
        if visit.on_site:
            route = [*route[:position], visit, *route[position:]]
            return self.layout(day, route, self.legs_of(route), calls) is not None
        calls = [*calls]
        insort(calls, _call(visit))
        return self.layout(day, route, self.legs.get(day, []), calls) is not None

    def layout(self, day: int, route, legs, calls) -> dict | None:
        """When each visit of a day begins; nothing where that cannot be done."""
        if day in self.anchors.days and route:
            edges = self.anchors.edges(day, self.slots[day])
            return self.anchors.layout(self.slots[day], edges, route, legs, calls)
        ends = [end for _start, end in self.slots[day]]
        cursors = [start for start, _end in self.slots[day]]
        starts, stretch, last = {}, 0, len(route) - 1
        for index, visit in enumerate(route):
            need = legs[index] + visit.duration + (legs[-1] if index == last else 0)
            while stretch < len(ends) and cursors[stretch] + need > ends[stretch]:
                stretch += 1
            if stretch == len(ends):
                return None
            starts[visit.key] = cursors[stretch] + legs[index]
            cursors[stretch] += need
        return lay_calls(calls, cursors, ends, starts)

    def ways_around(self, day: int, route, legs, starts) -> list[tuple[int, int]]:
        """The minutes before and after each visit of a route, as it stands."""
        last = len(route) - 1
        pairs = [
            (legs[index], legs[-1] if index == last else 0)
            for index in range(len(route))
        ]
        if day in self.anchors.days:
            edges = self.anchors.edges(day, self.slots[day])
            return self.anchors.correct(self.slots[day], edges, route, pairs, starts)
        return pairs

    # ---------------------------------------------------------------- putting, taking

    def put(self, day: int, visit, way: int, position: int) -> None:
        need = visit.duration + way
        self.free[day] -= need
        self.used[day] += need
        self.dirty.add(day)
        if not visit.on_site:
            self.longest[day] = max(self.longest[day], visit.duration)
            insort(self.calls.setdefault(day, []), _call(visit))
            return
        route = self.routes.setdefault(day, [])
        route.insert(position, visit)
        self.set_route(day, route)
        self.note(day, visit.place, 1)

    def set_route(self, day: int, route: list) -> None:
        """The same visits in another order, or with one more or less."""
        self.routes[day] = route
        legs = self.legs[day] = self.legs_of(route)
        last = len(route) - 1
        for index, visit in enumerate(route):
            need = legs[index] + visit.duration + (legs[-1] if index == last else 0)
            self.longest[day] = max(self.longest[day], need)

    def take(self, day: int, visit) -> None:
        """Take a visit on site away again."""
        before = sum(self.legs[day])
        route = [other for other in self.routes[day] if other is not visit]
        self.set_route(day, route)
        freed = visit.duration + before - sum(self.legs[day])
        self.free[day] += freed
        self.used[day] -= freed
        self.dirty.add(day)
        self.note(day, visit.place, -1)

    def saving(self, day: int, visit) -> int:
        """The minutes of way that a day is shorter without the visit."""
        route = self.routes[day]
        legs, index = self.legs[day], route.index(visit)
        rest = [*route[:index], *route[index + 1 :]]
        if not rest:
            return sum(legs)
        if index == 0:
            return legs[0] + legs[1] - self.first_leg(rest[0].place)
        minutes = self.ways.minutes
        if index == len(rest):
            back = 0
            if self.base != NOWHERE:
                back = minutes(rest[-1].place, self.base)
            return legs[index] + legs[index + 1] - back
        joined = minutes(route[index - 1].place, route[index + 1].place)
        return legs[index] + legs[index + 1] - joined

    def near_days(self, place: int, low: int, high: int, limit: int) -> set[int]:
        """Days in between on which the person is about there."""
        found: set[int] = set()
        squares, ways = self.squares, self.ways
        for square in ways.beside[ways.square[place]]:
            if square in squares:
                found.update(d for d in squares[square] if low <= d <= high)
                if len(found) >= limit:
                    break
        return found

    # ---------------------------------------------------------------------- shortening

    def shorten(self, day: int) -> bool:
        """Go a day's way in a better order, where there is one that can be kept."""
        route = self.routes.get(day, [])
        if len(route) < 3:
            return False
        better = two_opt(route, self.ways.minutes, self.base)
        if better is None:
            return False
        legs = self.legs_of(better)
        if self.layout(day, better, legs, self.calls.get(day, [])) is None:
            return False
        saved = sum(self.legs[day]) - sum(legs)
        self.set_route(day, better)
        self.free[day] += saved
        self.used[day] -= saved
        return True


def two_opt(route: list, minutes, base: int) -> list | None:
    """Turn pieces of a route round as long as that shortens it."""
    stops = [visit.place for visit in route]
    best, size = list(route), len(route)
    changed, improved = False, True
    while improved:
        improved = False
        for first in range(size - 1):
            before = stops[first - 1] if first else base
            for last in range(first + 1, size):
                after = stops[last + 1] if last + 1 < size else base
                gain = 0
                if before != NOWHERE:
                    gain += minutes(before, stops[first]) - minutes(before, stops[last])
                if after != NOWHERE:
                    gain += minutes(stops[last], after) - minutes(stops[first], after)
                if gain > 0:
                    stops[first : last + 1] = stops[first : last + 1][::-1]
                    best[first : last + 1] = best[first : last + 1][::-1]
                    improved = changed = True
    return best if changed else None


def _call(visit) -> tuple:
    return -visit.duration, visit.key, visit
