"""The commands of ./dev. Each returns the exit code."""

import os
import subprocess
import sys
from pathlib import Path

from . import (
    addons,
    attack,
    build,
    cdnow,
    lint_checks,
    locust,
    measure,
    odoo_runner,
    package,
    postgres,
    system,
    testing,
    translations,
)
from . import odoo_suite as suite
from .console import Failure, say
from .database import Database
from .environment import Environment, as_shell, prepare
from .options import Options
from .outcome import Outcome
from .paths import ROOT
from .process import shown
from .server import Server, choose_port, everyone, free_port
from .texts import HELP, welcome


def run(options: Options) -> int:
    _expect_names(options, 0)
    environment = prepare(options.odoo)
    if not addons.ours():
        raise Failure("There is no add-on in this checkout.")
    database = Database(environment, options.database)
    server = Server(database.name)
    if options.port and options.port != server.running_port:
        choose_port(server, options.port)  # refuse a taken one before the long part
    changed = _bring_up_to_date(database, server, demo=not options.no_demo)
    if changed or options.foreground or options.port not in (None, server.port):
        server.stop()
    if server.is_running():
        say(welcome(server.address, database.name))
        return 0
    port = choose_port(server, options.port)
    database.set_address(f"http://localhost:{port}")
    if options.foreground:
        say(welcome(f"http://localhost:{port}", database.name))
        return server.run(database, port)
    server.start(database, port)
    say(welcome(server.address, database.name))
    return 0


def _bring_up_to_date(database: Database, server: Server, *, demo: bool) -> bool:
    if not database.exists():
        if demo:
            database.create()
        else:
            database.clone_from(build.stock_template(database.environment))
    elif (noted := database.note.get("demo", demo)) != demo:
        has = "has" if noted else "has no"
        say(
            f"Database {database.name} {has} demo data already: ./dev reset it first "
            "to change that."
        )
        demo = noted
    return build.bring_up_to_date(database, server, demo=demo)


