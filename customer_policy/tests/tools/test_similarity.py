"""Rules of comparing texts."""

from customer_policy_tools.similarity import shingles, similarity
from hypothesis import given
from hypothesis import strategies as st

texts = st.text(max_size=60)


@given(texts)
def test_a_text_with_letters_is_like_itself(text):
    found = shingles(text)
    assert similarity(found, found) == (1.0 if found else 0.0)


@given(texts, texts)
def test_it_is_a_share_and_goes_both_ways(one, other):
    one, other = shingles(one), shingles(other)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == similarity(other, one)


def test_chinese_counts_as_letters():
    one = shingles("空调坏了三天没人修理")
    assert similarity(one, shingles("空调坏了三天,没人修理!")) == 1
    assert similarity(one, shingles("发票金额不对请更正")) == 0
