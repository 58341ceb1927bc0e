"""A PostgreSQL cluster of our own: a socket in our folder, no network port."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import system
from .console import Failure, Step, say
from .paths import CHECKOUT_ID, DEV, LOGS, exclusive, require_space
from .process import explain, output, run_logged, shown

PORT = 5419  # only part of the socket's file name: nothing listens on a network
ROLE = "odoo"
SERVER_USER = "postgres"  # runs the server for root, whom PostgreSQL refuses
NAME = "postgres"
LINK = DEV / NAME
SOCKET_PATH_LIMIT = 100
SPACE_GIB = 2
SETTLE_SECONDS = 120
MIB = 1024**2


@dataclass(frozen=True)
class Cluster:
    folder: Path
    programs: Path
    name: str = NAME

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgresql.log"

    @property
    def socket(self) -> Path:
        """A folder only its owner can enter; a short one, as the kernel demands."""
        own = self.folder / "socket"
        if len(str(own)) < SOCKET_PATH_LIMIT - len(f"/.s.PGSQL.{PORT}"):
            return own
        return Path(tempfile.gettempdir()) / _short_name(self.name)

    def variables(self) -> dict[str, str]:
        return {"PGHOST": str(self.socket), "PGPORT": str(PORT), "PGUSER": ROLE}

    def as_owner(self, command: list[str | Path]) -> list[str | Path]:
        if os.geteuid() == 0:
            return ["runuser", "-u", SERVER_USER, "--", *command]
        return command

    def is_running(self) -> bool:
        status = self.as_owner([self.programs / "pg_ctl", "status", "-D", self.data])
        return subprocess.run(status, capture_output=True, cwd="/").returncode == 0

    def is_ready(self) -> bool:
        probe = [self.programs / "pg_isready", "-q", "-h", self.socket, "-p", str(PORT)]
        return subprocess.run(probe).returncode == 0

    def start(self, **variables: str) -> None:
        """``variables``: more of them for the environment of the server."""
        if self._settles():
            return
        require_space(self.folder, SPACE_GIB)
        _make_private(self, self.socket)
        configuration = self.data / "postgresql.conf"
        configuration.write_text(_settings(self.socket))
        command = [
            self.programs / "pg_ctl",
            "start",
            "-w",
            "-s",
            "-D",
            self.data,
            "-l",
            self.log,
        ]
        # Not captured: the server inherits the streams and would keep a pipe open.
        with (LOGS / "pg_ctl.log").open("w") as log:
            failed = subprocess.run(
                self.as_owner(command),
                cwd="/",
                env={**os.environ, **variables},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            ).returncode
        if failed:
            lines = self.log.read_text().splitlines() if self.log.exists() else []
            raise Failure(
                f"PostgreSQL did not start: {explain(lines)} (log: {shown(self.log)})"
            )

    def _settles(self) -> bool:
        """Ready, or not running: wait while it is starting or ending."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while self.is_running():
            if self.is_ready():
                return True
            if time.monotonic() > deadline:
                raise Failure(
                    f"PostgreSQL neither answers nor ends (log: {shown(self.log)})"
                )
            time.sleep(0.2)
        return False

    def stop(self, mode: str = "fast") -> bool:
        """``mode``: of pg_ctl; ``immediate`` is as if the machine had failed."""
        if not self.is_running():
            return False
        command = [
            self.programs / "pg_ctl",
            "stop",
            "-w",
            "-s",
            "-m",
            mode,
            "-D",
            self.data,
        ]
        output(self.as_owner(command), cwd=Path("/"))
        return True


def existing() -> Cluster | None:
    """The cluster if there is one, without installing or starting anything."""
    folder = LINK.resolve()
    version = folder / "data" / "PG_VERSION"
    if not version.exists():
        return None
    number = version.read_text().strip()
    programs = system.postgres_bin(number) or system.postgres_bin()
    if programs is None:
        raise Failure(f"PostgreSQL {number} is gone: install postgresql-{number}.")
    return Cluster(folder, programs)


