"""A real Odoo server with several workers, to be killed in part or as a whole."""

import contextlib
import os
import re
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator

import psutil

from devkit.console import Failure
from devkit.paths import LOGS, ROOT
from devkit.process import shown
from devkit.server import answers, unused_port

from .house import NAME, House

WORKERS = 3
CRON_THREADS = 2
START_SECONDS = 120
STOP_SECONDS = 30
ALIVE = re.compile(r"Worker (WorkerHTTP|WorkerCron) \((\d+)\) alive")
LOG = LOGS / "faults-server.log"


class Server:
    def __init__(self, house: House):
        self._house = house
        self._process: subprocess.Popen | None = None
        self._kinds: dict[int, str] = {}
        self._lock = threading.RLock()
        self.port = unused_port()
        LOG.unlink(missing_ok=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with self._lock:
            command = self._house.odoo(
                *("--db-filter", f"^{NAME}$"),
                *("--http-port", str(self.port)),
                *("--gevent-port", str(unused_port())),
                *("--workers", str(WORKERS)),
                *("--max-cron-threads", str(CRON_THREADS)),
            )
            # By a pipe: what limits the size of its files must not silence its log.
            self._process = subprocess.Popen(
                command,
                env=self._house.variables(),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            threading.Thread(
                target=self._listen, args=(self._process,), daemon=True
            ).start()
            self.wait()

    def revive(self) -> bool:
        """As whatever keeps services running does; whether it had ended.

        Odoo ends by itself when it misses the database just as it begins a worker.
        """
        with self._lock:
            if self._process is None or self._process.poll() is None:
                return False
            self.start()
            return True

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            if answers(f"{self.address}/web/health"):
                return
            time.sleep(0.2)
        raise Failure(f"The server does not answer (log: {shown(LOG)})")

    def kill(self) -> None:
        """All of it, at once."""
        with self._lock:
            for process in [self._process, *self._children()]:
                with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
                    process.kill()
            if self._process:
                self._process.wait()

    def stop(self) -> None:
        """As an administrator does."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                return
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def workers(self, kind: str) -> list[int]:
        """:param kind: WorkerHTTP or WorkerCron"""
        alive = {child.pid for child in self._children()}
        return [pid for pid in alive if self._kinds.get(pid) == kind]

    def limit_files(self, size: int | None) -> None:
        """No process of it may write a file beyond so many bytes; None: as before.

        The kernel then ends a write in its middle, as it does on a full disk or
        when a quota is used up.
        """
        with self._lock:
            if self._process is None:
                return
            for pid in [self._process.pid, *(child.pid for child in self._children())]:
                with contextlib.suppress(ProcessLookupError):
                    _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                    soft = hard if size is None else size
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))

    def _children(self) -> list[psutil.Process]:
        if self._process is None:
            return []
        try:
            return psutil.Process(self._process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def _listen(self, process: subprocess.Popen) -> None:
        with LOG.open("a") as log:
            for line in self._lines(process):
                log.write(line)
                if alive := ALIVE.search(line):
                    self._kinds[int(alive[2])] = alive[1]

    @staticmethod
    def _lines(process: subprocess.Popen) -> Iterator[str]:
        with contextlib.suppress(ValueError, OSError):
            yield from process.stdout


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
