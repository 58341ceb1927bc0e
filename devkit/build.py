"""Installs the add-ons into databases and keeps them up to date."""

import functools
import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import contextmanager

from . import addons, database
from .console import Failure, Step
from .database import Database
from .environment import Environment
from .paths import DEV, LOGS, exclusive, require_space
from .process import output, run_logged, shown
from .server import Server

# The first becomes the default of everybody.
LANGUAGES = ("en_US", "zh_CN")
SPACE_GIB = 2
KEPT_TEMPLATES = 2
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
STOCK_PREFIX = "stock_"
FULL_PREFIX = "full_"
TEMPLATE_PREFIX = "template_"
CLONE_PREFIX = "clone_"
DEMO_DATA = """
from odoo.modules.loading import force_demo
force_demo(env)
env.cr.commit()
"""
ASSETS = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"


def bring_up_to_date(target: Database, server: Server, *, demo: bool) -> bool:
    """Install what is missing, update what changed; False when nothing was to do."""
    found, current = addons.ours(), addons.fingerprints()
    known = target.note.get("addons", {})
    present = target.installed()
    wanted = [*addons.stock(found.values()), *found]
    install = [name for name in wanted if name not in present]
    update = [
        name for name in current if name in present and current[name] != known.get(name)
    ]
    if not install and not update:
        return False
    server.stop()
    load(target, install, update, ["--with-demo"] if demo else [])
    target.note = {"addons": current, "demo": demo}
    return True


def load(
    target: Database,
    install: Iterable[str],
    update: Iterable[str] = (),
    arguments: Iterable[str] = (),
    languages: Sequence[str] = LANGUAGES,
) -> None:
    """Let Odoo install and update add-ons; Failure when one is not there afterwards."""
    require_space(DEV, SPACE_GIB)
    command = target.environment.odoo(
        *("-d", target.name, "--stop-after-init", "--no-http"),
        *(["-i", ",".join(install)] if install else []),
        *(["-u", ",".join(update)] if update else []),
        *_load_languages(target, languages),
        *arguments,
    )
    log = f"build-{target.name}.log"
    with Step(f"Database {target.name}") as step:

        def watch(line: str) -> None:
            loading = LOADING.search(line)
            if loading:
                step.note = "{} ({} of {})".format(*loading.groups())

        variables = target.environment.variables()
        run_logged(step.title, command, env=variables, log=log, watch=watch)
    missing = set(install) - target.installed()
    if missing:
        names = ", ".join(sorted(missing))
        raise Failure(f"Odoo did not install {names} (log: {shown(LOGS / log)})")


def _load_languages(target: Database, languages: Sequence[str]) -> list[str]:
    if all(target.has_language(code) for code in languages):
        return []
    return ["--load-language", ",".join(languages)]


def stock_template(environment: Environment) -> Database:
    """A database with Odoo's own modules only, without demo data."""
    modules = addons.stock(addons.ours().values())
    source = [environment.source.version, str(environment.source.folder)]
    key = [source, modules, LANGUAGES, database.EXTENSIONS]
    name = f"{STOCK_PREFIX}{digest(key)}"

    def fill(target: Database) -> None:
        if not target.exists():
            target.create(safe=False)
        load(target, sorted(set(modules) - target.installed()))

    with exclusive(DEV / "template.lock"):
        return build_once(environment, name, STOCK_PREFIX, fill)


def full_template(environment: Environment) -> Database:
    """The same with the demo data of Odoo: a company that has been at work."""
    base = stock_template(environment)
    name = f"{FULL_PREFIX}{base.name.removeprefix(STOCK_PREFIX)}"

    def fill(target: Database) -> None:
        target.clone_from(base, safe=False)
        with Step("Demo data of Odoo"):
            command = environment.odoo("shell", "-d", target.name, "--no-http")
            output(command, env=environment.variables(), text=DEMO_DATA)

    with exclusive(DEV / "template.lock"):
        return build_once(environment, name, FULL_PREFIX, fill)


@functools.cache
def test_template(environment: Environment) -> Database:
    """The same with the add-ons and with the web client's files made.

    Settled once per command: all stages test one state of the code.
    """
    base = stock_template(environment)
    current = addons.fingerprints()
    name = f"{TEMPLATE_PREFIX}{digest([base.name, current])}"

    def fill(target: Database) -> None:
        target.clone_from(base, safe=False)
        load(target, list(current))
        make_assets(target)

    with exclusive(DEV / "template.lock"):
        return build_once(environment, name, TEMPLATE_PREFIX, fill)


def build_once(environment: Environment, name: str, prefix: str, fill) -> Database:
    target = Database(environment, name)
    if target.note.get("complete"):
        return target
    # Another ./dev may still be cloning the last ones.
    for outdated in database.names(environment, prefix)[:-KEPT_TEMPLATES]:
        Database(environment, outdated).drop()
    fill(target)
    target.note = {"complete": True}
    return target


def make_assets(target: Database) -> None:
    with Step("Files of the web client"):
        command = target.environment.odoo("shell", "-d", target.name, "--no-http")
        output(command, env=target.environment.variables(), text=ASSETS)


@contextmanager
def test_database(environment: Environment, name: str):
    """A clone of the test template, gone afterwards."""
    template = test_template(environment)
    drop_orphans(environment)
    target = Database(environment, f"{CLONE_PREFIX}{name}_{os.getpid()}")
    target.clone_from(template, safe=False)
    try:
        yield target
    finally:
        target.drop()


def drop_orphans(environment: Environment) -> None:
    """Clones of commands that were killed."""
    for name in database.names(environment, CLONE_PREFIX):
        pid = name.rpartition("_")[2]
        if pid.isdecimal() and not _is_alive(int(pid)):
            Database(environment, name).drop()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's
    return True


def digest(key: object) -> str:
    return hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:12]
