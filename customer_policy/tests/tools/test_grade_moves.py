import pytest
from customer_policy_tools import grade_moves
from hypothesis import given
from hypothesis import strategies as st


def test_each_kind_is_counted():
    held = [(None, 5), (1, 4), (2, 3), (3, 2), (9, 1)]
    assert grade_moves.count(held, [1, 2, 3], 2) == (6, 2, 4, 3)


def test_a_foreign_target_is_refused():
    with pytest.raises(ValueError, match="not one of"):
        grade_moves.count([], [1, 2], 3)


@given(
    st.lists(st.tuples(st.sampled_from([None, 1, 2, 3, 4]), st.integers(0, 1000))),
    st.permutations([1, 2, 3]),
    st.sampled_from([1, 2, 3]),
)
def test_nobody_is_lost(held, grades, target):
    numbers = grade_moves.count(held, grades, target)
    assert sum(numbers) == sum(number for _grade, number in held)


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.integers(0, 1000))))
def test_nobody_falls_to_the_best_grade_or_rises_to_the_last(held):
    assert grade_moves.count(held, [1, 2, 3], 1).down == 0
    assert grade_moves.count(held, [1, 2, 3], 3).up == 0
