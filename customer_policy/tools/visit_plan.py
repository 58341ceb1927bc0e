"""Which visit on which day, by whom and when: as much as fits, the most urgent first.

Everything is a number: days count from the first of the period, times are minutes. Keys
of visits can be compared with one another; the same input gives the same plan, in
whatever order it comes.

People who have visits in common are planned together, one such group after the other.
In a group, visits are put one after the other, the most urgent first, so that none
keeps out one that is more urgent. Calls go to the emptiest day of their window. A visit
on site looks at the days on which the person is about there anyway, and at the emptiest
one, and goes where the way is shortest. Then ways are shortened. Each visit looks at a
limited number of days: the whole takes n log n.

What had a place before keeps it, as long as it can be kept there.

What a visit is stands in ``visit_want``, a person's days in ``visit_agenda``; the
planner keeps (``visit_keep``), chooses days (``visit_choice``), shortens ways
(``visit_shorten``) and, where visits are few, searches on (``visit_search``).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from .visit_agenda import Agenda
from .visit_choice import Choosing
from .visit_keep import Keeping
from .visit_places import NOWHERE, Place, Travel, Ways
from .visit_search import Searching
from .visit_shorten import Shortening
from .visit_want import Fixed, Options, Person, Plan, Slot, Taken, Want


def schedule(
    wants: Iterable[Want],
    people: Iterable[Person],
    places: Sequence[Place] = (),
    fixed: Iterable[Fixed] = (),
    travel: Travel | None = None,
    first_weekday: int = 0,
    options: Options | None = None,
    taken: Iterable[Taken] = (),
) -> Plan:
    """Put visits on days.

    :param fixed: visits that stay
    :param taken: what else takes people's time
    :param first_weekday: the weekday of day 0, Monday is 0
    """
    planner = _Planner(people, places, travel, first_weekday, options or Options())
    planner.occupy(taken)
    planner.block(fixed)
    return planner.plan(wants)


class _Planner(Keeping, Choosing, Shortening, Searching):
    def __init__(self, people, places, travel, first_weekday, options):
        self.ways = Ways(places, travel)
        self.ways.cut_squares(options.square)
        self.agendas: Mapping[Hashable, Agenda] = {
            person.key: Agenda(person, self.ways) for person in people
        }
        self.first_weekday = first_weekday
        self.options = options
        self.days: dict[Any, tuple[Agenda, int]] = {}
        self.starts: dict[Any, int] = {}

    def order(self, want: Want) -> tuple:
        """The most urgent first; of those alike, one after the other on the map."""
        spot = -1
        if want.on_site and want.place != NOWHERE:
            spot = self.ways.on_curve(want.place, self.options.square / 4)
        return want.rank, spot, want.key

    # ---------------------------------------------------------------- what is there

    def occupy(self, taken: Iterable[Taken]) -> None:
        for one in taken:
            agenda = self.agendas.get(one.person)
            if agenda and 0 <= one.day < len(agenda.free):
                agenda.occupy(one.day, one.start, one.end)

    def block(self, fixed: Iterable[Fixed]) -> None:
        """The visits of a day in their order, each with its way from the one before."""
        days: dict[tuple[str, int], list[Fixed]] = {}
        for visit in sorted(fixed, key=lambda one: (str(one.person), *one[1:])):
            agenda = self.agendas.get(visit.person)
            if agenda and 0 <= visit.day < len(agenda.free):
                days.setdefault((visit.person, visit.day), []).append(visit)
        for (person, day), visits in days.items():
            self.agendas[person].block_all(day, visits)

    # --------------------------------------------------------------------- what comes

    def plan(self, wants: Iterable[Want]) -> Plan:
        placed, gaps, travel = {}, {}, 0
        groups = self.groups(wants)
        self.all_on_site = sum(w.on_site for _people, group in groups for w in group)
        for agendas, group in groups:
            gaps.update(self.plan_group(agendas, sorted(group, key=self.order)))
            # What is done with is not looked at again: much of it at a time is slow.
            placed.update(self.slots(agendas))
            travel += sum(sum(legs) for one in agendas for legs in one.legs.values())
            self.days.clear()
            self.starts.clear()
        return Plan(placed, gaps, travel)

    def groups(self, wants: Iterable[Want]) -> list[tuple[list[Agenda], list[Want]]]:
        """People with what they have in common, and only they, in their order."""
        leader = {key: key for key in self.agendas}

        def head(key):
            while leader[key] != key:
                leader[key] = key = leader[leader[key]]
            return key

        wants, of_nobody = list(wants), []
        for want in wants:
            able = [key for key in want.people if key in leader]
            for key in able[1:]:
                leader[head(key)] = head(able[0])
        found: dict[Hashable, tuple[list, list]] = {}
        for key, agenda in self.agendas.items():
            found.setdefault(head(key), ([], []))[0].append(agenda)
        for want in wants:
            able = next((key for key in want.people if key in leader), None)
            (of_nobody if able is None else found[head(able)][1]).append(want)
        return [*found.values(), ([], of_nobody)]

    def plan_group(self, agendas: list[Agenda], wants: Sequence[Want]) -> dict:
        """:return: {key: why it has no place}"""
        self.keep(agendas, wants)
        waiting, gaps = [], {}
        for want in wants:
            if want.key not in self.days:
                reason = self.hindrance(want)
                if reason:
                    gaps[want.key] = reason
                else:
                    waiting.append(want)
        for want in self.place_all(agendas, waiting):
            gaps[want.key] = self.why_not(want)
        return gaps

    def place_all(self, agendas, waiting: Sequence[Want]) -> Sequence[Want]:
        """As many as fit: what shorter ways leave room for, too.

        Visits on site try again once others have a place: between two visits a way
        may lie on both sides of a break, which the way home may not.

        :return: those that do not fit; to try them again would change nothing
        """
        new: list[Want] = []
        while waiting:
            left = [want for want in waiting if not self.place(want)]
            if len(left) == len(waiting):
                break
            new += [w for w in waiting if w.on_site and w.key in self.days]
            waiting = left
            if not self.shorten(agendas, new) and not any(w.on_site for w in left):
                break
        return waiting

    # ------------------------------------------------------------------------- result

    def slots(self, agendas: list[Agenda]) -> dict[Any, Slot]:
        placed = {}
        for agenda in agendas:
            for day in sorted(agenda.routes.keys() | agenda.calls.keys()):
                route, calls = agenda.routes.get(day, []), agenda.calls.get(day, [])
                starts = self.starts
                if day in agenda.dirty:
                    legs = agenda.legs.get(day, [])
                    starts = self.beside_kept(
                        agenda, day, route, calls
                    ) or agenda.layout(day, route, legs, calls)
                for want in route + [call[2] for call in calls]:
                    key = agenda.person.key
                    placed[want.key] = Slot(key, day, starts[want.key])
        return placed
