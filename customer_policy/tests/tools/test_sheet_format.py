"""Rules of how a workbook writes dates, amounts and texts."""

import pytest
from customer_policy_tools.sheet_format import (
    Currency,
    excel_format,
    money_format,
    sheet_name,
    text,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("strftime", "expected"),
    [
        ("%m/%d/%Y", "mm/dd/yyyy"),
        ("%d.%m.%Y", "dd.mm.yyyy"),
        ("%Y年%m月%d日", 'yyyy"年"mm"月"dd"日"'),
        ("%H时%M分%S秒", 'hh"时"mm"分"ss"秒"'),
        ("%I:%M %p", "hh:mm AM/PM"),
        ("%-d %B %Y", "d mmmm yyyy"),
        ("100%", '"100%"'),
        ('%d "%y"', 'dd "”"yy"”"'),
    ],
)
def test_dates_are_written_as_the_language_does(strftime, expected):
    assert excel_format(strftime) == expected


@pytest.mark.parametrize(
    ("currency", "expected"),
    [
        (Currency("¥", "before"), '"¥"#,##0.00'),
        (Currency("€", "after"), '#,##0.00 "€"'),
        (Currency("円", "before", 0), '"円"#,##0'),
        (Currency("", "after"), "#,##0.00"),
        (Currency('"', "before"), '"”"#,##0.00'),
    ],
)
def test_amounts_name_their_currency(currency, expected):
    assert money_format(currency) == expected


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=5))
def test_any_name_becomes_one_that_is_allowed_and_free(name, others):
    taken = []
    for other in [*others, name, name]:
        taken.append(sheet_name(other, taken))
    assert len({one.casefold() for one in taken}) == len(taken)
    for one in taken:
        assert 0 < len(one) <= 31
        assert not set(one) & set("[]:*?/\\")
        assert not one.startswith("'")
        assert not one.endswith("'")
        assert one.casefold() != "history"


def test_a_text_is_no_markup_and_no_longer_than_a_cell():
    assert text("<r><t>x</t></r>") == "<r><t>x</t></r> "
    assert len(text("x" * 40_000)) == 32_767
    assert text("a\ud800b") == "a\ufffdb"
