"""The commands of ./dev. Each returns the exit code."""

import subprocess
import sys
from pathlib import Path

from . import (
    addons,
    build,
    cdnow,
    lint_checks,
    measure,
    odoo_runner,
    peers,
    postgres,
    testing,
    translations,
)
from .console import Failure, say
from .database import Database
from .environment import Environment, as_shell, prepare
from .options import Options
from .outcome import Outcome
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


def odoo_test(options: Options) -> int:
    ours = list(addons.ours())
    unknown = set(options.names).difference(ours)
    if unknown:
        raise Failure(f"There is no add-on {', '.join(sorted(unknown))} here.")
    environment = prepare(options.odoo, browser=True)
    return _conclude(odoo_runner.run(environment, options.names or ours))


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
    _expect_names(options, 1)
    if not options.names:
        print("\n".join(measure.benchmarks()) or "There are no benchmarks.")
        return 0
    script = measure.find(options.names[0])
    arguments = ["--size", str(options.size)] if options.size else []
    arguments += ["--json"] if options.json else []
    environment = prepare(options.odoo)
    command = [str(environment.python), str(script), *arguments, *options.handed_on]
    more = {}
    if options.names[0] in measure.BESIDE_PEERS:
        more[peers.VARIABLE] = str(peers.ensure())
    if options.json:
        return measure.run_for_json(command, environment, **more)
    return _call(command, environment, **more)


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
