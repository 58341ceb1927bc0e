"""Classified customers: read, and kept classified."""

from datetime import timedelta

from .act import Act, Scene
from .client import Request

READERS = ("reader", "second_reader")
TERM_DAYS = 60


def read(scene: Scene) -> Request:
    fields = ["name", "email", "phone"]
    return Request("res.partner", "read", ([scene.record], fields))


def prolong(scene: Scene) -> Request:
    until = (scene.now + timedelta(days=TERM_DAYS)).date().isoformat()
    args = ([scene.record], "1", scene.marker, until)
    return Request("res.partner", "action_classify", args)


ACTS = (
    Act("secret read", READERS, "secret", read, weight=6),
    Act("secret prolong", ("custodian",), "secret", prolong, trace="register"),
)
