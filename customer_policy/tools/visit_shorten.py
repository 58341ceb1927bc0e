"""Shorter ways: other days and another order for visits that have just been placed."""

from collections.abc import Sequence

from .visit_agenda import Agenda
from .visit_places import NOWHERE
from .visit_want import Want


class Shortening:
    """Part of the planner, see ``visit_plan``."""

    def shorten(self, agendas: Sequence[Agenda], moved: Sequence[Want]) -> bool:
        """Shorten the ways of days that changed; whether that made room."""
        gained = self.reorder(agendas)
        todo = list(moved)
        for _round in range(self.options.rounds):
            todo = [want for want in todo if self.move(want)]
            if not todo:
                break
            gained = True
            self.reorder(agendas)
            todo = list(moved)
        return self.search(moved) or gained

    def reorder(self, agendas: Sequence[Agenda]) -> bool:
        gained = False
        for agenda in agendas:
            for day in sorted(agenda.dirty):
                gained = agenda.shorten(day) or gained
        return gained

    def move(self, want: Want) -> bool:
        """To another day, where the way is shorter by that."""
        agenda, day = self.days[want.key]
        saving = agenda.saving(day, want)
        if saving <= 2 * self.ways.travel.fixed:
            return False
        low, high = self.same_part(agenda, want, day)
        if len(agenda.routes) <= self.options.near_days:
            days = {other for other in agenda.routes if low <= other <= high}
        else:
            days = agenda.near_days(want.place, low, high, self.options.near_days)
        days.discard(day)
        if not days:
            return False
        saving = self.cost(agenda, want, day, saving)
        if agenda.base == NOWHERE and len(agenda.routes[day]) == 1:
            saving += self.options.opening
        best = self.shortest(agenda, want, days)
        if best is None or self.cost(agenda, want, best[0], best[1]) >= saving:
            return False
        if not self.may_leave(agenda, day, want):
            return False
        agenda.take(day, want)
        other, way, position = best
        agenda.put(other, want, way, position)
        self.days[want.key] = agenda, other
        return True

    def same_part(self, agenda, want, day) -> tuple[int, int]:
        """What was to be by a day stays before it, the rest after it."""
        low, high = max(want.first, 0), min(want.last, len(agenda.free) - 1)
        if want.by is None:
            return low, high
        if day > want.by:
            return max(low, want.by + 1), high
        return low, min(high, want.by)

    def may_leave(self, agenda, day, want) -> bool:
        """Whether those who stay can still be laid out without it."""
        rest = [other for other in agenda.routes[day] if other is not want]
        calls = agenda.calls.get(day, [])
        return agenda.layout(day, rest, agenda.legs_of(rest), calls) is not None
