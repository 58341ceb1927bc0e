from datetime import UTC, date, datetime

import pytest
from customer_policy_tools.hash_chain import (
    GENESIS,
    Broken,
    Purged,
    encode,
    seal,
    verify,
)
from hypothesis import given
from hypothesis import strategies as st

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.dates(),
    st.datetimes(),
)
contents = st.dictionaries(st.text(min_size=1), values, max_size=5).map(
    lambda line: {
        name: value
        for name, value in line.items()
        if name not in ("position", "prev_hash", "hash")
    }
)


def chain(lines):
    """Seal ``lines`` one after the other."""
    sealed, prev_hash = [], GENESIS
    for position, line in enumerate(lines, 1):
        line = {**line, "position": position}
        new_hash = seal(prev_hash, line)
        sealed.append({**line, "prev_hash": prev_hash, "hash": new_hash})
        prev_hash = new_hash
    return sealed


chains = st.lists(contents, min_size=1, max_size=8).map(chain)


@st.composite
def chain_and_place(draw, least=1):
    sealed = draw(chains.filter(lambda lines: len(lines) >= least))
    return sealed, draw(st.integers(0, len(sealed) - least))


@given(st.lists(contents, max_size=8).map(chain))
def test_an_untouched_chain_holds(sealed):
    assert verify(sealed) is None


@given(contents, contents)
def test_two_lines_are_encoded_alike_only_if_they_are_the_same(one, other):
    # 1 == True in Python, but not on paper.
    same = repr(sorted(one.items(), key=str)) == repr(sorted(other.items(), key=str))
    assert (encode(one) == encode(other)) == same


@given(contents)
def test_the_order_of_the_fields_does_not_matter(line):
    assert encode(line) == encode(dict(reversed(line.items())))


@given(chain_and_place(), values)
def test_a_changed_line_is_found(found, value):
    sealed, place = found
    changed = {**sealed[place], "extra": value}
    lines = [*sealed[:place], changed, *sealed[place + 1 :]]
    assert verify(lines) == Broken(place + 1, "changed")


@given(chain_and_place())
def test_a_change_with_a_new_hash_is_found_at_the_next_line(found):
    sealed, place = found
    changed = {**sealed[place], "extra": "forged"}
    body = {k: v for k, v in changed.items() if k not in ("prev_hash", "hash")}
    changed["hash"] = seal(changed["prev_hash"], body)
    lines = [*sealed[:place], changed, *sealed[place + 1 :]]
    last = place == len(sealed) - 1
    # Only who knows the newest hash notices a forged last line.
    assert verify(lines) == (None if last else Broken(place + 2, "relinked"))


@given(chain_and_place(least=2))
def test_a_removed_line_is_found(found):
    sealed, place = found
    lines = [*sealed[:place], *sealed[place + 1 :]]
    assert verify(lines) == Broken(place + 1, "missing")


@given(chain_and_place())
def test_a_line_inserted_twice_is_found(found):
    sealed, place = found
    lines = [*sealed[: place + 1], *sealed[place:]]
    assert verify(lines) == Broken(place + 1, "inserted")


@given(chain_and_place(least=2))
def test_two_lines_that_changed_places_are_found(found):
    sealed, place = found
    lines = list(sealed)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    assert verify(lines).position == place + 1


@given(chain_and_place(least=2))
def test_renumbering_moved_lines_does_not_help(found):
    sealed, place = found
    lines = list(sealed)
    lines[place] = {**sealed[place + 1], "position": place + 1}
    lines[place + 1] = {**sealed[place], "position": place + 2}
    assert verify(lines) == Broken(place + 1, "relinked")


@given(chains, st.sets(st.integers(0, 7)))
def test_purged_lines_keep_the_chain(sealed, purged):
    lines = [
        Purged(line["position"], line["hash"]) if place in purged else line
        for place, line in enumerate(sealed)
    ]
    assert verify(lines) is None


@given(chain_and_place(least=2))
def test_a_purged_line_with_another_hash_is_found(found):
    sealed, place = found
    lines = list(sealed)
    lines[place] = Purged(place + 1, "f" * 64)
    assert verify(lines) == Broken(place + 2, "relinked")


@given(chain_and_place())
def test_a_chain_can_be_checked_from_the_middle(found):
    sealed, place = found
    start = sealed[place]["prev_hash"]
    assert verify(sealed[place:], start, place + 1) is None


@pytest.mark.parametrize("value", [1.5, b"bytes", [1], {"a": 1}])
def test_what_has_no_single_notation_is_refused(value):
    with pytest.raises(TypeError, match="field"):
        encode({"field": value})


def test_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        encode({"field": datetime(2026, 1, 1, tzinfo=UTC)})


def test_a_date_is_not_its_text():
    day = date(2026, 1, 1)
    assert encode({"field": day}) != encode({"field": day.isoformat()})
    assert encode({"field": day}) != encode({"field": datetime(2026, 1, 1)})