def stop(options: Options) -> int:
    """Without --db everything that was started from this checkout."""
    _expect_names(options, 0)
    servers = [Server(options.db)] if options.db else everyone()
    stopped = [server.name for server in servers if server.stop()]
    cluster = None if options.db else postgres.existing()
    if cluster and cluster.stop():
        stopped.append("PostgreSQL")
    say(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")
    return 0


def reset(options: Options) -> int:
    _expect_names(options, 0)
    environment = prepare(options.odoo)
    database = Database(environment, options.database)
    server = Server(database.name)
    server.stop()
    server.forget()
    there = database.exists()
    database.drop()
    say(f"Database {database.name} " + ("is gone." if there else "was not there."))
    return 0


def test(options: Options) -> int:
    environment = prepare(options.odoo, browser=True)
    outcome = testing.run_tests(environment, options.names, options.handed_on)
    return _conclude(outcome)


def assault(options: Options) -> int:
    _expect_names(options, 0)
    environment = prepare(options.odoo, browser=True)
    return _conclude(attack.run(environment, options.handed_on))


def odoo_test(options: Options) -> int:
    ours = list(addons.ours())
    unknown = set(options.names).difference(ours)
    if unknown:
        raise Failure(f"There is no add-on {', '.join(sorted(unknown))} here.")
    environment = prepare(options.odoo, browser=True)
    return _conclude(odoo_runner.run(environment, options.names or ours))


def odoo_suite(options: Options) -> int:
    return not suite.run(prepare(options.odoo, browser=True), options.names)


def _conclude(outcome: Outcome) -> int:
    print(outcome.line, flush=True)
    return not outcome.is_good


def odoo(options: Options) -> int:
    environment = prepare(options.odoo)
    command = environment.odoo(*options.handed_on)
    port = str(options.port or free_port())
    return _call(command, environment, ODOO_HTTP_PORT=port)


def psql(options: Options) -> int:
    environment = prepare(options.odoo)
    names = options.handed_on
    named = names and not names[0].startswith("-")
    database = names[0] if named else options.database
    command = [str(environment.cluster.programs / "psql"), "-d", database]
    return _call([*command, *names[bool(named) :]], environment)


def env(options: Options) -> int:
    _expect_names(options, 0)
    environment = prepare(options.odoo)
    server = Server(options.database)
    ports = {
        "CUSTOMER_POLICY_DB": options.database,
        "CUSTOMER_POLICY_PORT": str(server.running_port or choose_port(server, None)),
    }
    print(as_shell({**environment.assignments(), **ports}))
    return 0


def bench(options: Options) -> int:
    """Measure, all unless named; 1 when a benchmark broke off."""
    if options.names_only:
        print("\n".join(measure.benchmarks()) or "There are no benchmarks.")
        return 0
    names = measure.chosen(options.names)
    arguments = ["--size", str(options.size)] if options.size else []
    arguments += options.handed_on
    environment = prepare(options.odoo)
    return not measure.run(environment, names, arguments, as_json=options.json)


def load(options: Options) -> int:
    """Many people at once; 1 when anything erred."""
    _expect_names(options, 0)
    environment = prepare(options.odoo)
    arguments = [
        argument
        for name in ("size", "minutes")
        if (value := getattr(options, name))
        for argument in (f"--{name}", str(value))
    ]
    command = [str(environment.python), "-m", "load", *arguments, *options.handed_on]
    places = (environment.source.folder, ROOT, ROOT / "bench")
    return _call(
        command,
        environment,
        PYTHONPATH=os.pathsep.join(map(str, places)),
        LOAD_LOCUST=str(locust.ensure()),
        LOAD_ODOO=options.odoo or "",
    )


def screens(options: Options) -> int:
    """Walk through all screens of a database with demo data."""
    environment = prepare(options.odoo, browser=True)
    database = Database(environment, options.db or "screens")
    server = Server(database.name)
    _bring_up_to_date(database, server, demo=True)
    if not server.is_running():
        server.start(database, choose_port(server, options.port))
    command = [str(environment.python), "-m", "screens", *options.handed_on]
    places = (environment.source.folder, ROOT, ROOT / "tests")
    return _call(
        command,
        environment,
        PYTHONPATH=os.pathsep.join(map(str, places)),
        SCREENS_ADDRESS=server.address,
        SCREENS_DATABASE=database.name,
    )


def faults(options: Options) -> int:
    """Break servers while people work, and check what is left."""
    _expect_names(options, 0)
    environment = prepare(options.odoo)
    system.ensure_packages("faults")
    arguments = ["--size", str(options.size)] if options.size else []
    arguments += ["--seed", str(options.seed)] if options.seed is not None else []
    arguments += ["--odoo", options.odoo] if options.odoo else []
    command = [str(environment.python), "-m", "faults", *arguments, *options.handed_on]
    places = (environment.source.folder, ROOT)
    return _call(
        command,
        environment,
        PYTHONPATH=os.pathsep.join(map(str, places)),
    )


def demo_cdnow(options: Options) -> int:
    _expect_names(options, 0)
    environment = prepare(options.odoo)
    database = Database(environment, options.db or "cdnow")
    log = cdnow.purchase_log()
    _bring_up_to_date(database, Server(database.name), demo=False)
    command = [str(environment.python), str(cdnow.SCRIPT), "--database", database.name]
    return _call([*command, *options.handed_on], environment, CDNOW_MASTER=str(log))


def verify_log(options: Options) -> int:
    """0: the access log is whole, 1: it is broken."""
    _expect_names(options, 0)
    environment = prepare(options.odoo)
    database = Database(environment, options.database)
    if not database.exists():
        raise Failure(f"There is no database {database.name}. ./dev run makes one.")
    script = str(Path(__file__).with_name("verify_log.py"))
    command = [str(environment.python), script, "--database", database.name]
    return _call(command, environment)


def pack(options: Options) -> int:
    _expect_names(options, 0)
    for file in package.build(prepare(options.odoo)):
        print(shown(file))
    return 0


def i18n(options: Options) -> int:
    missing = translations.update(prepare(options.odoo), options.names)
    for line in missing:
        print(line)
    say(f"{len(missing)} terms without a translation.")
    return bool(missing)


def lint(options: Options) -> int:
    _expect_names(options, 0)
    return lint_checks.run(prepare(options.odoo))


def show_help(options: Options) -> int:
    print(HELP)
    return 0


def _expect_names(options: Options, most: int) -> None:
    if len(options.names) > most:
        raise Failure(f"'{options.names[most]}' is not expected here. See ./dev help.")


def _call(command: list[str], environment: Environment, **more: str) -> int:
    """Run a program that talks to the user itself."""
    sys.stdout.flush()
    process = subprocess.Popen(command, env=environment.variables(**more))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the program got it too and decides itself
