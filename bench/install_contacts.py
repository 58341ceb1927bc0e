"""Installing with many contacts and with a few, and the same columns by plain SQL."""

import contextlib
import functools
import importlib
import os
import statistics
import time
from pathlib import Path

import common
import data
import install_catalog
from common import Registry, db_connect, say

SEARCH_PREFIX = "customer_policy_search"
GOAL = 3  # times the plain SQL, at most
RUNS = 3
ADDONS = ("customer_policy", "customer_policy_sale", "customer_policy_account")
CUSTOMERS = 1 - data.CONTACTS_PER_CUSTOMER / (1 + data.CONTACTS_PER_CUSTOMER)


def contacts(databases, few, options):
    """What the contacts cost: an installation with many of them less one with a few."""
    many = _filled(databases, few, options.size)
    commands = _what_is_added(many)
    sides = (
        (many, _install),
        (few, _install),
        (many, lambda name: _run(name, commands)),
    )
    with_many, with_few, plain = _in_turns(sides, options.runs or RUNS)
    # The clock is the goal; the processors' time is the same on a busy machine.
    for place, what in enumerate(("", ", processors' time")):
        yield common.result(
            f"installing: what {options.size:,} contacts cost{what}",
            [
                more[place] - less[place]
                for more, less in zip(with_many, with_few, strict=True)
            ],
            [cost[place] for cost in plain],
            with_many=_seconds(with_many, place),
            with_few=_seconds(with_few, place),
            columns=sum(kind == "columns" for _table, kind, _command in commands),
            indexes=sum(kind == "indexes" for _table, kind, _command in commands),
            goal=GOAL,
        )


def searching(databases, few, options):
    """What people find customers by, built beside their work or in one go."""
    many = _filled(databases, few, options.size)
    installed = databases.ensure("install_with", _install, many)
    sides = (
        (installed, common.build_search_indexes),
        (installed, _build_search_indexes_at_once),
    )
    ours, plain = _in_turns(sides, options.runs or RUNS)
    yield common.result(
        f"searching: the indexes of {options.size:,} contacts",
        [cost[0] for cost in ours],
        [cost[0] for cost in plain],
    )


def _filled(databases, few, size):
    return databases.ensure(f"install_{size}", lambda name: _fill(name, size), few)


def _fill(name, size):
    with common.environment(name, commit=True) as env:
        data.add_customers(env.cr, round(size * CUSTOMERS))
    common.vacuum(name, "res_partner")


def _what_is_added(many):
    say("what an installation adds")
    with _copy(many, "install_once") as name:
        _install(name)
        commands = install_catalog.added(many, name)
    for table, kind, command in commands:
        say(f"{kind} of {table}: {command}")
    return commands


def _in_turns(sides, runs):
    """Each side in a fresh copy of its database; copying is not counted.

    :param sides: (name of a database, function of the name of its copy)
    :return: for each side (seconds by the clock, of the processors) of its runs
    """
    times = [[] for _side in sides]
    order = list(range(len(sides)))
    for turn in range(runs):
        for side in order[::-1] if turn % 2 else order:
            source, work = sides[side]
            with _copy(source, "install_work") as name:
                times[side].append(_cost(functools.partial(work, name), name))
            clock, processors = times[side][-1]
            say(f"run {turn + 1}, side {side + 1}: {clock:.2f} s, {processors:.2f} s")
    return times


def _cost(work, name):
    with contextlib.closing(db_connect(name).cursor()):
        # Its connection stays open, and the work goes through it.
        begun = time.process_time() + _of_backends(name)
    clock, _nothing = common.timed(work)
    return clock, time.process_time() + _of_backends(name) - begun


def _of_backends(name):
    """Processors' seconds of the database's side, where that is on this machine."""
    with common.server() as cr:
        cr.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", (name,))
        pids = [pid for (pid,) in cr.fetchall()]
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            line = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(line[11]) + int(line[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _copy(source, name):
    name = common.PREFIX + name
    common.drop(name)
    common.copy(source, name)
    try:
        yield name
    finally:
        common.drop(name)


def _install(name):
    Registry.new(name, update_module=True, install_modules=list(ADDONS))


def _run(name, commands):
    with contextlib.closing(db_connect(name).cursor()) as cr:
        # What an index of a small table is made of: it is built at once.
        _search_index().create_function(cr)
        for _table, _kind, command in commands:
            cr.execute(command)
        cr.commit()


def _build_search_indexes_at_once(name):
    with common.environment(name, commit=True) as env:
        indexes = env["res.partner"]._search_indexes()
        _search_index().build(env.cr, indexes, SEARCH_PREFIX)


def _search_index():
    """The add-on can be imported only when Odoo knows where add-ons are."""
    return importlib.import_module("odoo.addons.customer_policy.tools.search_index")


def _seconds(costs, place):
    return f"{statistics.median(cost[place] for cost in costs):.1f} s"
