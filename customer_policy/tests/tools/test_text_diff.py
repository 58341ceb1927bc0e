from customer_policy_tools.text_diff import Clause, compare, diff_words, words
from hypothesis import given
from hypothesis import strategies as st

TEXT = st.text(alphabet="ab 客户c.,\n1é", max_size=30)


@given(TEXT)
def test_words_make_up_the_text_again(text):
    assert "".join(words(text)) == text


@given(st.text(max_size=30))
def test_no_sign_is_lost_whatever_the_script(text):
    assert "".join(words(text)) == text


def test_chinese_is_compared_by_characters():
    assert words("客户 first") == ["客", "户", " ", "first"]


@given(TEXT, TEXT)
def test_the_segments_make_up_both_texts_and_agree_on_what_is_unchanged(old, new):
    left, right = diff_words(old, new)
    assert "".join(segment.text for segment in left) == old
    assert "".join(segment.text for segment in right) == new
    same = ["".join(s.text for s in side if not s.is_changed) for side in (left, right)]
    assert same[0] == same[1]


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text):
    left, right = diff_words(text, text)
    assert not any(segment.is_changed for segment in left + right)


def test_one_word_is_marked():
    left, right = diff_words("within three days", "within five days")
    assert [s.text for s in left if s.is_changed] == ["three"]
    assert [s.text for s in right if s.is_changed] == ["five"]


@st.composite
def _versions(draw):
    """An old text, and a new one that keeps some of its clauses in any order."""
    old = [
        Clause(key, None, str(key), draw(TEXT), draw(TEXT))
        for key in range(draw(st.integers(0, 6)))
    ]
    kept = draw(st.lists(st.sampled_from(old), unique=True) if old else st.just([]))
    new = [
        Clause(100 + index, clause.key, clause.number, clause.title, draw(TEXT))
        for index, clause in enumerate(kept)
    ]
    added = draw(st.integers(0, 3))
    new += [Clause(200 + i, None, "x", draw(TEXT), draw(TEXT)) for i in range(added)]
    return old, draw(st.permutations(new))


@given(_versions())
def test_every_clause_is_there_once(versions):
    old, new = versions
    rows = compare(old, new)
    assert [row.new for row in rows if row.new] == list(new)
    assert sorted(row.old.key for row in rows if row.old) == [c.key for c in old]


@given(_versions())
def test_the_status_says_what_happened(versions):
    for row in compare(*versions):
        assert (row.status == "added") == (row.old is None)
        assert (row.status == "removed") == (row.new is None)
        if row.old and row.new:
            assert (row.status == "same") == (row.old[2:] == row.new[2:])


def test_what_was_removed_stands_where_it_stood():
    old = [Clause(key, None, str(key), "t", "") for key in (1, 2, 3)]
    new = [Clause(11, 1, "1", "t", ""), Clause(13, 3, "3", "t", "")]
    assert [row.status for row in compare(old, new)] == ["same", "removed", "same"]
