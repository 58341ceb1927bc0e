"""All parts together: what a program needs to run Odoo here."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, postgres, python_env, system
from .odoo_source import OdooSource
from .paths import DEV, ROOT, make_folders
from .postgres import Cluster

CONFIGURATION = DEV / "odoo.conf"
DATA = DEV / "data"
START = Path(__file__).with_name("start_odoo.py")
SAFE_PATH = {"PYTHONSAFEPATH": "1"}


@dataclass(frozen=True)
class Environment:
    source: OdooSource
    python: Path
    cluster: Cluster

    def assignments(self) -> dict[str, str]:
        paths = [self.python.parent, self.cluster.programs, os.environ.get("PATH", "")]
        return {
            "ODOO_RC": str(CONFIGURATION),
            "PYTHONPATH": str(self.source.folder),
            "PYTHONPYCACHEPREFIX": str(DEV / "pycache"),
            "PATH": os.pathsep.join(map(str, paths)),
            **self.cluster.variables(),
        }

    def variables(self, **more: str) -> dict[str, str]:
        """The environment of a program that is started here."""
        strange = ("PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "OPENERP_SERVER")
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in strange and not name.startswith(("PG", "ODOO_"))
        }
        folders = {
            "HYPOTHESIS_STORAGE_DIRECTORY": str(DEV / "hypothesis"),
            "PYLINTHOME": str(DEV / "pylint"),
        }
        return {**kept, **folders, **self.assignments(), **more}

    def odoo(self, *arguments: str) -> list[str]:
        return [str(self.python), "-m", "odoo", *arguments]

    def odoo_with_workers(self, *arguments: str) -> list[str]:
        """A server that starts itself again, for its websockets: by a file.

        That file's folder must not be searched for Odoo's imports: ``SAFE_PATH``.
        """
        return [str(self.python), str(START), *arguments]


def prepare(odoo: str | None = None, *, browser: bool = False) -> Environment:
    """Fetch, install and start whatever is missing."""
    make_folders()
    system.ensure_packages("run", *(["test"] if browser else []))
    source = odoo_source.find(odoo)
    environment = Environment(source, python_env.ensure(), postgres.ensure())
    _configure(environment)
    return environment


def _configure(environment: Environment) -> None:
    addons_path = [*environment.source.addons_path, ROOT]
    values: Mapping[str, object] = {
        "addons_path": ",".join(map(str, addons_path)),
        "data_dir": DATA,
        "db_host": environment.cluster.socket,
        "db_port": postgres.PORT,
        "db_user": postgres.ROLE,
        "http_interface": "127.0.0.1",
        "list_db": False,
        "limit_memory_soft": 0,
        "limit_memory_hard": 0,
        "limit_time_cpu": 3600,
        "limit_time_real": 3600,
        "screenshots": DEV / "screenshots",
    }
    lines = [f"{name} = {value}\n" for name, value in values.items()]
    content = "".join(["[options]\n", *lines])
    if not CONFIGURATION.exists() or CONFIGURATION.read_text() != content:
        partial = CONFIGURATION.with_suffix(f".{os.getpid()}")
        partial.write_text(content)
        partial.replace(CONFIGURATION)


def as_shell(assignments: Mapping[str, str]) -> str:
    return "\n".join(
        f"export {name}={shlex.quote(value)}" for name, value in assignments.items()
    )
