"""The paths that a case takes: which act leads from which state to which."""

COMPLAINT = {
    "accept": ({"new"}, "accepted"),
    "investigate": ({"accepted"}, "investigating"),
    "propose": ({"investigating"}, "proposed"),
    "approve": ({"proposed"}, "approved"),
    "reject": ({"proposed"}, "investigating"),
    "execute": ({"approved"}, "executing"),
    "answer": ({"executing"}, "answered"),
    "close": ({"answered"}, "closed"),
    "unfounded": ({"new", "accepted", "investigating", "proposed"}, "unfounded"),
    "reopen": ({"answered", "closed", "unfounded"}, "investigating"),
}
# Nothing to investigate and to decide: somebody takes it up and answers.
SHORT = {
    "accept": ({"new"}, "accepted"),
    "answer": ({"accepted"}, "answered"),
    "close": ({"answered"}, "closed"),
    "reopen": ({"answered", "closed"}, "accepted"),
}
# A praise needs no answer.
PRAISE = {**SHORT, "close": ({"accepted", "answered"}, "closed")}
# Of discontent one may still find that there was no reason for it.
DISCONTENT = {
    **SHORT,
    "unfounded": ({"new", "accepted"}, "unfounded"),
    "reopen": ({"answered", "closed", "unfounded"}, "accepted"),
}
PATHS = {
    "complaint": COMPLAINT,
    "discontent": DISCONTENT,
    "enquiry": SHORT,
    "suggestion": SHORT,
    "praise": PRAISE,
}
FINAL = frozenset({"closed", "unfounded", "cancelled"})
# Which clocks an act stops; what ends a case stops or drops them all.
MEETS = {
    "accept": ("acknowledge", "responsible"),
    "investigate": ("plan",),
    "propose": ("report",),
    "answer": ("put_right", "answer"),
    "close": ("close",),
    "unfounded": ("answer", "close"),
}


def next_state(kind: str, act: str, state: str) -> str | None:
    """Where an act leads; None where it cannot be done."""
    sources, target = PATHS[kind].get(act, (frozenset(), None))
    return target if state in sources else None


def met_by(act: str) -> tuple[str, ...]:
    """The steps whose clocks an act stops, those of an earlier act not among them."""
    return MEETS.get(act, ())


def steps_ahead(kind: str, state: str) -> tuple[str, ...]:
    """The steps that acts to come can still meet, a new beginning not among them."""
    reached, before = {state}, set()
    acts: set[str] = set()
    while reached != before:
        before = set(reached)
        for act, (sources, target) in PATHS[kind].items():
            # A rejection leads back, and what lies behind it was met.
            if act in ("reopen", "reject") or not sources & before:
                continue
            reached.add(target)
            acts.add(act)
    steps = [step for act in PATHS[kind] if act in acts for step in met_by(act)]
    return tuple(dict.fromkeys(steps))
