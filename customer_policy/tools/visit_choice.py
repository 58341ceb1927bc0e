"""Which day a visit goes to, and why there is none."""

from .visit_agenda import Agenda
from .visit_places import NOWHERE
from .visit_want import (
    NO_ADDRESS,
    NO_CAPACITY,
    NO_PERFORMER,
    NO_WORKING_DAY,
    TOO_LONG,
    Want,
)


class Choosing:
    """Part of the planner, see ``visit_plan``."""

    def hindrance(self, want: Want) -> str | None:
        """Why a visit cannot be at all, however much time there was."""
        if not any(person in self.agendas for person in want.people):
            return NO_PERFORMER
        if want.on_site and (
            want.place == NOWHERE or not self.ways.places[want.place].is_known()
        ):
            return NO_ADDRESS
        return None

    def why_not(self, want: Want) -> str:
        low, high = max(want.first, 0), want.last + 1
        agendas = [self.agendas[key] for key in want.people if key in self.agendas]
        full = [
            min(minutes, max((end - start for start, end in slots), default=0))
            for agenda in agendas
            for minutes, slots in zip(
                agenda.person.capacity[low:high],
                agenda.person.slots[low:high],
                strict=True,
            )
        ]
        if not any(minutes > 0 for minutes in full):
            return NO_WORKING_DAY
        return TOO_LONG if max(full) < want.duration else NO_CAPACITY

    def place(self, want: Want) -> bool:
        low, last = max(want.first, 0), want.last
        by = last if want.by is None else min(want.by, last)
        for begin, end in ((low, by), (max(low, by + 1), last)):
            if begin > end:
                continue
            for person in want.people:
                agenda = self.agendas.get(person)
                if agenda and self.place_with(agenda, want, begin, end):
                    return True
        return False

    def place_with(self, agenda: Agenda, want: Want, low: int, high: int) -> bool:
        high = min(high, len(agenda.free) - 1)
        if low > high:
            return False
        found = (self.site_day if want.on_site else self.call_day)(
            agenda, want, low, high
        )
        if found is None:
            return False
        day, way, position = found
        agenda.put(day, want, way, position)
        self.days[want.key] = agenda, day
        return True

    def call_day(self, agenda, want, low, high):
        """The emptiest of the customer's weekdays, else the emptiest day."""
        free, duration = agenda.free, want.duration
        begin = low
        if want.weekday is not None:
            begin += (want.weekday - self.first_weekday - low) % 7
            days = free[begin : high + 1 : 7]
            if days and (most := max(days)) >= duration:
                day = begin + 7 * days.index(most)
                if agenda.has_room(day, want, 0, 0):
                    return day, 0, 0
        days = free[low : high + 1]
        most = max(days)
        if most < duration:
            return None
        day = low + days.index(most)
        if agenda.has_room(day, want, 0, 0):
            return day, 0, 0
        for day in sorted(range(low, high + 1), key=lambda day: (-free[day], day)):
            if free[day] < duration:
                return None
            if agenda.has_room(day, want, 0, 0):
                return day, 0, 0
        return None

    def site_day(self, agenda, want, low, high):
        """The day on which the way is shortest, of those close by and the emptiest."""
        free, duration, place = agenda.free, want.duration, want.place
        days = free[low : high + 1]
        most = max(days)
        if most < duration:
            return None
        few = agenda.near_days(place, low, high, self.options.near_days)
        few.add(low + days.index(most))
        if want.weekday is not None:
            begin = low + (want.weekday - self.first_weekday - low) % 7
            fitting = free[begin : high + 1 : 7]
            if fitting and (best := max(fitting)) >= duration:
                few.add(begin + 7 * fitting.index(best))
        return self.shortest(agenda, want, few) or self.shortest(
            agenda, want, range(low, high + 1)
        )

    def shortest(self, agenda, want, days):
        ways = []
        for day in days:
            if agenda.free[day] >= want.duration:
                way, position = agenda.detour(day, want.place)
                if agenda.free[day] >= want.duration + way:
                    ways.append((self.cost(agenda, want, day, way), day, way, position))
        for _cost, day, way, position in sorted(ways):
            if agenda.has_room(day, want, way, position):
                return day, way, position
        return None

    def cost(self, agenda, want, day, way) -> int:
        if want.weekday is not None and ((day + self.first_weekday - want.weekday) % 7):
            way += self.options.weekday
        if agenda.base == NOWHERE and not agenda.routes.get(day):
            way += self.options.opening
        return way
