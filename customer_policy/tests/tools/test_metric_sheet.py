from datetime import date, datetime

import pytest
from customer_policy_tools import metric_sheet
from customer_policy_tools.metric_sheet import CellError
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    "cell",
    ["2025-03", "2025/3", " 2025-03-31 ", date(2025, 3, 9), datetime(2025, 3, 31, 8)],
)
def test_a_month_is_read_in_the_ways_people_write_it(cell):
    assert metric_sheet.month(cell, TODAY) == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "no_month"),
        (" ", "no_month"),
        ("March", "month"),
        ("2025-13", "month"),
        ("2025-00", "month"),
        ("03/2025", "month"),
        (202503, "month"),
        ("0025-03", "month"),
        ("2025-07", "future"),
    ],
)
def test_what_is_no_month_says_why(cell, code):
    with pytest.raises(CellError) as caught:
        metric_sheet.month(cell, TODAY)
    assert caught.value.args[0] == code


@given(st.dates(date(1970, 1, 1), TODAY))
def test_a_date_and_its_text_are_the_same_month(day):
    month = metric_sheet.month(day, TODAY)
    assert month == metric_sheet.month(day.isoformat(), TODAY) == day.replace(day=1)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_pass_unchanged(value):
    assert metric_sheet.number(value) == value
    assert metric_sheet.number(repr(value)) == value


@pytest.mark.parametrize("cell", ["1,5", "many", True, float("nan"), "inf", "1 000"])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(CellError):
        metric_sheet.number(cell)


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_an_empty_cell_says_nothing(cell):
    assert metric_sheet.number(cell) is None


def test_a_reference_typed_as_a_number_is_its_digits():
    assert metric_sheet.text(4711.0) == "4711"
    assert metric_sheet.vat("de 136.695-976") == "DE136695976"
