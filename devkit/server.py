"""Odoo servers that outlive the command that started them."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from .console import Failure, Step
from .database import Database
from .environment import SAFE_PATH
from .paths import DEV, LOGS, ROOT
from .process import explain, shown

FOLDER = DEV / "servers"
FIRST_PORT = 8069
START_SECONDS = 180
STOP_SECONDS = 20
LISTENING = "HTTP service (werkzeug) running on"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy


class Server:
    """One database's server. It holds a lock for as long as it lives."""

    def __init__(self, name: str, arguments: Sequence[str] = ()):
        """:param arguments: more of Odoo's own options"""
        self.name = name
        self.arguments = arguments
        FOLDER.mkdir(parents=True, exist_ok=True)

    @property
    def log(self) -> Path:
        return LOGS / f"server-{self.name}.log"

    @property
    def port(self) -> int | None:
        return self._record().get("port")

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        return self._record()["pid"]

    @property
    def running_port(self) -> int | None:
        return self.port if self.is_running() else None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def is_running(self) -> bool:
        if not self._lock_file.exists():
            return False
        with self._lock_file.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def start(self, database: Database, port: int) -> None:
        """Start in the background and return when it answers."""
        with self._lock_file.open("a") as lock, self.log.open("w") as log:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            process = subprocess.Popen(
                self._command(database, port),
                env=database.environment.variables(**SAFE_PATH),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock.fileno()],
                start_new_session=True,
            )
        self._remember(port, process.pid)
        with Step(f"Server of {self.name} on port {port}"):
            self._wait_until_it_answers(process)

    def run(self, database: Database, port: int) -> int:
        """Serve in the foreground, until Ctrl-C."""
        with self._lock_file.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            process = subprocess.Popen(
                self._command(database, port),
                env=database.environment.variables(),
                cwd=ROOT,
                pass_fds=[lock.fileno()],
            )
        self._remember(port, process.pid)
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the server got it too and is ending

    def stop(self) -> bool:
        if not self.is_running():
            return False
        pid = self.pid
        for end in (_ask_to_end, _kill):
            with contextlib.suppress(ProcessLookupError):
                end(pid)
            deadline = time.monotonic() + STOP_SECONDS
            while self.is_running() and time.monotonic() < deadline:
                time.sleep(0.1)
            if not self.is_running():
                return True
        raise Failure(f"The server of {self.name} (process {pid}) does not end.")

    def forget(self) -> None:
        self._record_file.unlink(missing_ok=True)
        self._lock_file.unlink(missing_ok=True)

    @property
    def _lock_file(self) -> Path:
        return FOLDER / f"{self.name}.lock"

    @property
    def _record_file(self) -> Path:
        return FOLDER / f"{self.name}.json"

    def _record(self) -> dict:
        try:
            return json.loads(self._record_file.read_text())
        except (OSError, ValueError):
            return {}

    def _remember(self, port: int, pid: int) -> None:
        self._record_file.write_text(json.dumps({"port": port, "pid": pid}))

    def _command(self, database: Database, port: int) -> list[str]:
        only = f"^{database.name}$"
        has_workers = any(text.startswith("--workers") for text in self.arguments)
        environment = database.environment
        start = environment.odoo_with_workers if has_workers else environment.odoo
        return start(
            *("-d", database.name, "--db-filter", only, "--http-port", str(port)),
            *self.arguments,
        )

    def _listens(self) -> bool:
        """It does, and not another server that took the port in the meantime."""
        return LISTENING in self.log.read_text(errors="replace")

    def _wait_until_it_answers(self, process: subprocess.Popen) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            if self._listens() and answers(f"http://127.0.0.1:{self.port}/web/login"):
                return
            time.sleep(0.2)
        self.stop()
        lines = self.log.read_text(errors="replace").splitlines()[-200:]
        raise Failure(
            f"The server did not start: {explain(lines)} (log: {shown(self.log)})"
        )


def _ask_to_end(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)


def _kill(pid: int) -> None:
    """With its workers, which outlive it for a while and hold its lock."""
    if os.getpgid(pid) == pid:
        os.killpg(pid, signal.SIGKILL)
    else:
        os.kill(pid, signal.SIGKILL)


def everyone() -> list[Server]:
    names = sorted(file.stem for file in FOLDER.glob("*.json"))
    return [Server(name) for name in names]


def answers(address: str) -> bool:
    try:
        with DIRECT.open(address, timeout=60) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(first: int = FIRST_PORT) -> int:
    for port in range(first, first + 200):
        if is_free(port):
            return port
    raise Failure(f"No free port from {first} on: name one with --port.")


def unused_port() -> int:
    """Any port, for a server that nobody has to remember."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def choose_port(server: Server, wanted: int | None) -> int:
    """The port asked for, else the one used before, else a free one."""
    if wanted and not is_free(wanted):
        raise Failure(
            f"Port {wanted} is taken by another program: "
            "stop that one, or name another port with --port."
        )
    known = server.port
    return wanted or (known if known and is_free(known) else free_port())
