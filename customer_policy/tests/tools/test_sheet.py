import io
from datetime import date

import pytest
from customer_policy_tools import sheet

openpyxl = pytest.importorskip("openpyxl")


def _read(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_values_keep_their_kind():
    rows = [["=1+1", 12.5, 3, date(2026, 3, 2), None, False, "王"]]
    names = list("ABCDEFG")
    headings, row = _read(sheet.write("Sheet", names, rows))
    assert headings == names
    assert row[0] == "=1+1"
    assert row[1:3] == [12.5, 3]
    assert row[3].date() == date(2026, 3, 2)
    assert row[4:] == [None, None, "王"]


def test_a_formula_stays_text():
    content = sheet.write("x" * 40, ["A"], [["=1+1"]])
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert cell.data_type == "s"
