"""Visits that stay, in the middle of a day: ways lead from them and to them."""

from typing import NamedTuple

from .visit_places import NOWHERE, Ways


class Anchor(NamedTuple):
    """Ways included: ``way`` minutes before the visit are kept free for it, and who has
    made it stands ``out`` afterwards."""

    start: int
    end: int
    place: int
    out: int
    way: int


class Edge(NamedTuple):
    """Where a stretch of work begins and where somebody must be at its end."""

    before: int = NOWHERE
    after: int = NOWHERE
    way: int = 0


class Anchors:
    def __init__(self, ways: Ways):
        self.ways = ways
        self.days: dict[int, list[Anchor]] = {}
        self._edges: dict[int, list[Edge]] = {}

    def add(self, day, start, end, place, out, way) -> None:
        self.days.setdefault(day, []).append(Anchor(start, end, place, out, way))

    def edges(self, day: int, slots) -> list[Edge]:
        """Of each stretch; what is fixed has been cut out of them."""
        if day not in self._edges:
            found = []
            for index, (begin, end) in enumerate(slots):
                since = slots[index - 1][1] if index else -1
                until = slots[index + 1][0] if index + 1 < len(slots) else None
                before, after = Edge(), Edge()
                for one in self.days[day]:
                    if one.end <= begin and one.end > since:
                        before = Edge(before=one.out)
                    is_next = one.start >= end and (until is None or one.start < until)
                    if is_next and after.after == NOWHERE:
                        after = Edge(after=one.place, way=one.way)
                found.append(Edge(before.before, after.after, after.way))
            self._edges[day] = found
        return self._edges[day]

    def _tail(self, visit, edge: Edge) -> int:
        """What the way to the next anchor takes beyond what is kept free for it."""
        if edge.after == NOWHERE:
            return 0
        return max(self.ways.minutes(visit.place, edge.after) - edge.way, 0)

    def layout(self, slots, edges, route, legs, calls) -> dict | None:
        """As ``Agenda.layout``, in time for what is fixed."""
        cursors = [start for start, _end in slots]
        ends = [end for _start, end in slots]
        tails = [0] * len(slots)
        starts, stretch, last = {}, 0, len(route) - 1
        anchor = edges[0].before if edges else NOWHERE
        for index, visit in enumerate(route):
            back = legs[-1] if index == last else 0
            while stretch < len(slots):
                leg = legs[index]
                if anchor != NOWHERE:
                    leg = self.ways.minutes(anchor, visit.place)
                tail = max(back, self._tail(visit, edges[stretch]))
                if cursors[stretch] + leg + visit.duration + tail <= ends[stretch]:
                    break
                stretch += 1
                if stretch < len(slots) and edges[stretch].before != NOWHERE:
                    anchor = edges[stretch].before
            if stretch == len(slots):
                return None
            starts[visit.key] = cursors[stretch] + leg
            cursors[stretch] += leg + visit.duration
            tails[stretch], anchor = tail, NOWHERE
        ends = [end - tail for end, tail in zip(ends, tails, strict=True)]
        return lay_calls(calls, cursors, ends, starts)

    def correct(self, slots, edges, route, pairs, starts) -> list[tuple[int, int]]:
        """The ways before and after visits where one of them is next to an anchor."""
        found, stretch, anchor = [], -1, NOWHERE
        for visit, (before, after) in zip(route, pairs, strict=True):
            start = starts[visit.key]
            while stretch + 1 < len(slots) and slots[stretch + 1][0] <= start:
                stretch += 1
                if edges[stretch].before != NOWHERE:
                    anchor = edges[stretch].before
            if anchor != NOWHERE:
                before = self.ways.minutes(anchor, visit.place)
            found.append([before, after])
            anchor = NOWHERE
            if stretch >= 0 and not any(
                start < starts[other.key] < slots[stretch][1] for other in route
            ):
                found[-1][1] = max(after, self._tail(visit, edges[stretch]))
        return [tuple(pair) for pair in found]


def lay_calls(calls, cursors, ends, starts) -> dict | None:
    """Calls go where there is time left, the longest first."""
    for _duration, _key, visit in calls:
        for index, end in enumerate(ends):
            if cursors[index] + visit.duration <= end:
                starts[visit.key] = cursors[index]
                cursors[index] += visit.duration
                break
        else:
            return None
    return starts