def ensure() -> Cluster:
    with exclusive(DEV / "postgres.lock"):
        cluster = existing() or create()
        cluster.start()
        ensure_role(cluster)
    return cluster


def create(name: str = NAME) -> Cluster:
    """A new cluster in our ignored folder, not started yet."""
    programs = system.postgres_bin()
    if programs is None:
        raise Failure("PostgreSQL's server is missing: install 'postgresql'.")
    folder = _choose_folder(name)
    require_space(folder, SPACE_GIB)
    cluster = Cluster(folder, programs, name)
    partial = folder / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    initdb = [
        programs / "initdb",
        "-D",
        partial,
        "-U",
        SERVER_USER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-instructions",
    ]
    with Step("PostgreSQL cluster") as step:
        run_logged(
            step.title, cluster.as_owner(initdb), log="initdb.log", cwd=Path("/")
        )
        partial.rename(cluster.data)
    return cluster


def _choose_folder(name: str) -> Path:
    """Our ignored folder; where its owner cannot reach it, a place that he can."""
    link = DEV / name
    if os.geteuid() or _reachable(DEV):
        link.mkdir(exist_ok=True)
        folder = link
    else:
        home = Path(pwd.getpwnam(SERVER_USER).pw_dir)
        folder = home / _short_name(name)
        folder.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
        say(
            f"The user '{SERVER_USER}' cannot reach {DEV}: "
            f"the databases are kept in {folder}."
        )
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER, SERVER_USER)
    folder.chmod(0o700)
    return folder.resolve()


def _short_name(name: str) -> str:
    """Of a folder outside of ours; a second cluster's tells which it is."""
    return f"customer-policy-{CHECKOUT_ID}" + (f"-{name}" if name != NAME else "")


def _reachable(folder: Path) -> bool:
    test = ["runuser", "-u", SERVER_USER, "--", "test", "-x", folder]
    return subprocess.run(test, cwd="/", capture_output=True).returncode == 0


def _make_private(cluster: Cluster, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = cluster.data.stat()
    if folder.stat().st_uid not in (owner.st_uid, os.geteuid()) or folder.is_symlink():
        raise Failure(f"{folder} belongs to another user: remove it.")
    if os.geteuid() == 0:
        os.chown(folder, owner.st_uid, owner.st_gid)


def ensure_role(cluster: Cluster) -> None:
    """It may end others' work, to drop a database that autovacuum is busy with."""
    sql = (
        f"SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB' WHERE NOT EXISTS "
        f"(SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec\n"
        f"GRANT pg_signal_backend TO {ROLE}"
    )
    environment = {**os.environ, **cluster.variables(), "PGUSER": SERVER_USER}
    psql = [cluster.programs / "psql", "-XqAt", "-d", "postgres"]
    output(psql, env=environment, text=sql)


def _settings(socket: Path) -> str:
    """Sized for this machine; data safe as PostgreSQL makes it (fsync stays on)."""
    memory = _memory()
    values = {
        "listen_addresses": "''",
        "port": PORT,
        "unix_socket_directories": f"'{socket}'",
        "unix_socket_permissions": "0700",
        "max_connections": 200,
        "max_locks_per_transaction": 256,
        "shared_buffers": f"{_between(128, memory // 8, 4096)}MB",
        "effective_cache_size": f"{_between(256, memory // 2, 65536)}MB",
        "maintenance_work_mem": f"{_between(64, memory // 16, 1024)}MB",
        "work_mem": f"{_between(8, memory // 256, 64)}MB",
        "dynamic_shared_memory_type": _shared_memory_type(),
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "datestyle": "'iso, mdy'",
    }
    return "".join(f"{name} = {value}\n" for name, value in values.items())


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))


def _memory() -> int:
    """MiB of this machine, or of the container it is."""
    installed = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text())
    except (OSError, ValueError):
        limit = installed
    return min(installed, limit) // MIB


def _shared_memory_type() -> str:
    """A container's /dev/shm is often too small for parallel queries."""
    folder = Path("/dev/shm")
    roomy = folder.is_dir() and shutil.disk_usage(folder).total >= 1024 * MIB
    return "posix" if roomy else "mmap"
