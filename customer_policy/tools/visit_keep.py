"""What had a place keeps it, as long as it can be kept there."""

from collections.abc import Sequence

from .visit_agenda import Agenda
from .visit_anchors import lay_calls
from .visit_want import Want


class Keeping:
    """Part of the planner, see ``visit_plan``."""

    def keep(self, agendas: Sequence[Agenda], wants: Sequence[Want]) -> None:
        """What had a place keeps it, unless there is not enough time any more."""
        held: dict[tuple[int, int], list[Want]] = {}
        numbers = {one.person.key: number for number, one in enumerate(agendas)}
        for want in wants:
            if want.now and self.may_stay(want):
                held.setdefault((numbers[want.now[0]], want.now[1]), []).append(want)
        for (number, day), group in held.items():
            self.keep_day(agendas[number], day, group)

    def may_stay(self, want: Want) -> bool:
        person, day, _start = want.now
        agenda = self.agendas.get(person)
        return bool(
            agenda
            and person in want.people
            and want.first <= day <= want.last
            and 0 <= day < len(agenda.free)
            and not self.hindrance(want)
        )

    def keep_day(self, agenda: Agenda, day: int, group: list[Want]) -> None:
        """The least urgent give way first (``group`` is in the order of urgency)."""
        group = list(group)
        while group:
            route = sorted(
                (want for want in group if want.on_site),
                key=lambda want: (want.now[2], want.key),
            )
            calls = sorted(
                (-want.duration, want.key, want) for want in group if not want.on_site
            )
            legs = agenda.legs_of(route)
            need = sum(legs) + sum(want.duration for want in group)
            if need <= agenda.free[day]:
                starts = {want.key: want.now[2] for want in group}
                pairs = agenda.ways_around(day, route, legs, starts)
                same = _stands(agenda.slots[day], route, pairs, calls, starts)
                if same or agenda.layout(day, route, legs, calls) is not None:
                    self.set_day(agenda, day, route, calls, need)
                    if same:
                        self.starts.update(starts)
                        agenda.dirty.discard(day)
                    return
            group.pop()

    def set_day(self, agenda, day, route, calls, need) -> None:
        agenda.free[day] -= need
        agenda.used[day] += need
        agenda.calls[day] = calls
        agenda.longest[day] = max((-call[0] for call in calls), default=0)
        if route:
            agenda.set_route(day, route)
        agenda.dirty.add(day)
        for want in route:
            agenda.note(day, want.place, 1)
            self.days[want.key] = agenda, day
        for _duration, key, _want in calls:
            self.days[key] = agenda, day

    def beside_kept(self, agenda, day, route, calls) -> dict | None:
        """When a day's visits begin, so that those which were there stay as they were.

        :return: nothing, where another visit has come into the route, or where what is
            new finds no place in between
        """
        kept = [call for call in calls if call[1] in self.starts]
        if not (route or kept) or any(w.key not in self.starts for w in route):
            return None
        starts, slots = self.starts, agenda.slots[day]
        legs = agenda.legs.get(day, [])
        pairs = agenda.ways_around(day, route, legs, starts)
        if not _stands(slots, route, pairs, kept, starts):
            return None
        gaps = _gaps(slots, _blocks(route, pairs, kept, starts))
        new = [call for call in calls if call[1] not in starts]
        found = {want.key: starts[want.key] for want in route}
        found.update((key, starts[key]) for _duration, key, _want in kept)
        cursors, ends = [begin for begin, _e in gaps], [end for _b, end in gaps]
        return lay_calls(new, cursors, ends, found)


def _blocks(route, pairs, calls, starts) -> list[tuple[int, int]]:
    """The time that visits take with their ways.

    :param pairs: of each visit of the route, the way before it and that after it
    """
    blocks = []
    for want, (before, after) in zip(route, pairs, strict=True):
        start = starts[want.key]
        blocks.append((start - before, start + want.duration + after))
    blocks += [
        (starts[key], starts[key] + want.duration) for _duration, key, want in calls
    ]
    return sorted(blocks)


def _gaps(slots, blocks) -> list[tuple[int, int]]:
    gaps = []
    for begin, stop in slots:
        for start, end in blocks:
            if begin <= start < stop:
                gaps.append((begin, start))
                begin = end
        gaps.append((begin, stop))
    return [(begin, stop) for begin, stop in gaps if begin < stop]


def _stands(slots, route, pairs, calls, starts) -> bool:
    """Whether visits can begin just when they do now."""
    free_from = -1
    for start, end in _blocks(route, pairs, calls, starts):
        if start < free_from or not any(a <= start and end <= b for a, b in slots):
            return False
        free_from = end
    return True
