"""Whatever is done to a case in whatever order, its clocks and its state agree."""

from customer_policy_tools.complaint_process import (
    FINAL,
    PATHS,
    met_by,
    next_state,
    steps_ahead,
)
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

ACTS = sorted({act for path in PATHS.values() for act in path})


class Case(RuleBasedStateMachine):
    """A case as the add-on leads it: acts meet clocks, an end drops them."""

    @initialize(kind=st.sampled_from(sorted(PATHS)))
    def receive(self, kind):
        self.kind, self.state = kind, "new"
        self.running = set(steps_ahead(kind, "new"))
        self.met, self.approved, self.waiting = set(), False, False

    @rule(act=st.sampled_from(ACTS))
    def do(self, act):
        target = next_state(self.kind, act, self.state)
        if target is None:
            return
        if act in ("approve", "reject", "reopen"):
            self.approved = act == "approve"
        if self.kind == "complaint" and act == "answer":
            assert self.approved
        self.state, self.waiting = target, False
        if act == "reopen":
            self.running, self.met = set(steps_ahead(self.kind, target)), set()
        else:
            met = self.running & set(met_by(act))
            self.running -= met
            self.met |= met
        if target in FINAL:
            self.running = set()

    @rule()
    def wait(self):
        self.waiting = self.state not in FINAL

    @invariant()
    def what_is_over_has_no_running_clock(self):
        if self.state in FINAL:
            assert not self.running
            assert not self.waiting

    @invariant()
    def every_running_clock_can_still_be_met(self):
        assert self.running <= set(steps_ahead(self.kind, self.state))

    @invariant()
    def what_is_open_can_still_be_closed_in_time(self):
        if self.state not in FINAL:
            assert "close" in self.running

    @invariant()
    def no_clock_is_met_and_running(self):
        assert not self.met & self.running

    @invariant()
    def something_leads_on(self):
        acts = [act for act in ACTS if next_state(self.kind, act, self.state)]
        assert acts or self.state == "cancelled"


TestCase = Case.TestCase
TestCase.settings = settings(max_examples=200, stateful_step_count=40)
