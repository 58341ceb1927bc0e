import pytest
from customer_policy_tools import policy_changes as changes
from customer_policy_tools.policy_changes import Change
from hypothesis import given
from hypothesis import strategies as st

CLAUSE = 7
FIELDS = ("amount", "unit", "active")
values = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "day"])
records = st.fixed_dictionaries(dict.fromkeys(FIELDS, values))


def _create(values, key=None, origin="install", clause=CLAUSE):
    return Change(key, "create", origin, clause, values=values)


def _write(field, value, key=None, origin="user", clause=CLAUSE):
    return Change(key, "write", origin, clause, field, value)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (None, False, True),
        ("", None, True),
        ([], False, True),
        (0, None, False),
        (0, False, True),
        (1, True, True),
        (0.1 + 0.2, 0.3, True),
        (3, 3.0, True),
        (3, 4, False),
        ([1, 2], (1, 2), True),
        ([1, 2], [2, 1], False),
        ({"en_US": "A"}, {"en_US": "A"}, True),
        ({"en_US": "A"}, {"en_US": "A", "zh_CN": "B"}, False),
        ("day", "hour", False),
    ],
)
def test_values_are_the_same(one, other, expected):
    assert changes.same(one, other) is expected
    assert changes.same(other, one) is expected


@given(records, records)
def test_a_setting_departs_in_the_fields_that_people_changed(shipped, current):
    log = [_create(shipped)]
    log += [_write(name, value) for name, value in current.items()]
    found = changes.departures(changes.said(log, {CLAUSE}), {None: current})
    assert sorted(name for _key, name in found) == sorted(
        name for name in FIELDS if not changes.same(shipped[name], current[name])
    )


@given(records, records)
def test_what_a_profile_wrote_is_what_the_clause_says(shipped, chosen):
    log = [_create(shipped)]
    log += [_write(name, value, origin="profile") for name, value in chosen.items()]
    assert not changes.departures(changes.said(log, {CLAUSE}), {None: chosen})


@given(records)
def test_nothing_departs_that_people_made_themselves(current):
    told = changes.said([_create(current, origin="user")], {CLAUSE})
    assert not changes.departures(told, {None: current, ("step", 1): current})


@given(records, records)
def test_another_clause_says_nothing_about_a_setting(shipped, current):
    told = changes.said([_create(shipped)], {CLAUSE + 1})
    assert not changes.departures(told, {None: current})


def test_a_profile_that_names_its_own_clause_says_the_rest_anew():
    log = [
        _create({"amount": 3, "unit": "day"}),
        _write("clause_id", None, origin="profile", clause=8),
    ]
    told = changes.said(log, {8})
    current = {None: {"amount": 4, "unit": "day"}}
    assert changes.departures(told, current) == [(None, "amount")]
    assert not changes.said(log, {CLAUSE}).values


def test_parts_that_came_or_went_depart():
    step, other = ("step", 1), ("step", 2)
    told = changes.said(
        [_create({"points": 1}, key=step), _create({"amount": 1})], {CLAUSE}
    )
    same = {None: {"amount": 1}, step: {"points": 1}}
    assert not changes.departures(told, same)
    assert changes.departures(told, {None: {"amount": 1}}) == [(step, None)]
    assert changes.departures(told, {**same, other: {"points": 1}}) == [(other, None)]


def test_without_its_creation_nobody_knows_which_parts_there_were():
    told = changes.said([_write("amount", 1, origin="import")], {CLAUSE})
    current = {None: {"amount": 2}, ("step", 1): {}}
    assert changes.departures(told, current) == [(None, "amount")]
