"""What every benchmark needs: databases, paired runs, query counts, results.

A benchmark runs inside the environment of ``./dev bench NAME``: Odoo can be
imported, ``ODOO_RC`` names its configuration. It brings its own databases, all
named ``bench_…``, and drops them unless asked to keep them.
"""

import argparse
import contextlib
import gc
import itertools
import json
import random
import statistics
import sys
import time
from typing import NamedTuple

import odoo
import odoo.service.db
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tools import config

PREFIX = "bench_"
# From so many runs on halves of them say how far equal runs lie apart.
ENOUGH = 6
# What a company has before it adds ours; also what ours depends on.
ODOO_MODULES = (
    "contacts",
    "calendar",
    "hr",
    "portal",
    "rating",
    "resource",
    "sale_management",
    "account",
)


def argument_parser(description, size, parts):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", type=int, default=size, metavar="N")
    parser.add_argument(
        "--keep", action="store_true", help="leave the databases for the next run"
    )
    parser.add_argument("--runs", type=int, help="pairs per measurement")
    parser.add_argument(
        "--only", choices=parts, action="append", help="a part, may be repeated"
    )
    return parser


def start():
    config.parse_config(["--log-level=error"], setup_logging=True)


def say(text):
    """Progress, for people: results alone go to the standard output."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


# ------------------------------------------------------------------------ databases


class Databases:
    """The databases of a benchmark, built once, dropped at the end."""

    def __init__(self, keep=False):
        self.keep = keep
        self._built = []

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        if not self.keep:
            for name in reversed(self._built):
                drop(name)

    def ensure(self, name, build, source=None):
        """The database ``bench_<name>``, kept from before or made by ``build(name)``.

        :param source: another one to start from as a copy
        """
        name = PREFIX + name
        if not self.keep:
            drop(name)
        if name not in existing():
            say(f"building the database {name}")
            with dropped_on_failure(name):
                if source:
                    copy(source, name)
                else:
                    odoo.service.db._create_empty_database(name)
                build(name)
        if name not in self._built:
            self._built.append(name)
        return name


@contextlib.contextmanager
def dropped_on_failure(name):
    try:
        yield
    except BaseException:
        drop(name)
        raise


@contextlib.contextmanager
def server():
    """A cursor outside every transaction, to create and drop databases."""
    with contextlib.closing(db_connect("postgres").cursor()) as cr:
        cr.rollback()
        cr._cnx.autocommit = True
        yield cr


def existing():
    with server() as cr:
        cr.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cr.fetchall()}


def close(name):
    Registry.delete(name)
    close_db(name)


def drop(name):
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} is not a database of a benchmark.")
    close(name)
    with server() as cr:
        cr.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy(source, name):
    """Copy the files: for a large database much faster than through the log."""
    close(source)
    with server() as cr:
        cr.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy'
            if cr._cnx.server_version >= 150000
            else f'CREATE DATABASE "{name}" TEMPLATE "{source}"'
        )


def install(name, modules):
    """Install modules and their dependencies, with nothing that is installed alone."""
    Registry.new(name, update_module=True, install_modules=list(modules))
    close(name)


def build_search_indexes(name, like=None):
    """What the scheduler does soon after the add-on came to a large table.

    :param like: a database with the add-on, where ``name`` is without
    """
    from odoo.addons.customer_policy.models.res_partner_search import (
        build_concurrently,
    )
    from odoo.addons.customer_policy.tools import search_index

    with environment(like or name) as env:
        indexes = env["res.partner"]._search_indexes()
    with environment(name, commit=True) as env:
        search_index.create_function(env.cr)
    build_concurrently(name, indexes)


@contextlib.contextmanager
def environment(name, user=SUPERUSER_ID, commit=False):
    """A fresh environment with an empty cache; rolled back unless ``commit``."""
    with contextlib.closing(Registry(name).cursor()) as cr:
        env = api.Environment(cr, user, {})
        yield env
        if commit:
            env.flush_all()
            cr.commit()
        else:
            env.clear()
            cr.rollback()


def vacuum(name, *tables, full=False):
    """Clean and known to the planner, so that runs begin alike."""
    with contextlib.closing(db_connect(name).cursor()) as cr:
        cr.rollback()
        cr._cnx.autocommit = True
        for table in tables or ("",):
            cr.execute(f"VACUUM ({'FULL, ' * full}ANALYZE) {table}")


def insert_select(cr, table, columns, source):
    """``INSERT … SELECT`` of those columns that exist in this database.

    :param columns: column -> SQL expression over ``source``
    :return: number of rows
    """
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s",
        (table,),
    )
    known = {name for (name,) in cr.fetchall()}
    columns = {name: value for name, value in columns.items() if name in known}
    cr.execute(
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {', '.join(columns.values())} FROM {source}"
    )
    return cr.rowcount


# --------------------------------------------------------------------- measurements


class Result(NamedTuple):
    """One line of a benchmark, in the form that all of them have.

    ``noise``: how far two equal runs lie apart, where the reference ran more than once;
    ``goal``: in words; ``met``: whether it is, or None where there is no goal.
    """

    name: str
    ours: float
    reference: float
    ratio: float
    unit: str
    runs: int
    noise: float | None
    goal: str
    met: bool | None
    extra: dict


def timed(function):
    """:return: (seconds, what the function returned)"""
    gc.collect()
    gc.disable()
    try:
        begin = time.perf_counter()
        result = function()
        return time.perf_counter() - begin, result
    finally:
        gc.enable()


def in_turns(functions, runs, warm=1):
    """Run all in turns, the order changing, so that disturbance hits them alike.

    :return: for each function the seconds of its runs
    """
    for _turn in range(warm):
        for function in functions:
            function()
    sides = range(len(functions))
    times = [[] for _side in sides]
    for turn in range(runs):
        for side in reversed(sides) if turn % 2 else sides:
            times[side].append(timed(functions[side])[0])
    return times


def paired(ours, reference, runs, warm=1):
    """:return: (seconds of ours, seconds of the reference), one per run"""
    return in_turns((ours, reference), runs, warm)


def noise(times, draws=1000):
    """How far two equal runs lie apart: a ratio, 1 at best; None for a single one.

    From a few runs the ratio of the longest to the shortest; from more the ratio of
    the medians of two halves, but for one pair of halves in twenty.
    """
    if len(times) < 2 or not min(times):
        return None
    if len(times) < ENOUGH:
        return max(times) / min(times)
    draw = random.Random(42)
    half = len(times) // 2

    def median():
        return statistics.median(draw.choices(times, k=half))

    ratios = sorted(
        max(pair) / min(pair) for pair in ((median(), median()) for _ in range(draws))
    )
    return ratios[int(draws * 0.95)]


def result(name, ours, reference, unit="s", *, goal=None, **extra):
    """A result of paired measurements: medians, and the ratio of the medians.

    :param goal: the ratio to be reached, if there is one
    """
    mine, theirs = statistics.median(ours), statistics.median(reference)
    one = Result(
        name,
        mine,
        theirs,
        mine / theirs if theirs else float(mine == theirs),
        unit,
        len(ours),
        noise(reference),
        "",
        None,
        extra,
    )
    return judged(one, goal) if goal is not None else one


def judged(one, goal):
    """With the ratio to be reached, and whether it is."""
    return one._replace(goal=f"≤ {goal:g} ×", met=one.ratio <= goal)


def judged_beside_noise(one):
    """No more than the reference takes, as far as that can be said."""
    goal = max(one.noise or 1, 1)
    return judged(one, goal)._replace(goal=f"≤ {goal:.3f} × (noise)")


def queries(env, function):
    """How many queries ``function`` sends."""
    env.flush_all()
    before = env.cr.sql_log_count
    function()
    return env.cr.sql_log_count - before


# --------------------------------------------------------------------------- output


def show(results, size):
    """Print each result as soon as it is there: one JSON object in a line."""
    for one in results:
        line = {**as_dict(one), "size": size}
        print(json.dumps(line, ensure_ascii=False), flush=True)


def as_dict(one):
    return {
        "name": one.name,
        "ours": round(one.ours, 6),
        "reference": round(one.reference, 6),
        "ratio": round(one.ratio, 4),
        "unit": one.unit,
        "runs": one.runs,
        "noise": one.noise and round(one.noise, 3),
        "goal": one.goal,
        "met": one.met,
        "extra": one.extra,
    }


def run_parts(description, size, parts, name, modules, prepare=start):
    """Measure the parts in copies of one database with these modules.

    :param parts: {name: function of the databases, the source and the options}
    """
    options = argument_parser(description, size, parts).parse_args()
    prepare()
    with Databases(options.keep) as databases:
        source = databases.ensure(name, lambda target: install(target, modules))
        show(
            itertools.chain.from_iterable(
                parts[part](databases, source, options)
                for part in options.only or parts
            ),
            options.size,
        )
