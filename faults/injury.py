"""What is done to the server and the database while people work."""

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable

import psycopg2

from .house import NAME, House
from .server import Server, kill

# So many steps pass from one to the next, however fast the machine is.
PAUSE_STEPS = (5, 25)
LOOK_S = 0.2
FULL_S = (1.0, 3.0)
ENDED = "server ended without its database, and was started again"
# Larger files than this end in their middle while the filestore is full.
FULL_AT_BYTES = 8192


class Injuries:
    """Done one after the other in a thread of its own, until the round is over.

    :param left: how many steps are left to the round
    """

    def __init__(
        self,
        house: House,
        server: Server,
        draw: random.Random,
        left: Callable[[], float],
    ):
        self._left = left
        self._house = house
        self._server = server
        self._draw = draw
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.error: BaseException | None = None
        self.done: Counter[str] = Counter()
        self._kinds: dict[str, tuple[Callable[[], bool], float]] = {
            "HTTP worker killed": (lambda: self._kill_one("WorkerHTTP"), 5),
            "cron worker killed": (lambda: self._kill_one("WorkerCron"), 4),
            "server killed": (self._kill_server, 1),
            "database restarted": (lambda: self._restart_database(False), 1),
            "database halted at once": (lambda: self._restart_database(True), 1),
            "connections dropped": (self._drop_connections, 4),
            "filestore full": (self._fill, 4),
        }

    def __enter__(self) -> "Injuries":
        self._thread.start()
        return self

    def __exit__(self, *_exc_info) -> None:
        self._over.set()
        self._thread.join()
        if self.error:
            raise self.error

    def _run(self) -> None:
        try:
            while self._wait():
                names = list(self._kinds)
                weights = [weight for _do, weight in self._kinds.values()]
                name = self._draw.choices(names, weights)[0]
                if self._kinds[name][0]():
                    self.done[name] += 1
        except BaseException as error:
            self.error = error

    def _wait(self) -> bool:
        """Whether the round goes on after the next steps."""
        until = self._left() - self._draw.randint(*PAUSE_STEPS)
        while self._left() > max(until, 0):
            if self._over.wait(LOOK_S):
                return False
            if self._server.revive():
                self.done[ENDED] += 1
        return not self._over.is_set()

    def _kill_one(self, kind: str) -> bool:
        pids = self._server.workers(kind)
        if pids:
            kill(self._draw.choice(sorted(pids)))
        return bool(pids)

    def _kill_server(self) -> bool:
        self._server.kill()
        self._server.start()
        return True

    def _restart_database(self, immediate: bool) -> bool:
        self._house.postgres.restart(immediate=immediate)
        return True

    def _drop_connections(self) -> bool:
        """Those that are busy, and half of the others."""
        dropped = False
        with contextlib.suppress(psycopg2.OperationalError):
            with self._house.connection("postgres") as connection:
                connection.autocommit = True
                cursor = connection.cursor()
                cursor.execute(
                    "SELECT pid, state FROM pg_stat_activity WHERE datname = %s",
                    (NAME,),
                )
                for pid, state in cursor.fetchall():
                    if state != "idle" or self._draw.random() < 0.5:
                        cursor.execute("SELECT pg_terminate_backend(%s)", (pid,))
                        dropped = True
        return dropped

    def _fill(self) -> bool:
        self._server.limit_files(FULL_AT_BYTES)
        try:
            time.sleep(self._draw.uniform(*FULL_S))
        finally:
            self._server.limit_files(None)
        return True
