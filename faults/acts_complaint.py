"""Cases: registered, accepted, reported, decided, answered, closed, taken up again."""

import base64
import random

from .act import Act, Scene, plain
from .client import Request
from .world import UNKNOWN

MODEL = "customer.complaint"
STAFF = ("staff", "second_staff")
OFFICERS = ("officer", "second_officer")
DECIDERS = ("head", "general")
LARGEST_FILE = 60_000


def register(scene: Scene) -> Request:
    values = {
        "name": scene.marker,
        "description": "As told on the phone.",
        "partner_id": scene.draw.choice(scene.facts["customers"]),
        "severity": scene.draw.choice(("general", "important", "major")),
        **{
            name: "Found out."
            for name in ("cause", "course", "conclusion", "countermeasure")
        },
        "prevention": "Look twice.",
        "reply": "<p>We are sorry.</p>",
    }
    return Request(MODEL, "create", ([values],))


def post(scene: Scene) -> Request:
    return Request(MODEL, "message_post", ([scene.record],), {"body": scene.marker})


def content(marker: str) -> bytes:
    """Of the file that goes with a marker."""
    draw = random.Random(marker)
    return draw.randbytes(draw.randrange(1, LARGEST_FILE))


def upload(scene: Scene, of: str | None = None) -> Request:
    """:param of: the marker whose content it is; else the act's own"""
    of = of or scene.marker
    values = {
        "name": f"{scene.marker} {of}bin",
        "datas": base64.b64encode(content(of)).decode(),
        "res_model": MODEL,
        "res_id": scene.record,
    }
    return Request("ir.attachment", "create", ([values],))


def upload_again(scene: Scene) -> Request | None:
    """A file that was not kept the first time."""
    return upload(scene, scene.unsent.pop()) if scene.unsent else None


def _lead(act: str, people, sources, target, **more) -> Act:
    marker = more.pop("marker", None)
    return Act(
        f"complaint {act}",
        people,
        "complaint",
        plain(MODEL, f"action_{act}", marker),
        sources,
        target,
        **{"moves": True, "weight": 2, **more},
    )


ACTS = (
    Act(
        "complaint register",
        (*STAFF, *OFFICERS),
        "complaint",
        register,
        None,
        "new",
        trace="complaint",
        weight=6,
    ),
    Act(
        "complaint message",
        OFFICERS,
        "complaint",
        post,
        trace="message",
        weight=4,
    ),
    Act(
        "complaint file",
        OFFICERS,
        "complaint",
        upload,
        trace="file",
        weight=4,
    ),
    Act(
        "complaint file again",
        OFFICERS,
        "complaint",
        upload_again,
        trace="file",
        weight=2,
    ),
    _lead("accept", OFFICERS, ("new",), "accepted", weight=4),
    _lead(
        "investigate",
        OFFICERS,
        ("accepted",),
        "investigating",
        moved_from=("accepted",),
        weight=4,
    ),
    _lead(
        "propose",
        OFFICERS,
        ("investigating",),
        "proposed",
        marker="opinion",
        trace="decision",
        weight=4,
    ),
    _lead(
        "approve",
        DECIDERS,
        ("proposed",),
        UNKNOWN,
        marker="opinion",
        trace="decision",
        moves=False,
        weight=5,
    ),
    _lead(
        "reject",
        DECIDERS,
        ("proposed",),
        "investigating",
        marker="opinion",
        trace="decision",
        moved_from=("proposed",),
    ),
    _lead("execute", OFFICERS, ("approved",), "executing"),
    _lead("answer", OFFICERS, ("executing",), "answered"),
    _lead("close", OFFICERS, ("answered",), "closed"),
    _lead(
        "reopen",
        OFFICERS,
        ("answered", "closed", "unfounded"),
        "investigating",
        marker="reason",
        trace="message",
        moved_from=("answered", "closed", "unfounded"),
        weight=1,
    ),
    _lead(
        "unfounded",
        OFFICERS,
        ("accepted", "investigating"),
        "unfounded",
        marker="opinion",
        trace="decision",
        weight=0.5,
    ),
    _lead(
        "wait_customer",
        OFFICERS,
        ("accepted", "investigating"),
        None,
        marker="reason",
        trace="message",
        moves=False,
    ),
    _lead("resume", OFFICERS, ("accepted", "investigating"), None, moves=False),
)
