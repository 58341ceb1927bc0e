from datetime import date, timedelta

import pytest
from customer_policy_tools import penalty_ladder as ladder
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

DAY = date(2026, 3, 31)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
windows = st.none() | st.integers(1, 60)


@pytest.mark.parametrize("months", [0, -1])
def test_a_window_in_which_nothing_counts_is_refused(months):
    with pytest.raises(ladder.LadderError, match="window"):
        ladder.check_window(months)
    with pytest.raises(ladder.LadderError, match="window"):
        ladder.counts(DAY, DAY, months)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [([], "empty"), ([2], "gap"), ([1, 3], "gap"), ([0, 1], "gap"), ([-1], "gap")],
)
def test_a_ladder_without_steps_or_with_a_gap_is_refused(numbers, code):
    with pytest.raises(ladder.LadderError, match=code):
        ladder.check_steps(numbers)
    with pytest.raises(ladder.LadderError, match=code):
        ladder.step(1, numbers)


def test_a_step_may_have_several_measures():
    ladder.check_steps([2, 1, 1, 3, 2])


def test_the_shipped_ladder():
    assert [ladder.step(n, [1, 2, 3]) for n in (1, 2, 3, 4, 9)] == [1, 2, 3, 3, 3]


def test_there_is_nothing_before_the_first():
    with pytest.raises(ValueError, match="number 0"):
        ladder.step(0, [1])


def test_a_breach_lapses_on_the_same_day_of_the_month():
    lapsed = date(2026, 4, 30)  # there is no 31st
    assert ladder.counts(lapsed - timedelta(days=1), DAY, 1)
    assert not ladder.counts(lapsed, DAY, 1)


def test_what_was_decided_first_counts_though_it_happened_later():
    assert ladder.occurrence(date(2026, 1, 5), [date(2026, 2, 5)], 12) == 2


@given(days, days, windows)
def test_two_breaches_count_for_each_other_or_not_at_all(one, two, months):
    assert ladder.counts(one, two, months) == ladder.counts(two, one, months)


@given(days, days)
def test_for_ever_is_for_ever(one, two):
    assert ladder.counts(one, two, None)


@given(st.lists(days), days, windows, windows)
def test_a_longer_window_never_counts_fewer(others, day, one, two):
    one, two = sorted((one, two), key=lambda months: months or 999)
    short = ladder.occurrence(day, others, one)
    assert short <= ladder.occurrence(day, others, two)


@given(st.integers(1, 50), st.integers(1, 10))
def test_more_breaches_never_lead_to_a_lower_step(number, length):
    steps = range(1, length + 1)
    assert ladder.step(number, steps) <= ladder.step(number + 1, steps) <= length


class Record(RuleBasedStateMachine):
    """Report, decide, appeal and revoke in any order, beside a naive recount."""

    def __init__(self):
        super().__init__()
        self.months = None
        self.reported = []
        self.decided = []  # in their order: [key, day, revoked]
        self.key = 0

    @precondition(lambda self: not self.decided)
    @rule(months=windows)
    def set_window(self, months):
        self.months = months

    @rule(day=days)
    def report(self, day):
        self.key += 1
        self.reported.append((self.key, day))

    @precondition(lambda self: self.reported)
    @rule(data=st.data())
    def decide(self, data):
        one = data.draw(st.sampled_from(self.reported))
        self.reported.remove(one)
        key, day = one
        others = [other for _key, other, revoked in self.decided if not revoked]
        number = ladder.occurrence(day, others, self.months)
        self.decided.append([key, day, False])
        assert number == self._naive(len(self.decided) - 1)

    @precondition(lambda self: self.decided)
    @rule(data=st.data(), upheld=st.booleans())
    def appeal_or_revoke(self, data, upheld):
        """An appeal that fails changes nothing; one that succeeds revokes."""
        one = data.draw(st.sampled_from(self.decided))
        one[2] = one[2] or not upheld

    @invariant()
    def the_recount_is_what_a_naive_one_finds(self):
        breaches = [
            ladder.Breach(key, day) for key, day, gone in self.decided if not gone
        ]
        numbers = ladder.recount(breaches, self.months)
        for place, (key, _day, revoked) in enumerate(self.decided):
            if not revoked:
                assert numbers[key] == self._naive(place)
            else:
                assert key not in numbers

    def _naive(self, place):
        """Walk the months one by one, for each breach decided before."""
        day = self.decided[place][1]
        number = 1
        for _key, other, revoked in self.decided[:place]:
            if revoked:
                continue
            if self.months is None:
                number += 1
                continue
            early, late = min(day, other), max(day, other)
            month = 0
            while (
                month < self.months and early + relativedelta(months=month + 1) <= late
            ):
                month += 1
            number += month < self.months
        return number


TestRecord = Record.TestCase
