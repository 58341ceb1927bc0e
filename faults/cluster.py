"""A PostgreSQL cluster of its own: it is halted, and its clock is moved."""

from dataclasses import dataclass

from devkit import postgres, system
from devkit.console import Failure
from devkit.paths import DEV
from devkit.postgres import Cluster

from .clock import Clock

NAME = "faults-postgres"


@dataclass(frozen=True)
class MovedCluster:
    cluster: Cluster
    clock: Clock

    def start(self) -> None:
        self.cluster.start(**self.clock.variables())

    def stop(self) -> None:
        self.cluster.stop()

    def restart(self, *, immediate: bool) -> None:
        """``immediate``: nothing is written down before, as if the machine failed."""
        self.cluster.stop("immediate" if immediate else "fast")
        self.start()


def ensure() -> MovedCluster:
    """Started anew, by the true time."""
    cluster = _existing() or postgres.create(NAME)
    cluster.stop()
    moved = MovedCluster(cluster, Clock(cluster.folder / "clock"))
    moved.start()
    postgres.ensure_role(cluster)
    return moved


def _existing() -> Cluster | None:
    folder = (DEV / NAME).resolve()
    version = folder / "data" / "PG_VERSION"
    if not version.exists():
        return None
    programs = system.postgres_bin(version.read_text().strip())
    if programs is None:
        raise Failure(f"The PostgreSQL of {folder} is gone: remove that folder.")
    return Cluster(folder, programs, NAME)
