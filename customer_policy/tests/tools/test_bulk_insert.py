"""What COPY is handed, row by row, without a database."""

import json
import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from customer_policy_tools.bulk_insert import RowStream, bulk_insert, encode
from hypothesis import given
from hypothesis import strategies as st

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
UNESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r", "\\t": "\t"}


def decode(field):
    """Read one field of COPY's text format as PostgreSQL does."""
    if field == "\\N":
        return None
    return re.sub(r"\\.", lambda match: UNESCAPES[match[0]], field)


class Cursor:
    """Takes what COPY would read, in pieces of a few characters."""

    def copy_expert(self, statement, stream):
        self.statement = statement
        self.pieces = list(iter(lambda: stream.read(7), ""))


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (None, "\\N"),
        (True, "t"),
        (False, "f"),
        (0, "0"),
        (-12, "-12"),
        (1.5, "1.5"),
        (1e-9, "1e-09"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (Decimal("10.00"), "10.00"),
        (date(1997, 9, 30), "1997-09-30"),
        (datetime(1997, 9, 30, 12, 5), "1997-09-30 12:05:00"),
        ("", ""),
        ("\\N", "\\\\N"),
        ("\\.", "\\\\."),
        ("a\tb\nc\rd\\e", "a\\tb\\nc\\rd\\\\e"),
        ({"名": 'a"b'}, '{"名": "a\\\\"b"}'),
        ([1, None, "x\n"], '[1, null, "x\\\\n"]'),
        (b"\x00\xff", "\\\\x00ff"),
    ],
)
def test_each_type_is_written_as_postgresql_reads_it(value, field):
    assert encode(value) == field


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("a\0b", ValueError),
        ({"a": math.nan}, ValueError),
        (datetime(1997, 9, 30, tzinfo=UTC), ValueError),
        (object(), TypeError),
        ({1, 2}, TypeError),
    ],
)
def test_what_cannot_be_stored_is_refused(value, error):
    with pytest.raises(error):
        encode(value)


@given(texts)
def test_any_text_comes_back_unchanged_and_stays_within_its_field(text):
    field = encode(text)
    assert decode(field) == text
    assert not re.search(r"[\t\n\r]", field)


@given(st.dictionaries(texts, texts | st.integers() | st.none() | st.lists(texts)))
def test_any_json_comes_back_unchanged(value):
    assert json.loads(decode(encode(value))) == value


@given(st.lists(st.tuples(texts | st.none(), st.integers())))
def test_rows_arrive_whole_however_they_are_cut(rows):
    cursor = Cursor()
    assert bulk_insert(cursor, "res_partner", ["name", "id"], iter(rows)) == len(rows)
    lines = "".join(cursor.pieces).split("\n")[:-1]
    arrived = [tuple(decode(field) for field in line.split("\t")) for line in lines]
    assert arrived == [(name, str(number)) for name, number in rows]
    assert all(len(piece) <= 7 for piece in cursor.pieces)


def test_what_all_rows_share_ends_each_of_them():
    cursor = Cursor()
    bulk_insert(cursor, "t", ["a"], [(1,), (2,)], {"b": "x\n", "c": None})
    assert "".join(cursor.pieces) == "1\tx\\n\t\\N\n2\tx\\n\t\\N\n"


def test_rows_are_consumed_only_as_far_as_they_are_read():
    drawn = []
    stream = RowStream((drawn.append(i) or (i,) for i in range(1000)), 1)
    assert stream.read(10) == "0\n1\n2\n3\n4\n"
    assert drawn == [0, 1, 2, 3, 4]
    assert stream.read().endswith("\n999\n")
    assert stream.read(10) == ""
    assert stream.count == 1000


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 columns, but a row of 3"):
        bulk_insert(Cursor(), "t", ["a", "b"], [(1, 2), (1, 2, 3)])


def test_no_column_is_refused():
    with pytest.raises(ValueError, match="at least one column"):
        bulk_insert(Cursor(), "t", [], [])
