"""Rules of the workbook with the figures of a month."""

import io

import openpyxl
from customer_policy_tools import statistic_sheet
from hypothesis import given
from hypothesis import strategies as st


def _read(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_names_that_look_like_formulas_stay_names():
    content = statistic_sheet.build([("Month", [["Team"], ["=1+1"], [3]])])
    sheet = _read(content).worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["Team", "=1+1", 3]
    assert sheet["A2"].data_type in ("s", "inlineStr")


def test_numbers_are_numbers_and_what_is_missing_is_empty():
    rows = [["a", "b"], [1, 2.5], [None, False]]
    sheet = _read(statistic_sheet.build([("x", rows)])).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [1, 2.5]
    assert [cell.value for cell in sheet[3]] == [None, None]


@given(st.text(alphabet="ab[]:*?/\\' 年=", max_size=60))
def test_any_name_makes_a_sheet(name):
    assert _read(statistic_sheet.build([(name, [["x"]])])).worksheets
