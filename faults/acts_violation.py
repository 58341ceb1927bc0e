"""Violations: reported, heard, decided, served, carried out, appealed, revoked."""

from .act import Act, Scene, plain
from .client import ACKNOWLEDGED, Request
from .world import UNKNOWN

MODEL = "customer.violation"
PENALTY = "customer.penalty"
OFFICERS = ("violation_officer", "second_violation_officer")
DECIDERS = ("decider", "second_decider")


def report(scene: Scene) -> Request:
    values = {
        "name": scene.marker,
        "employee_id": scene.draw.choice(scene.facts["employees"]),
        "type_id": scene.draw.choice(scene.facts["types"]),
        "date": scene.now.date().isoformat(),
        "facts": "Two colleagues saw it.",
    }
    return Request(MODEL, "create", ([values],))


def carry_out(scene: Scene) -> Request | None:
    """A penalty of the case that is in force, if there is one."""
    domain = [("violation_id", "=", scene.record), ("state", "=", "in_force")]
    found = scene.player.ask(Request(PENALTY, "search", (domain,), {"limit": 1}))
    if found.outcome != ACKNOWLEDGED or not found.value:
        return None
    return Request(PENALTY, "action_done", (found.value,), {"proof": scene.marker})


def decide_appeal(scene: Scene) -> Request:
    kwargs = {"granted": scene.draw.random() < 0.5, "opinion": scene.marker}
    return Request(MODEL, "action_decide_appeal", ([scene.record],), kwargs)


def _lead(act: str, people, sources, target, **more) -> Act:
    marker = more.pop("marker", None)
    return Act(
        f"violation {act}",
        people,
        "violation",
        more.pop("request", None) or plain(MODEL, f"action_{act}", marker),
        sources,
        target,
        **{"moves": True, "weight": 3, **more},
    )


ACTS = (
    Act(
        "violation report",
        OFFICERS,
        "violation",
        report,
        None,
        "reported",
        trace="violation",
        weight=3,
    ),
    _lead("investigate", OFFICERS, ("reported",), "investigating"),
    _lead(
        "hear",
        OFFICERS,
        ("investigating",),
        "heard",
        marker="statement",
        trace="statement",
    ),
    _lead("decide", DECIDERS, ("heard",), "decided", marker="opinion", trace="opinion"),
    _lead("enforce", OFFICERS, ("decided",), "in_force", moved_from=("decided",)),
    _lead(
        "carry out",
        OFFICERS,
        ("in_force",),
        None,
        request=carry_out,
        trace="proof",
        moves=False,
        weight=2,
    ),
    _lead(
        "appeal",
        OFFICERS,
        ("in_force",),
        "appealed",
        marker="appeal",
        trace="appeal",
        weight=0.7,
    ),
    _lead(
        "decide appeal",
        DECIDERS,
        ("appealed",),
        UNKNOWN,
        request=decide_appeal,
        trace="appeal opinion",
        moves=False,
        weight=0.7,
    ),
    _lead("close", OFFICERS, ("in_force",), "closed", weight=0.7),
    _lead(
        "revoke",
        DECIDERS,
        ("decided", "in_force"),
        "revoked",
        marker="reason",
        trace="revoke reason",
        moved_from=("reported", "investigating", "heard", "decided", "in_force"),
        weight=0.7,
    ),
)
