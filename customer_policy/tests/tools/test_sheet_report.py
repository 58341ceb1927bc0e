"""Rules of reports as XLSX files: what is written is what is read."""

import io
import zipfile
from datetime import date, datetime

import pytest
from customer_policy_tools import sheet_report
from customer_policy_tools.sheet_format import Currency, Money, Style
from customer_policy_tools.sheet_report import Column, Count, Picture, Sheet
from hypothesis import given
from hypothesis import strategies as st

openpyxl = pytest.importorskip("openpyxl")

YUAN = Currency("¥", "before")
EURO = Currency("€", "after")
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=30),
    st.text(alphabet="=+-@<r>/&\t\n\x00\x0b_x0041￿", max_size=20),
    st.dates(),
    st.datetimes(),
)


def _read(content, **options):
    return openpyxl.load_workbook(io.BytesIO(content), **options)


def _build(*sheets, style=None, **options):
    buffer = io.BytesIO()
    count = sheet_report.write(buffer, sheets, style, **options)
    return buffer.getvalue(), count


def _values(page):
    return [[cell.value for cell in row] for row in page.iter_rows()]


# ------------------------------------------------------------------------------- cells


def test_values_keep_their_kind():
    row = ["=1+1", 12.5, 3, date(2026, 3, 2), None, False, "王", True]
    columns = [Column(name) for name in "ABCDEFGH"]
    content, count = _build(Sheet("Sheet", columns, [row]), style=Style(yes="是"))
    assert count == 1
    headings, read = _values(_read(content).worksheets[0])
    assert headings == list("ABCDEFGH")
    assert read[:3] == ["=1+1", 12.5, 3]
    assert read[3].date() == date(2026, 3, 2)
    assert read[4:] == [None, None, "王", "是"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "=cmd|' /C calc'!A0"])
def test_nothing_that_somebody_typed_is_calculated(sign):
    content, _count = _build(Sheet(f"{sign}x", [Column(f"{sign}1")], [[f"{sign}1+1"]]))
    page = _read(content).worksheets[0]
    for cell in (page["A1"], page["A2"]):
        assert cell.data_type in ("s", "inlineStr")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8))
def test_any_rows_make_a_book_that_opens(rows):
    columns = [
        Column("A", total="count"),
        Column("B", "number", total="sum"),
        Column("C"),
    ]
    counts = [Count(0, "By A"), Count(2, "By C", "pie")]
    content, count = _build(Sheet("x", columns, iter(rows), counts))
    assert count == len(rows)
    page = _read(content).worksheets[0]
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            read = page.cell(number, column)
            assert read.data_type != "f"
            if isinstance(value, str) and value.isprintable() and "_x" not in value:
                assert (read.value or "").rstrip() == value.rstrip()


# ------------------------------------------------------------------------------ totals


@given(
    st.lists(
        st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 2)), min_size=1
    )
)
def test_totals_are_formulas_that_come_with_their_value(amounts):
    columns = [Column("Who"), Column("Fine", "number", total="sum")]
    rows = ([f"n{n}", amount] for n, amount in enumerate(amounts))
    content, _count = _build(Sheet("x", columns, rows))
    last = len(amounts) + 2
    formula = _read(content).worksheets[0].cell(last, 2).value
    assert formula == f"=SUBTOTAL(109,B2:B{last - 1})"
    page = _read(content, data_only=True).worksheets[0]
    assert page.cell(last, 2).value == pytest.approx(sum(amounts), abs=0.01)
    assert page.cell(last, 1).value == "Total"


def test_an_average_and_a_number_leave_out_what_is_empty():
    columns = [Column("A", total="count"), Column("B", "number", total="average")]
    rows = [["x", 1.0], [None, None], ["y", 2.0]]
    content, _count = _build(Sheet("x", columns, rows))
    page = _read(content, data_only=True).worksheets[0]
    assert [cell.value for cell in page[5]] == [2, 1.5]


