"""Which documents a notice is about, by the links it carries; and which topic."""

import re

REQUEST = "customer.policy.request"
_LINK = re.compile(r"/odoo/(?P<model>[a-z_]+(?:\.[a-z_]+)+)/(?P<id>\d{1,10})(?!\d)")
_REQUEST = re.compile(r"/policy/request/(?P<id>\d{1,10})(?!\d)")
# The beginning of a model's name tells the topic; the first that fits.
TOPICS = (
    ("customer.violation", "violation"),
    ("customer.penalty", "violation"),
    ("customer.point", "violation"),
    ("customer.complaint", "complaint"),
    ("customer.visit", "visit"),
    ("customer.neglect", "visit"),
    ("customer.grade", "grade"),
    ("customer.access", "access"),
    ("customer.clearance", "access"),
    ("customer.confidentiality", "access"),
    ("customer.export", "access"),
    ("customer.work", "work"),
    ("customer.policy", "policy"),
)


def topic(name):
    """:param name: of a model, or of a file named after one
    :return: the topic, or None where it belongs to none
    """
    name = (name or "").replace("_", ".")
    for beginning, found in TOPICS:
        if name == beginning or name.startswith(beginning + "."):
            return found
    return None


def documents(body):
    """:return: pairs of a model and an id, each once, as they come in the text"""
    found = [
        (match.start(), match["model"], int(match["id"]))
        for match in _LINK.finditer(body or "")
    ]
    found += [
        (match.start(), REQUEST, int(match["id"]))
        for match in _REQUEST.finditer(body or "")
    ]
    return list(dict.fromkeys((model, id_) for _place, model, id_ in sorted(found)))
