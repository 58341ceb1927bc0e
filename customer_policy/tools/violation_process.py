"""The path that a violation takes: which act leads from which state to which."""

STATES = (
    "reported",
    "investigating",
    "heard",
    "decided",
    "in_force",
    "appealed",
    "closed",
    "revoked",
)
PATH = {
    "investigate": ({"reported"}, "investigating"),
    "hear": ({"investigating"}, "heard"),
    "send_back": ({"heard"}, "investigating"),
    "decide": ({"heard"}, "decided"),
    "enforce": ({"decided"}, "in_force"),
    "appeal": ({"in_force"}, "appealed"),
    "reject_appeal": ({"appealed"}, "in_force"),
    "grant_appeal": ({"appealed"}, "revoked"),
    "close": ({"in_force"}, "closed"),
    "revoke": (set(STATES) - {"revoked"}, "revoked"),
}
# These were decided and stand: they count for what comes after them.
STANDING = frozenset({"decided", "in_force", "appealed", "closed"})
OVER = frozenset({"closed", "revoked"})


def next_state(act: str, state: str) -> str | None:
    """Where an act leads; None where it cannot be done."""
    sources, target = PATH[act]
    return target if state in sources else None
