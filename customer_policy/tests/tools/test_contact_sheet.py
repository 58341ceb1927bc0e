import io
from dataclasses import replace
from datetime import date

import pytest
from customer_policy_tools import contact_sheet
from customer_policy_tools.contact_sheet import Contact, Directory
from hypothesis import given
from hypothesis import strategies as st

openpyxl = pytest.importorskip("openpyxl")

some = st.sampled_from
CONTACTS = st.builds(
    Contact,
    key=st.none(),
    reference=some(["", "K1", "K2"]),
    vat=some(["", "DE1234", "DE5678"]),
    email=some(["", "a@example.com", "b@example.com"]),
    name=some(["Ann", "Bo"]),
    phone=some(["", "13800001111", "13900002222"]),
    is_company=st.booleans(),
)


def _taken_over(rows):
    """The rows that are contacts of their own, as an import takes them."""
    known, taken = Directory(), []
    for place, row in enumerate(rows):
        contact = replace(row, key=place)
        if not known.find(contact)[1]:
            known.add(contact)
            taken.append(contact)
    return known, taken


@given(st.lists(CONTACTS, max_size=12))
def test_what_was_taken_over_is_found_again(rows):
    known, taken = _taken_over(rows)
    for contact in taken:
        _kind, keys = known.find(contact)
        assert contact.key in keys


@given(st.lists(CONTACTS, max_size=12))
def test_a_second_time_nothing_is_new(rows):
    known, _taken = _taken_over(rows)
    assert all(known.find(row)[1] for row in rows)


@given(st.lists(CONTACTS, max_size=8), CONTACTS)
def test_another_reference_is_another_contact(rows, row):
    known, _taken = _taken_over(rows)
    _kind, keys = known.find(row)
    references = {rows[key].reference for key in keys}
    if row.reference:
        assert references <= {row.reference, ""}


def test_the_surest_counts_first():
    known = Directory(
        [
            Contact(1, reference="K1", email="a@example.com"),
            Contact(2, vat="DE1234", name="Two"),
            Contact(3, name="Three", phone="+86 138 0000 1111"),
        ]
    )
    assert known.find(Contact(0, reference="K1", vat="DE1234")) == ("reference", [1])
    assert known.find(Contact(0, reference="K9", vat="DE1234")) == ("vat", [2])
    assert known.find(Contact(0, email="a@example.com")) == ("email", [1])
    assert known.find(Contact(0, reference="K9", email="a@example.com")) == (None, [])
    assert known.find(Contact(0, name="three ", phone="13800001111")) == ("name", [3])
    assert known.find(Contact(0, name="Three")) == (None, [])


def test_of_several_with_one_address_the_name_tells():
    people = [
        Contact(1, email="a@example.com", name="Ann"),
        Contact(2, email="a@example.com", name="Bo"),
    ]
    known = Directory(people)
    assert known.find(replace(people[1], key=0)) == ("email", [2])
    assert known.find(Contact(0, email="a@example.com", name="Cy"))[1] == [1, 2]


@pytest.mark.parametrize(
    "cell, code",
    [
        (date(2026, 1, 2), "date"),
        ("#N/A", "formula"),
        (True, "truth"),
        ("a\0b", "sign"),
    ],
)
def test_cells_that_are_no_text(cell, code):
    with pytest.raises(contact_sheet.CellError, match=code):
        contact_sheet.plain_text(cell)


def test_a_number_typed_as_text():
    assert contact_sheet.plain_text(13800001111.0) == "13800001111"
    assert contact_sheet.plain_text(None) == ""


def test_places():
    assert contact_sheet.place("48.1", 90) == 48.1
    assert contact_sheet.place(None, 90) is None
    with pytest.raises(contact_sheet.CellError, match="range"):
        contact_sheet.place(90.5, 90)
    with pytest.raises(contact_sheet.CellError, match="number"):
        contact_sheet.place("north", 90)


def test_merged_cells_are_found():
    book = openpyxl.Workbook()
    book.active["A2"] = "x"
    book.active.merge_cells("A2:A4")
    book.active.merge_cells("C5:D5")
    buffer = io.BytesIO()
    book.save(buffer)
    found = contact_sheet.merged_cells(buffer.getvalue(), "/xl/worksheets/sheet1.xml")
    assert sorted(found) == ["A2:A4", "C5:D5"]


def test_rows_come_after_their_parents():
    assert contact_sheet.depths({1: 3, 2: None, 3: 2}) == {1: 2, 3: 1, 2: 0}
    assert contact_sheet.depths({1: 2, 2: 1, 3: 1, 4: 4, 5: None}) == {
        1: None,
        2: None,
        3: None,
        4: None,
        5: 0,
    }


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=10, max_size=10))
def test_depths_are_one_more_than_the_parents(above):
    parents = dict(enumerate(above))
    found = contact_sheet.depths(parents)
    assert found.keys() == parents.keys()
    for row, parent in parents.items():
        if parent is None:
            assert found[row] == 0
        elif found[row] is None:
            assert found[parent] is None
        else:
            assert found[row] == found[parent] + 1
