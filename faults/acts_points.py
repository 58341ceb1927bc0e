"""Points: merits booked, periods closed and taken up again."""

from datetime import timedelta

from .act import Act, Scene, plain
from .acts_violation import OFFICERS
from .client import ACKNOWLEDGED, Request

PERIOD = "customer.point.period"


def open_month(scene: Scene) -> Request:
    """That of the day, in the zone of the server: refused where there is one."""
    first = scene.now.date().replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    values = {
        "name": f"{first:%Y-%m}",
        "date_from": first.isoformat(),
        "date_to": last.isoformat(),
    }
    return Request(PERIOD, "create", ([values],))


def book(scene: Scene) -> Request | None:
    """In a period that counts, if there is one."""
    search = Request(PERIOD, "search", ([("state", "=", "open")],), {"limit": 1})
    found = scene.player.ask(search)
    if found.outcome != ACKNOWLEDGED or not found.value:
        return None
    values = {
        "period_id": found.value[0],
        "employee_id": scene.draw.choice(scene.facts["employees"]),
        "points": 1,
        "reason": "merit",
        "note": scene.marker,
    }
    return Request("customer.point.entry", "create", ([values],))


ACTS = (
    Act("points open month", OFFICERS, "period", open_month, None, "open", weight=0.5),
    Act("points book", OFFICERS, "entry", book, None, trace="entry", weight=3),
    Act(
        "points close",
        OFFICERS,
        "period",
        plain(PERIOD, "action_close"),
        ("open",),
        "closed",
        weight=2,
    ),
    Act(
        "points reopen",
        OFFICERS,
        "period",
        plain(PERIOD, "action_reopen"),
        ("closed",),
        "open",
        weight=2,
    ),
)
