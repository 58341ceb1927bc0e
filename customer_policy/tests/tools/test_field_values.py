"""What a field can hold of all that may come over the network."""

import base64
import datetime

import pytest
from customer_policy_tools import field_values as values

NUL = "a\x00b"
NOT_SCALAR = (["x"], {"x": 1}, ("x",))


@pytest.mark.parametrize("value", ["x", "中文🦊", 7, 1.5, True])
def test_texts_and_what_reads_as_one(value):
    assert values.fits_text(value) and values.fits_line(value)


@pytest.mark.parametrize("value", [NUL, 7, True, *NOT_SCALAR])
def test_a_page_is_a_text_and_nothing_else(value):
    assert values.fits_page("<p>x</p>") and not values.fits_page(value)


@pytest.mark.parametrize("value", [NUL, *NOT_SCALAR])
def test_lists_are_no_texts_and_nul_is_in_none(value):
    assert not values.fits_text(value)


def test_a_line_is_not_longer_than_an_index_takes():
    long = "x" * (values.LONGEST_LINE + 1)
    assert values.fits_text(long) and not values.fits_line(long)


@pytest.mark.parametrize("value", [7, "7", 7.0, -1, True, 2**31 - 1])
def test_integers_also_in_a_text(value):
    assert values.fits_integer(value) and values.fits_number(value)


@pytest.mark.parametrize(
    "value", ["x", "nan", "inf", float("inf"), 2**63, 1e308, NUL, *NOT_SCALAR]
)
def test_what_no_column_of_numbers_holds(value):
    assert not values.fits_integer(value) and not values.fits_number(value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-28",
        "2026-02-28 10:00:00",
        datetime.date(2026, 2, 28),
        datetime.datetime(2026, 2, 28, 10),
    ],
)
def test_days_of_a_calendar(value):
    assert values.fits_moment(value)


@pytest.mark.parametrize(
    "value", ["x", "2026-13-45", "0001-01-01", "9999-12-31", 7, True, NUL, *NOT_SCALAR]
)
def test_what_is_no_day_or_leads_out_of_the_calendar(value):
    assert not values.fits_moment(value)


def test_choices():
    assert values.fits_choice({"a": "A"}, "a")
    assert values.fits_choice(None, "whatever")
    for value in ("x", 7, *NOT_SCALAR):
        assert not values.fits_choice({"a": "A"}, value)


class Records:
    _ids = (1,)


@pytest.mark.parametrize("value", [1, 2**31 - 1, Records()])
def test_a_record_by_its_id(value):
    assert values.fits_record(value) and values.fits_record_of_form(value)


@pytest.mark.parametrize("value", [{"id": 1}, {"name": "New"}, "virtual_3"])
def test_a_form_has_records_that_are_not_there_yet(value):
    assert values.fits_record_of_form(value) and not values.fits_record(value)


@pytest.mark.parametrize(
    "value", ["x", -1, 2**31, True, 1.5, ["x"], [1, "Name"], {"id": "x"}]
)
def test_what_is_no_record_anywhere(value):
    assert not values.fits_record(value) and not values.fits_record_of_form(value)


@pytest.mark.parametrize(
    "value",
    [
        [],
        [1, 2],
        Records(),
        [(6, 0, [1])],
        [[6, 0, Records()]],
        [(0, 0, {"name": "x"}), (1, 5, {})],
        [(5,), (5, 0, 0), (4, 1), (4, 1, 0)],
    ],
)
def test_lists_of_records(value):
    assert values.fits_list(value) and values.fits_list_of_form(value)


@pytest.mark.parametrize(
    "value", [[(1, "virtual_3", {})], [(2, "virtual_3")], [{"name": "x"}]]
)
def test_a_form_has_rows_that_are_not_there_yet(value):
    assert values.fits_list_of_form(value) and not values.fits_list(value)


@pytest.mark.parametrize(
    "value",
    [
        *("x", 7, {"x": 1}, [2**63], ["x"], [None], [[]], [[9, 9, 9]], [[4]]),
        *([[6, 0, "x"]], [[4, 2**63]], [[0, 0, "x"]], [[1, "x", {}]], [[True, 1, {}]]),
    ],
)
def test_what_is_no_list_of_records(value):
    assert not values.fits_list(value) and not values.fits_list_of_form(value)


@pytest.mark.parametrize("value", [[(0, 0, {})], [[4, 1], [0, "virtual_1", {}]]])
def test_lists_that_make_rows(value):
    assert values.makes_rows(value)


@pytest.mark.parametrize(
    "value", [[], [0], Records(), [(6, 0, [1])], [(4, 1)], [[1, 5, {}]], "x", [[]]]
)
def test_lists_that_make_none(value):
    assert not values.makes_rows(value)


@pytest.mark.parametrize("value", ["res.partner,1", Records()])
def test_references(value):
    assert values.fits_reference(value)


@pytest.mark.parametrize(
    "value", ["x", ",", "res.partner,x", "res.partner,0", f"x,{2**63}", 7, *NOT_SCALAR]
)
def test_what_refers_to_nothing(value):
    assert not values.fits_reference(value)


def test_files_are_encoded():
    assert values.fits_file(base64.b64encode(b"x"))
    assert values.fits_file(base64.b64encode(b"x").decode())
    for value in ("x", 7, *NOT_SCALAR):
        assert not values.fits_file(value)
