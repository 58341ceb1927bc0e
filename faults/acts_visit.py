"""Visits: planned, confirmed, checked in, reported, put off, cancelled."""

from datetime import timedelta

from .act import Act, Scene, plain
from .client import Request
from .world import UNKNOWN

MODEL = "customer.visit"
STAFF = ("staff", "second_staff")
AHEAD = ("planned", "confirmed")
MOMENT = "%Y-%m-%d %H:%M:%S"
LONGEST_DAYS = 40


def _later(scene: Scene) -> str:
    ahead = timedelta(hours=scene.draw.randrange(2, 24 * LONGEST_DAYS))
    return (scene.now + ahead).strftime(MOMENT)


def plan(scene: Scene) -> Request:
    values = {
        "partner_id": scene.draw.choice(scene.facts["customers"]),
        "visit_type_id": scene.facts["visit_types"][0],
        "date_planned": _later(scene),
        "needs": scene.marker,
    }
    return Request(MODEL, "create", ([values],))


def check_in(scene: Scene) -> Request:
    return Request(MODEL, "action_check_in", ([scene.record],), {"problem": "refused"})


def report(scene: Scene) -> Request:
    values = {"result": "satisfied", "report": scene.marker}
    return Request(MODEL, "action_done", ([scene.record],), {"values": values})


def put_off(scene: Scene) -> Request:
    kwargs = {"date": _later(scene), "reason": scene.marker}
    return Request(MODEL, "action_reschedule", ([scene.record],), kwargs)


def _lead(act: str, request, target, **more) -> Act:
    return Act(
        f"visit {act}",
        STAFF,
        "visit",
        request,
        more.pop("sources", AHEAD),
        target,
        own_only=True,
        **{"weight": 2, **more},
    )


ACTS = (
    Act("visit plan", STAFF, "visit", plan, None, "planned", trace="visit", weight=5),
    _lead(
        "confirm",
        plain(MODEL, "action_confirm"),
        "confirmed",
        sources=("planned",),
        moves=True,
        moved_from=("planned",),
        weight=3,
    ),
    _lead("check in", check_in, None, trace=None),
    _lead(
        "report",
        report,
        "done",
        sources=("confirmed", "missed"),
        trace="report",
        moves=True,
    ),
    _lead(
        "put off",
        put_off,
        UNKNOWN,
        sources=(*AHEAD, "missed"),
        trace="tracked reason",
    ),
    _lead(
        "cancel",
        plain(MODEL, "action_cancel", "reason"),
        "cancelled",
        trace="tracked reason",
        moves=True,
        weight=0.5,
    ),
)
