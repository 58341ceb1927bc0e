"""Better ways for few visits: neighbours are taken out and put in again.

Where visits are many they are close together anyway, and trying would take too long.
The same numbers are drawn each time, so that the same input gives the same plan.
"""

import random
from collections.abc import Sequence

from .visit_places import NOWHERE
from .visit_want import Want

MOST_OUT = 10
# Minutes by which a way may be longer at first, so that it can get shorter later.
WARM = 12.0


class Searching:
    """Part of the planner, see ``visit_plan``."""

    def search(self, moved: Sequence[Want]) -> bool:
        """:return: whether ways have become shorter"""
        budget = self.options.search
        if len(moved) < 3 or self.all_on_site > budget:
            return False
        rounds = budget * len(moved) // self.all_on_site
        draw = random.Random(len(moved))
        near = self.neighbours(moved)
        saved = best = 0
        kept = self.snapshot(moved)
        for number in range(rounds):
            warmth = WARM * (1 - number / rounds)
            saved += self.try_once(moved, near, draw, warmth)
            if saved > best:
                best, kept = saved, self.snapshot(moved)
        self.bring_back(kept)
        return best > 0

    def neighbours(self, moved) -> dict:
        minutes = self.ways.minutes
        return {
            want.key: sorted(
                moved, key=lambda other: (minutes(want.place, other.place), other.key)
            )[: 3 * MOST_OUT]
            for want in moved
        }

    def try_once(self, moved, near, draw, warmth) -> float:
        """Minutes saved; those that others may save later count below zero."""
        around = near[draw.choice(moved).key]
        number = min(draw.randint(2, MOST_OUT), len(around))
        out = around[:number]
        if draw.random() < 0.3:
            out = draw.sample(around, number)
        before: dict = {}
        left = set()
        ranges = {}
        for want in out:
            agenda, day = self.days[want.key]
            ranges[want.key] = agenda, *self.same_part(agenda, want, day)
            self.remember(before, agenda, day)
            agenda.take(day, want)
            left.add((agenda, day))
        if draw.random() < 0.5:
            draw.shuffle(out)
        else:
            out.sort(key=lambda want: -self.from_base(*ranges[want.key][:1], want))
        if all(self.put_best(before, want, *ranges[want.key], draw) for want in out):
            if all(self.can_be_laid(agenda, day) for agenda, day in left):
                gain = self.cost_of(before) - sum(
                    self.day_cost(agenda, day) for agenda, day in before
                )
                if gain > -warmth * draw.random():
                    return gain
        self.bring_back(before)
        return 0

    def from_base(self, agenda, want) -> int:
        if agenda.base == NOWHERE:
            return want.duration
        return self.ways.minutes(agenda.base, want.place)

    def put_best(self, before, want, agenda, low, high, draw) -> bool:
        days = range(low, high + 1)
        if len(days) > 2 * self.options.near_days:
            days = agenda.near_days(want.place, low, high, self.options.near_days)
        ways = []
        for day in days:
            # Now and then a day is passed over: that leads out of dead ends.
            if agenda.free[day] < want.duration or draw.random() < 0.02:
                continue
            way, position = agenda.detour(day, want.place)
            if agenda.free[day] >= want.duration + way:
                ways.append((self.cost(agenda, want, day, way), day, way, position))
        for _cost, day, way, position in sorted(ways):
            if agenda.has_room(day, want, way, position):
                self.remember(before, agenda, day)
                agenda.put(day, want, way, position)
                self.days[want.key] = agenda, day
                return True
        return False

    def can_be_laid(self, agenda, day) -> bool:
        route, calls = agenda.routes.get(day, []), agenda.calls.get(day, [])
        return agenda.layout(day, route, agenda.legs.get(day, []), calls) is not None

    # -------------------------------------------------------------------------- costs

    def day_cost(self, agenda, day) -> int:
        route = agenda.routes.get(day)
        if not route:
            return 0
        way = sum(agenda.legs[day])
        if agenda.base == NOWHERE:
            way += self.options.opening
        for want in route:
            if want.weekday is not None and (
                (day + self.first_weekday - want.weekday) % 7
            ):
                way += self.options.weekday
        return way

    def cost_of(self, before) -> int:
        return sum(saved[0] for saved in before.values())

    # ---------------------------------------------------------------- going back

    def snapshot(self, moved) -> dict:
        kept: dict = {}
        agendas = {self.days[want.key][0]: None for want in moved}
        for agenda in agendas:
            for day in range(len(agenda.free)):
                self.remember(kept, agenda, day)
        return kept

    def remember(self, before, agenda, day) -> None:
        if (agenda, day) not in before:
            before[agenda, day] = (
                self.day_cost(agenda, day),
                list(agenda.routes.get(day, ())),
                list(agenda.legs.get(day, ())),
                agenda.free[day],
                agenda.used[day],
                agenda.longest[day],
                day in agenda.dirty,
            )

    def bring_back(self, before) -> None:
        for agenda, day in before:
            for want in agenda.routes.get(day, ()):
                agenda.note(day, want.place, -1)
        for (agenda, day), saved in before.items():
            _cost, route, legs, free, used, longest, is_dirty = saved
            agenda.routes.pop(day, None)
            agenda.legs.pop(day, None)
            if route:
                agenda.routes[day], agenda.legs[day] = list(route), list(legs)
            agenda.free[day], agenda.used[day] = free, used
            agenda.longest[day] = longest
            # What nobody touched in the end begins when it began.
            if not is_dirty:
                agenda.dirty.discard(day)
            for want in route:
                agenda.note(day, want.place, 1)
                self.days[want.key] = agenda, day
