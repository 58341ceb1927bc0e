"""Rules of the visit plan, tried with generated customers, people and ways."""

from dataclasses import replace

import pytest
from customer_policy_tools.visit_places import NOWHERE, Place, Travel, Ways
from customer_policy_tools.visit_plan import schedule
from customer_policy_tools.visit_want import (
    NO_ADDRESS,
    NO_CAPACITY,
    NO_PERFORMER,
    NO_WORKING_DAY,
    REASONS,
    TOO_LONG,
    Fixed,
    Options,
    Person,
    Want,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

DAYS = 14
WORK = ((540, 720), (780, 1020))
TRAVEL = Travel(speed=30, factor=1.3, fixed=5)


def person(key=1, free=(5, 6, 12, 13), capacity=300, base=NOWHERE, days=DAYS):
    """Monday to Friday, 9 to 12 and 13 to 17; ``free`` are days of leave."""
    slots = [() if day in free else WORK for day in range(days)]
    return Person(key, slots, [capacity if slot else 0 for slot in slots], base)


def want(key, **values):
    return Want(
        key, **{"duration": 30, "first": 0, "last": 11, "people": (1,)} | values
    )


coordinates = st.tuples(
    st.floats(31.0, 31.3, allow_nan=False), st.floats(121.3, 121.7, allow_nan=False)
)


@st.composite
def cases(draw, with_fixed=True):
    spots = draw(st.lists(coordinates, min_size=1, max_size=12))
    places = [Place(*spot, "Shanghai", str(n % 3)) for n, spot in enumerate(spots)]
    places += [Place(city="Shanghai", area="1"), Place(city="Suzhou"), Place()]
    place = st.integers(0, len(places) - 1)
    people = [
        person(
            key,
            free={5, 6, 12, 13} | draw(st.sets(st.integers(0, DAYS - 1), max_size=8)),
            capacity=draw(st.integers(0, 420)),
            base=draw(st.sampled_from([NOWHERE, 0])),
        )
        for key in range(draw(st.integers(1, 3)))
    ]
    wants = []
    for key in range(draw(st.integers(0, 40))):
        first = draw(st.integers(0, DAYS - 1))
        wants.append(
            Want(
                key,
                draw(st.integers(5, 240)),
                first,
                draw(st.integers(first, DAYS - 1)),
                tuple(draw(st.lists(st.integers(0, 3), max_size=2, unique=True))),
                rank=draw(st.integers(0, 5)),
                by=draw(st.none() | st.integers(0, DAYS - 1)),
                on_site=draw(st.booleans()),
                place=draw(place),
                weekday=draw(st.none() | st.integers(0, 6)),
            )
        )
    fixed = []
    if with_fixed and people[0].slots[0]:
        fixed = [Fixed(0, 0, 600, 60, draw(st.sampled_from([NOWHERE, 0])))]
    return wants, people, places, fixed


# As many rounds of searching as finds mistakes.
FEW_ROUNDS = Options(search=60)


def run(case, **values):
    wants, people, places, fixed = case
    values = {"options": FEW_ROUNDS} | values
    return schedule(wants, people, places, fixed, TRAVEL, **values)


def by_day(plan):
    days = {}
    for key, slot in plan.placed.items():
        days.setdefault((slot.person, slot.day), []).append((slot.start, key))
    return {day: sorted(visits) for day, visits in days.items()}


# ------------------------------------------------------------------------------- rules


@settings(max_examples=200)
@given(cases())
def test_every_visit_is_in_its_window_or_reported(case):
    plan = run(case)
    for one in case[0]:
        if one.key in plan.gaps:
            assert one.key not in plan.placed
            assert plan.gaps[one.key] in REASONS
        else:
            slot = plan.placed[one.key]
            assert one.first <= slot.day <= one.last
            assert slot.person in one.people


@settings(max_examples=200)
@given(cases())
def test_no_day_is_overfull_no_leave_and_no_break_is_worked(case):
    wants, people, places, fixed = case
    plan = run(case)
    ways = Ways(places, TRAVEL)
    wanted = {one.key: one for one in wants}
    for (key, day), visits in by_day(plan).items():
        who = next(one for one in people if one.key == key)
        blocks, stop = [], who.base
        route = [wanted[k] for _start, k in visits if wanted[k].on_site]
        for start, k in visits:
            one, before = wanted[k], 0
            if one.on_site:
                before = TRAVEL.fixed
                if stop != NOWHERE:
                    before = ways.minutes(stop, one.place)
                stop = one.place
            after = 0
            if route and one is route[-1] and who.base != NOWHERE:
                after = ways.minutes(one.place, who.base)
            blocks.append((start - before, start + one.duration + after))
        blocks += [
            (f.start, f.start + f.duration)
            for f in fixed
            if (f.person, f.day) == (key, day)
        ]
        blocks.sort()
        assert sum(end - start for start, end in blocks) <= who.capacity[day]
        for (_start, end), (start, _end) in zip(blocks, blocks[1:], strict=False):
            assert end <= start
        for start, end in blocks:
            assert any(begin <= start and end <= stop for begin, stop in who.slots[day])


@settings(max_examples=100)
@given(cases(), st.randoms(use_true_random=False))
def test_same_input_same_plan_in_whatever_order(case, random):
    wants, people, places, fixed = case
    plan = run(case)
    assert run(case) == plan
    numbers = list(range(len(places)))
    random.shuffle(numbers)
    moved = {old: new for new, old in enumerate(numbers)} | {NOWHERE: NOWHERE}
    other = (
        [replace(one, place=moved[one.place]) for one in wants],
        [replace(one, base=moved[one.base]) for one in people],
        [places[old] for old in numbers],
        [one._replace(place=moved[one.place]) for one in fixed],
    )
    for part in (other[0], other[1]):
        random.shuffle(part)
    assert run(other) == plan


def test_a_long_way_home_fits_around_the_break_once_another_visit_lies_behind_it():
    """Alone it would have to be driven without a break, longer than the afternoon."""
    near, far = Place(31.0, 121.3125, "Shanghai"), Place(31.0, 121.671875, "Shanghai")
    wants = [
        want(0, duration=51, last=0, on_site=True, place=1),
        want(1, duration=5, last=0, on_site=True, place=0, rank=1),
    ]
    people = [person(capacity=251, base=0)]
    assert not run((wants[:1], people, [near, far], [])).placed
    plan = run((wants, people, [near, far], []))
    assert not plan.gaps
    again = [replace(one, now=plan.placed[one.key]) for one in wants]
    assert run((again, people, [near, far], [])) == plan


@settings(max_examples=200)
@given(cases())
def test_planning_again_changes_nothing(case):
    wants, people, places, fixed = case
    plan = run(case)
    again = [replace(one, now=plan.placed.get(one.key)) for one in wants]
    assert run((again, people, places, fixed)) == plan


@settings(max_examples=100)
@given(cases(with_fixed=False), st.data())
def test_who_falls_ill_moves_only_what_it_must(case, data):
    wants, people, places, fixed = case
    plan = run(case)
    assume(plan.placed)
    ill = data.draw(st.sampled_from(sorted(by_day(plan))))
    people = [
        replace(
            one,
            slots=[() if d == ill[1] else slot for d, slot in enumerate(one.slots)],
        )
        if one.key == ill[0]
        else one
        for one in people
    ]
    again = [replace(one, now=plan.placed.get(one.key)) for one in wants]
    later = run((again, people, places, fixed))
    for key, slot in plan.placed.items():
        if (slot.person, slot.day) != ill:
            kept = later.placed[key]
            assert (kept.person, kept.day) == (slot.person, slot.day)
        elif key in later.placed:
            kept = later.placed[key]
            assert (kept.person, kept.day) != ill


@settings(max_examples=100)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 300))
def test_the_most_urgent_fit_first(ranks, capacity):
    wants = [want(n, rank=rank, last=1) for n, rank in enumerate(ranks)]
    plan = schedule(wants, [person(capacity=capacity, days=2, free=())])
    missed = [one.rank for one in wants if one.key in plan.gaps]
    met = [one.rank for one in wants if one.key in plan.placed]
    assert len(met) == min(len(wants), 2 * (capacity // 30))
    assert not missed or not met or max(met) <= min(missed)


# ------------------------------------------------------------------------------- cases


@pytest.mark.parametrize(
    ("values", "who", "reason"),
    [
        ({"people": ()}, {}, NO_PERFORMER),
        ({"people": (7,)}, {}, NO_PERFORMER),
        ({"on_site": True}, {}, NO_ADDRESS),
        ({"on_site": True, "place": 1}, {}, NO_ADDRESS),
        ({"first": 5, "last": 6}, {}, NO_WORKING_DAY),
        ({"first": 40, "last": 50}, {}, NO_WORKING_DAY),
        ({}, {"capacity": 0}, NO_WORKING_DAY),
        ({}, {"free": range(DAYS)}, NO_WORKING_DAY),
        ({"duration": 241}, {}, TOO_LONG),
        ({"duration": 101}, {"capacity": 100}, TOO_LONG),
    ],
)
def test_what_does_not_fit_has_a_reason(values, who, reason):
    places = [Place(31, 121), Place()]
    plan = schedule([want(1, **values)], [person(**who)], places, (), TRAVEL)
    assert plan.gaps == {1: reason}


def test_the_weekday_a_customer_likes_is_kept():
    wants = [want(n, weekday=3) for n in range(4)]
    plan = schedule(wants, [person()], first_weekday=0)
    assert {slot.day % 7 for slot in plan.placed.values()} == {3}


def test_another_day_is_better_than_none():
    plan = schedule([want(1, weekday=3, last=2)], [person()])
    assert plan.placed[1].day <= 2


def test_what_should_be_by_a_day_is_later_rather_than_never():
    wants = [want(n, duration=200, by=1) for n in range(3)]
    plan = schedule(wants, [person(free=(), capacity=210)])
    assert sorted(slot.day for slot in plan.placed.values()) == [0, 1, 2]


def test_customers_near_each_other_share_a_day():
    here, there = (31.0, 121.0), (31.5, 121.6)
    places = [
        Place(spot[0] + n / 1000, spot[1]) for n in range(3) for spot in (here, there)
    ]
    wants = [want(n, on_site=True, place=n) for n in range(6)]
    plan = schedule(wants, [person()], places, (), TRAVEL)
    days = [{plan.placed[n].day for n in range(6) if n % 2 == side} for side in (0, 1)]
    assert [len(side) for side in days] == [1, 1]
    assert days[0] != days[1]


def test_without_coordinates_postcodes_tell_who_is_near():
    places = [Place(city="A", area=str(n % 2)) for n in range(6)]
    wants = [want(n, on_site=True, place=n) for n in range(6)]
    plan = schedule(wants, [person()], places, (), TRAVEL)
    days = [{plan.placed[n].day for n in range(6) if n % 2 == side} for side in (0, 1)]
    assert [len(side) for side in days] == [1, 1]


def test_whom_the_account_manager_has_no_time_for_goes_to_the_next():
    people = [person(1, capacity=30, free=range(1, DAYS)), person(2)]
    wants = [want(n, people=(1, 2), rank=n) for n in range(2)]
    plan = schedule(wants, people)
    assert [plan.placed[n].person for n in range(2)] == [1, 2]


def test_what_is_fixed_takes_its_time():
    fixed = [Fixed(1, 0, 540, 180), Fixed(1, 0, 780, 90)]
    plan = schedule([want(1, last=0)], [person()], (), fixed)
    assert plan.placed[1].start == 870
    plan = schedule([want(1, last=0, duration=60)], [person()], (), fixed)
    assert plan.gaps == {1: NO_CAPACITY}


def test_a_speed_of_zero_is_refused():
    with pytest.raises(ValueError, match="speed"):
        Travel(speed=0)


def test_ways_are_haversine_ways():
    ways = Ways([Place(0.0001, 179.95), Place(0.0001, -179.95)], Travel(60, 1, 0))
    assert ways.minutes(0, 1) == 12  # 11.1 km across the date line
    ways = Ways([Place(60, 10), Place(60, 10.2)], Travel(60, 1, 0))
    assert ways.minutes(0, 1) == 12


def test_the_order_of_a_day_is_a_short_way():
    places = [Place(31, 121 + n / 20) for n in (2, 0, 3, 1)]
    wants = [want(n, on_site=True, place=n, last=0) for n in range(4)]
    plan = schedule(wants, [person()], places, (), TRAVEL, options=Options())
    order = [key for _start, key in by_day(plan)[1, 0]]
    assert order in ([1, 3, 0, 2], [2, 0, 3, 1])
