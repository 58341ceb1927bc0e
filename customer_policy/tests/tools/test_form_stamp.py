"""Rules of the stamp on a public form."""

import hashlib
import hmac

import pytest
from customer_policy_tools import form_stamp
from hypothesis import given
from hypothesis import strategies as st


def sign(text):
    return hmac.new(b"secret", text.encode(), hashlib.sha256).hexdigest()


def same(mine, theirs):
    return hmac.compare_digest(mine.encode(), theirs.encode())


def read(stamp, now):
    return form_stamp.read(stamp, now, 3, 100, same, sign)


@given(st.integers(3, 100))
def test_a_stamp_is_good_within_its_time(age):
    assert read(form_stamp.make(1000, "abc", sign), 1000 + age) == "abc"


@pytest.mark.parametrize(("age", "code"), [(0, "early"), (2, "early"), (101, "late")])
def test_outside_its_time_it_is_not(age, code):
    with pytest.raises(form_stamp.StampError, match=code):
        read(form_stamp.make(1000, "abc", sign), 1000 + age)


@given(st.text())
def test_what_was_not_signed_is_forged(text):
    with pytest.raises(form_stamp.StampError, match="forged"):
        read(text, 1010)


def test_the_time_cannot_be_moved():
    stamp = form_stamp.make(1000, "abc", sign).replace("1000", "900")
    with pytest.raises(form_stamp.StampError, match="forged"):
        read(stamp, 950)
