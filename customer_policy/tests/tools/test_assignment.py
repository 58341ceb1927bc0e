"""Rules of handing out cases."""

from collections import Counter

from customer_policy_tools.assignment import assign, take_turns
from hypothesis import given
from hypothesis import strategies as st

people = st.dictionaries(st.integers(1, 20), st.integers(0, 30), min_size=1)


@given(people, st.integers(0, 200))
def test_loads_end_as_even_as_they_can(weight, count):
    given_ = assign(range(count), weight, {})
    assert len(given_) == count
    gained = Counter(given_.values())
    final = {person: load + gained[person] for person, load in weight.items()}
    busy = [final[person] for person in gained]
    assert not busy or max(busy) <= min(final.values()) + 1


@given(people, st.data())
def test_nobody_gets_a_case_that_he_or_she_is_barred_from(weight, data):
    subsets = st.sets(st.sampled_from(sorted(weight)))
    barred = data.draw(st.lists(subsets, max_size=30))
    barred = dict(enumerate(barred))
    given_ = assign(list(barred), weight, barred)
    for case, excluded in barred.items():
        assert given_.get(case) not in excluded
        assert (case in given_) == (excluded != set(weight))


@given(st.dictionaries(st.integers(1, 20), st.integers(0, 999), min_size=1))
def test_turns_begin_with_who_waited_longest(last):
    first = take_turns(["case"], last, {})["case"]
    assert last[first] == min(last.values())


@given(st.sets(st.integers(1, 20), min_size=1), st.integers(0, 100))
def test_turns_are_even(persons, count):
    given_ = take_turns(range(count), dict.fromkeys(persons, 0), {})
    gained = Counter(given_.values())
    numbers = [gained[person] for person in persons]
    assert max(numbers) - min(numbers) <= 1
