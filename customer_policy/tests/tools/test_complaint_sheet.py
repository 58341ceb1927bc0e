"""Rules of reading a list of cases."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from customer_policy_tools import complaint_sheet, sheet_rows
from customer_policy_tools.metric_sheet import CellError
from hypothesis import given
from hypothesis import strategies as st

UTC_ZONE = ZoneInfo("UTC")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2025, 3, 2), datetime(2025, 3, 2)),
        (datetime(2025, 3, 2, 9, 30), datetime(2025, 3, 2, 9, 30)),
        ("2025-03-02", datetime(2025, 3, 2)),
        ("2025/3/2 9:05", datetime(2025, 3, 2, 9, 5)),
        ("2025.03.02T09:05:07", datetime(2025, 3, 2, 9, 5, 7)),
        ("", None),
        (None, None),
    ],
)
def test_a_moment_is_read(cell, expected):
    assert complaint_sheet.moment(cell, UTC_ZONE) == expected


def test_a_date_begins_where_the_reader_lives():
    assert complaint_sheet.moment("2025-03-02", SHANGHAI) == datetime(2025, 3, 1, 16)


@pytest.mark.parametrize(
    "cell", ["03/04/2025", "yesterday", "2025-02-30", "1900-01-01"]
)
def test_what_is_no_moment_is_refused(cell):
    with pytest.raises(CellError, match="date"):
        complaint_sheet.moment(cell, UTC_ZONE)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_a_moment_is_the_same_written_and_typed(value):
    value = value.replace(microsecond=0)
    written = complaint_sheet.moment(value.isoformat(sep=" "), SHANGHAI)
    assert written == complaint_sheet.moment(value, SHANGHAI)
    back = written.replace(tzinfo=UTC).astimezone(SHANGHAI).replace(tzinfo=None)
    assert back == value


def test_a_choice_is_named_by_key_or_label():
    choices = {"major": "Grave", "general": "General"}
    assert complaint_sheet.choice(" MAJOR ", choices) == "major"
    assert complaint_sheet.choice("grave", choices) == "major"
    assert complaint_sheet.choice(None, choices) is None
    with pytest.raises(CellError, match="choice"):
        complaint_sheet.choice("mild", choices)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_is_read_whoever_wrote_it(encoding, delimiter):
    text = f'subject{delimiter}state\r\n"漢, 字; x"{delimiter}closed\r\n'
    rows = list(sheet_rows.csv_rows(text.encode(encoding)))
    assert rows == [["subject", "state"], ["漢, 字; x", "closed"]]


@pytest.mark.parametrize("content", [b"\x00\x01,", b"\xff\xff\xff\xff"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(ValueError, match=r"binary|encoding"):
        list(sheet_rows.csv_rows(content))
