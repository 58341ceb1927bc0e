"""What the web client asks for, as a user, in a fresh environment each time."""

from typing import NamedTuple

import common
from common import environment
from lxml import etree


class Side(NamedTuple):
    database: str
    user: int
    ask: object  # called with the environment

    def call(self):
        with environment(self.database, self.user) as env:
            return self.ask(env)

    def queries(self):
        self.call()  # the caches of a running server are filled
        with environment(self.database, self.user) as env:
            return common.queries(env, lambda: self.ask(env))


def compare_queries(name, mine, theirs, **extra):
    counts = [[mine.queries()], [theirs.queries()]]
    return common.result(f"{name}: queries", *counts, "queries", **extra)


def compare_time(name, mine, theirs, runs, warm=5, each=1, **extra):
    """:param each: how many askings one call is"""
    times = common.paired(mine.call, theirs.call, runs, warm=warm)
    times = [[seconds / each for seconds in side] for side in times]
    return common.result(f"{name}: time", *times, **extra)


def compare_beside_noise(name, mine, theirs, runs, each=1):
    """The reference runs twice in each turn; ours shall not be told from it."""
    calls = (theirs.call, mine.call, theirs.call)
    once, ours, again = common.in_turns(calls, runs, warm=5)
    times = [[seconds / each for seconds in side] for side in (ours, once + again)]
    return common.judged_beside_noise(common.result(f"{name}: time", *times))


# ---------------------------------------------------------------------- what is shown


def shown_fields(database, user, view, kind):
    """What the web client reads for this view of its model.

    :param view: its xmlid
    :param kind: "list" or "form"
    """
    with environment(database, user) as env:
        view = env.ref(view).sudo()
        model = env[view.model]
        arch = model.get_views([(view.id, kind)])["views"][kind]["arch"]
        return _specification(model, etree.fromstring(arch))


def _specification(model, node):
    specification = {}
    for element in node.iter("field"):
        name = element.get("name")
        if name not in model._fields or _parent_field(element, node) is not None:
            continue
        field = model._fields[name]
        if not field.relational:
            specification[name] = {}
            continue
        comodel = model.env[field.comodel_name]
        inner = {"display_name": {}} if field.type == "many2one" else {}
        for view in element:
            inner |= _specification(comodel, view)
        if not inner and "color" in comodel._fields:
            inner = {"display_name": {}, "color": {}}
        specification[name] = {"fields": inner or {"display_name": {}}}
    return specification


def _parent_field(element, root):
    """The field whose embedded view ``element`` stands in, within ``root``."""
    while element is not root:
        element = element.getparent()
        if element is not root and element.tag == "field":
            return element
    return None
