import string

from customer_policy_tools import phone_digits
from hypothesis import given
from hypothesis import strategies as st

DIGITS = st.text(string.digits, min_size=3, max_size=15)
SIGNS = st.sampled_from(["", " ", "-", ".", " / ", "("])


@given(DIGITS, st.data())
def test_signs_between_digits_change_nothing(number, data):
    typed = "".join(digit + data.draw(SIGNS) for digit in number)
    assert phone_digits.digits(typed) == number


@given(st.text(max_size=60))
def test_parts_are_digits_and_long_enough(typed):
    for part in phone_digits.parts(typed, ("86",)):
        assert set(part) <= set(string.digits)
        assert len(part) >= phone_digits.MIN_DIGITS


@given(DIGITS)
def test_what_was_typed_comes_first(number):
    assert phone_digits.parts(number)[0] == number


def test_the_code_of_the_country_may_be_missing_or_written():
    assert "13800138000" in phone_digits.parts("+86 138 0013 8000", ("86",))
    assert "13800138000" in phone_digits.parts("0086 13800138000", ("86",))
    assert "8613800138000" in phone_digits.parts("0086 13800138000", ("86",))
    assert "1066554433" in phone_digits.parts("010 6655 4433", ("86",))


def test_digits_of_other_scripts_are_digits():
    assert phone_digits.digits("１３８ ٠٠") == "13800"
