"""What a value that came over the network is."""

import datetime

import pytest
from customer_policy_tools import argument_kinds as kinds

NOTHING_LIKE_IT = (None, True, [], {}, object(), float("nan"))


@pytest.mark.parametrize("value", ["", "text", "中文", "2026-02-28"])
def test_a_text_is_a_text(value):
    assert kinds.is_text(value)


@pytest.mark.parametrize("value", [*NOTHING_LIKE_IT, 7, "a\x00b"])
def test_what_the_database_cannot_hold_is_no_text(value):
    assert not kinds.is_text(value)


@pytest.mark.parametrize("value", [1, 2**31 - 1])
def test_an_id_fits_into_its_column(value):
    assert kinds.is_id(value)


@pytest.mark.parametrize("value", [*NOTHING_LIKE_IT, 0, -1, 2**31, "1", 1.0])
def test_other_numbers_are_no_ids(value):
    assert not kinds.is_id(value)


@pytest.mark.parametrize("value", [*NOTHING_LIKE_IT, 1e308, float("inf"), "1", 2**63])
def test_numbers_that_no_column_holds_are_none(value):
    assert not kinds.is_number(value)


@pytest.mark.parametrize(
    "value",
    ["2026-02-28", "2026-02-28 10:00:00", datetime.date(2026, 2, 28)],
)
def test_days_and_moments_are_such(value):
    assert kinds.is_moment(value)


@pytest.mark.parametrize("value", [*NOTHING_LIKE_IT, 7, "2026-13-45", "x"])
def test_what_is_no_day_is_none(value):
    assert not kinds.is_moment(value)


def test_values_are_named_by_texts():
    assert kinds.is_mapping({"name": 1})
    assert not kinds.is_mapping({1: "name"})


def test_a_list_is_one_of_all_its_parts():
    assert kinds.is_list_of(kinds.is_id, (1, 2))
    assert not kinds.is_list_of(kinds.is_id, [1, "2"])
    assert not kinds.is_list_of(kinds.is_id, "12")
