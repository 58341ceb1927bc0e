"""Rules of the paths that cases take."""

import pytest
from customer_policy_tools.complaint_process import (
    FINAL,
    PATHS,
    next_state,
    steps_ahead,
)
from hypothesis import given
from hypothesis import strategies as st

acts = sorted({act for path in PATHS.values() for act in path})


@pytest.mark.parametrize("kind", PATHS)
def test_every_path_leads_from_new_to_an_end(kind):
    reached, before = {"new"}, set()
    while reached != before:
        before = set(reached)
        reached |= {next_state(kind, act, state) for act in acts for state in before}
        reached -= {None}
    assert "closed" in reached
    targets = {target for _sources, target in PATHS[kind].values()}
    assert targets <= reached


@given(st.sampled_from(sorted(PATHS)), st.lists(st.sampled_from(acts), max_size=30))
def test_only_reopening_leads_out_of_an_end(kind, wanted):
    state = "new"
    for act in wanted:
        following = next_state(kind, act, state)
        if following is None:
            continue
        if state in FINAL:
            assert act == "reopen"
        state = following


@given(st.lists(st.sampled_from(acts), max_size=30))
def test_a_complaint_is_answered_only_after_approval(wanted):
    state, approved = "new", False
    for act in wanted:
        following = next_state("complaint", act, state)
        if following is None:
            continue
        approved = (approved or act == "approve") and act not in ("reopen", "reject")
        if act == "answer":
            assert approved
        state = following


def test_what_lies_ahead_grows_less():
    every = steps_ahead("complaint", "new")
    assert set(every) == {
        "acknowledge",
        "responsible",
        "plan",
        "report",
        "put_right",
        "answer",
        "close",
    }
    assert set(steps_ahead("complaint", "proposed")) == {"put_right", "answer", "close"}
    assert steps_ahead("complaint", "closed") == ()
    assert "report" not in steps_ahead("enquiry", "new")
