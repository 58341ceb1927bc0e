"""What is fixed in a day: visits that stay, with their ways, and other meetings."""

import pytest
from customer_policy_tools.visit_places import NOWHERE, Place, Travel, Ways
from customer_policy_tools.visit_plan import schedule
from customer_policy_tools.visit_want import Fixed, Options, Person, Taken, Want
from hypothesis import given, settings
from hypothesis import strategies as st

WORK = ((540, 720), (780, 1020))
TRAVEL = Travel(speed=30, factor=1.3, fixed=5)
# Some 10 km from south to north, one after the other.
PLACES = [Place(31.0 + number / 100, 121.0) for number in range(12)]
WAYS = Ways(PLACES, TRAVEL)
OPTIONS = Options(search=60)


def plan(wants, fixed=(), taken=(), capacity=420, base=NOWHERE, days=1):
    person = Person(1, [WORK] * days, [capacity] * days, base)
    return schedule(wants, [person], PLACES, fixed, TRAVEL, 0, OPTIONS, taken)


def want(key, place=NOWHERE, duration=30, days=1):
    on_site = place != NOWHERE
    return Want(key, duration, 0, days - 1, (1,), on_site=on_site, place=place)


def stops(found, wants, fixed):
    """Where the person is when, in order: (start, end, place)."""
    wanted = {one.key: one for one in wants}
    rows = [
        (slot.start, slot.start + wanted[key].duration, wanted[key].place)
        for key, slot in found.placed.items()
    ]
    rows += [(one.start, one.start + one.duration, one.place) for one in fixed]
    return sorted(row for row in rows if row[2] != NOWHERE)


fixed_visits = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 11)),
    max_size=3,
    unique_by=lambda v: v[0],
).map(lambda found: [Fixed(1, 0, 540 + 55 * slot, 30, place) for slot, place in found])


@settings(max_examples=300)
@given(
    st.lists(st.integers(-1, 11), max_size=8),
    fixed_visits,
    st.sampled_from([NOWHERE, 0, 5]),
)
def test_between_two_visits_there_is_time_for_the_way(where, fixed, base):
    wants = [want(number, place) for number, place in enumerate(where)]
    found = plan(wants, fixed, base=base)
    mine = {slot.start for slot in found.placed.values()}
    rows = stops(found, wants, fixed)
    for (first, end, here), (start, _end, there) in zip(rows, rows[1:], strict=False):
        if first in mine or start in mine:
            assert end + WAYS.minutes(here, there) <= start


@given(st.lists(st.integers(-1, 11), max_size=8), fixed_visits)
def test_planning_again_beside_what_is_fixed_changes_nothing(where, fixed):
    wants = [want(number, place) for number, place in enumerate(where)]
    first = plan(wants, fixed)
    for one in wants:
        one.now = first.placed.get(one.key)
    assert plan(wants, fixed).placed == first.placed


def test_the_way_to_a_fixed_visit_takes_capacity():
    far = Fixed(1, 0, 600, 60, 11)
    way = WAYS.minutes(0, 11)
    need = 60 + 2 * way + 30
    assert plan([want(1)], [far], capacity=need, base=0).placed
    assert plan([want(1)], [far], capacity=need - 1, base=0).gaps == {1: "no_capacity"}


def test_from_one_fixed_visit_to_the_next_the_way_is_that_between_them():
    both = [Fixed(1, 0, 600, 30, 0), Fixed(1, 0, 800, 30, 11)]
    need = 30 + 30 + TRAVEL.fixed + WAYS.minutes(0, 11) + 30
    assert plan([want(1)], both, capacity=need).placed
    assert plan([want(1)], both, capacity=need - 1).gaps


@given(
    st.lists(
        st.tuples(st.integers(0, 1200), st.integers(1, 300)).map(
            lambda found: Taken(1, 0, found[0], found[0] + found[1])
        ),
        max_size=5,
    ),
    st.integers(1, 8),
)
def test_nothing_is_planned_into_a_meeting(taken, number):
    wants = [want(key, duration=45) for key in range(number)]
    found = plan(wants, taken=taken)
    for slot in found.placed.values():
        for one in taken:
            assert slot.start + 45 <= one.start or one.end <= slot.start
    assert found.placed.keys() | found.gaps.keys() == set(range(number))


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [(540, 600, False), (1020, 1200, True), (0, 540, True), (720, 780, True)],
)
def test_a_meeting_takes_what_it_takes_of_working_time(start, end, fits):
    found = plan([want(1, duration=60)], taken=[Taken(1, 0, start, end)], capacity=60)
    assert bool(found.placed) == fits


def test_two_meetings_at_a_time_take_it_once():
    twice = [Taken(1, 0, 540, 600), Taken(1, 0, 540, 600)]
    assert plan([want(1, duration=60)], taken=twice, capacity=120).placed


def test_few_visits_are_gone_to_by_short_ways():
    """Out to one end and back by the other: as short as a way there can be."""
    wants = [want(key, place) for key, place in enumerate((11, 0, 10, 1, 9, 2))]
    person = Person(1, [((480, 1200),)], [720], 5)
    options = Options(search=500)
    found = schedule(wants, [person], PLACES, travel=TRAVEL, options=options)
    route = [5, 2, 1, 0, 9, 10, 11, 5]
    shortest = sum(map(WAYS.minutes, route, route[1:]))
    assert len(found.placed) == 6
    assert found.travel <= shortest + 2  # whole minutes, rounded up one by one


def test_people_without_anything_in_common_are_planned_apart_and_alike():
    """Whoever else is planned for: a person's visits stay where they are."""
    people = [Person(key, [WORK], [420], NOWHERE) for key in (1, 2)]
    mine = [want(key, key % 12) for key in range(5)]
    theirs = [
        Want(100 + key, 30, 0, 0, (2,), on_site=True, place=key) for key in range(5)
    ]
    options = Options(search=0)
    alone = schedule(mine, people, PLACES, travel=TRAVEL, options=options)
    both = schedule(mine + theirs, people, PLACES, travel=TRAVEL, options=options)
    assert {key: both.placed[key] for key in alone.placed} == alone.placed
    assert len(both.placed) == 10


@given(st.lists(st.integers(5, 90), min_size=1, max_size=6), st.integers(5, 90))
def test_what_comes_later_leaves_the_others_of_the_day_where_they_are(minutes, more):
    wants = [want(number, duration=some) for number, some in enumerate(minutes)]
    first = plan(wants)
    for one in wants:
        one.now = first.placed.get(one.key)
    # Of all calls it would be laid first by itself.
    again = plan([*wants, want(-1, duration=more)])
    moved = {k for k in first.placed if again.placed.get(k) != first.placed[k]}
    gap = max(_free(first, wants), default=0)
    assert not moved or gap < more


def _free(found, wants):
    """The stretches of work that are left."""
    wanted = {one.key: one.duration for one in wants}
    busy = sorted(
        (slot.start, slot.start + wanted[k]) for k, slot in found.placed.items()
    )
    for begin, end in WORK:
        for start, stop in busy:
            if begin <= start < end:
                yield start - begin
                begin = stop
        yield end - begin