def test_amounts_of_several_currencies_have_no_total():
    columns = [Column("Who"), Column("Fine", "money", total="sum")]
    one = Sheet("one", columns, [["a", Money(1, YUAN)], ["b", Money(2, YUAN)]])
    two = Sheet("two", columns, [["a", Money(1, YUAN)], ["b", Money(2, EURO)]])
    content, _count = _build(one, two)
    book = _read(content, data_only=True)
    assert book.worksheets[0]["B4"].value == 3
    assert book.worksheets[0]["B4"].number_format == '"¥"#,##0.00'
    assert book.worksheets[1]["B4"].value is None
    assert book.worksheets[1]["B3"].number_format == '#,##0.00 "€"'


def test_no_rows_no_totals():
    content, count = _build(Sheet("x", [Column("A", "integer", total="sum")], []))
    assert count == 0
    assert _values(_read(content).worksheets[0]) == [["A"]]


# ------------------------------------------------------------------------------- looks


def test_it_is_written_in_the_way_of_the_language():
    style = Style(date='yyyy"年"mm"月"dd"日"', time="hh:mm")
    row = [date(2026, 3, 2), datetime(2026, 3, 2, 9, 30), 1234567, 0.5]
    columns = [
        Column("日期", "date"),
        Column("时间", "datetime"),
        Column("数", "integer"),
        Column("率", "share"),
    ]
    content, _count = _build(Sheet("x", columns, [row]), style=style)
    page = _read(content).worksheets[0]
    assert page["A2"].number_format == 'yyyy"年"mm"月"dd"日"'
    assert page["B2"].number_format == 'yyyy"年"mm"月"dd"日" hh:mm'
    assert page["C2"].number_format == "#,##0"
    assert page["D2"].number_format == "0.0%"


def test_the_head_stays_and_filters():
    content, _count = _build(Sheet("x", [Column("A"), Column("B")], [["a", "b"]] * 3))
    page = _read(content).worksheets[0]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:B4"


def test_counts_become_a_table_and_a_picture():
    rows = [["a", "x"], ["b", "x"], ["a", None]]
    counts = [Count(0, "By A"), Count(1, "By B", "pie")]
    content, _count = _build(Sheet("x", [Column("A"), Column("B")], rows, counts))
    book = _read(content, data_only=True)
    overview = _values(book.worksheets[1])
    assert overview[:4] == [["By A", "Number"], ["a", 2], ["b", 1], ["Total", 3]]
    assert ["None", 1] in overview
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        charts = [n for n in file.namelist() if n.startswith("xl/charts/chart")]
        assert len(charts) == 2
        # For programs that calculate nothing, such as the preview of a phone.
        assert "<c:v>2</c:v>" in file.read(charts[0]).decode()


def test_a_short_table_has_its_picture_beside_it():
    picture = Picture("Months", (1, 2), "line")
    columns = [Column("Month"), Column("In", "integer"), Column("Out", "integer")]
    rows = [["2026-01", 3, 1], ["2026-02", 4, 6]]
    content, _count = _build(Sheet("x", columns, rows, picture=picture))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        chart = file.read("xl/charts/chart1.xml").decode()
    assert chart.count("<c:ser>") == 2


@given(st.integers(0, 30))
def test_more_rows_than_a_sheet_holds_go_on_with_the_next(size):
    columns = [Column("A", "integer", total="sum")]
    rows = ([number] for number in range(size))
    content, count = _build(Sheet("x", columns, rows), row_limit=10)
    assert count == size
    book = _read(content, data_only=True)
    found = []
    for page in book.worksheets:
        part = [row[0] for row in _values(page)[1:]]
        if part:
            assert part.pop() == sum(part)
        assert len(part) <= 8
        found += part
    assert found == list(range(size))


def test_it_says_what_it_is_when_all_is_written():
    sheet = Sheet("x", [Column("A")], [["a"], ["b"]])
    content, _count = _build(sheet, about=lambda: [("Rows", sheet.row_count)])
    assert _values(_read(content).worksheets[-1]) == [["Rows", 2]]


def test_a_small_table_at_once():
    content = sheet_report.table("x" * 40, ["A", "B"], [["=1+1", 12.5]])
    page = _read(content).worksheets[0]
    assert page.title == "x" * 31
    assert [cell.value for cell in page[2]] == ["=1+1", 12.5]
    assert page["B2"].number_format == "#,##0.00"
