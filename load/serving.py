"""A server with workers and crons, and what its log says went wrong."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from common import environment

from devkit import server as servers
from devkit.console import Failure
from devkit.database import Database
from devkit.server import Server

from .mix import MIX

WARM_ROUNDS = 5
# Tells Odoo's maker about the database: no test does, and without a network it fails.
CALLS_HOME = "mail.ir_cron_module_update_notification"
# What a line of the log begins with, when something failed.
FAILED = re.compile(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL) \S+ (.*)")


@contextmanager
def serving(database: Database, mail_port: int):
    """A server with every cron due at once; its mail goes to ``mail_port``."""
    _prepare(database.name, mail_port)
    server = Server(database.name, _arguments())
    server.start(database, servers.unused_port())
    try:
        _warm(server)
        yield server
    finally:
        server.stop()


def _warm(server: Server) -> None:
    """Each worker has loaded the registry, as in a company at ten in the morning."""
    number = MIX["server"]["workers"]
    page = f"{server.address}/web/login"
    with ThreadPoolExecutor(number) as pool:
        for _round in range(WARM_ROUNDS):
            if not all(pool.map(servers.answers, [page] * number)):
                raise Failure(f"The server of {server.name} does not answer.")


def _arguments() -> list[str]:
    settings = MIX["server"]
    return [
        f"--workers={settings['workers']}",
        f"--max-cron-threads={settings['cron_threads']}",
        f"--gevent-port={servers.unused_port()}",
        "--log-level=warn",
        "--log-handler=odoo.service.server:INFO",
        # How many connections a pool may hold; there is one in each process.
        "--db_maxconn=16",
    ]


def _prepare(name: str, mail_port: int) -> None:
    with environment(name, commit=True) as env:
        env.ref(CALLS_HOME).active = False
        env.cr.execute("UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC'")
        env.cr.execute("DELETE FROM ir_mail_server")
        env["ir.mail_server"].create(
            {"name": "Load", "smtp_host": "127.0.0.1", "smtp_port": mail_port}
        )


def failures(server: Server) -> list[str]:
    """What requests and crons wrote into the log as errors."""
    lines = server.log.read_text(errors="replace").splitlines()
    return [found[1] for line in lines if (found := FAILED.match(line))]
