"""Databases of our cluster, each with a note of what was built into it."""

import json
import os
import re
import shutil
from pathlib import Path

from .console import Failure
from .environment import DATA, Environment
from .process import output

NAME = re.compile(r"[a-z][a-z0-9_-]{0,62}")

EXTENSIONS = ("pg_trgm",)  # as Odoo does in a database that it creates itself
RESERVED = ("postgres", "template0", "template1")


class Database:
    def __init__(self, environment: Environment, name: str):
        if not NAME.fullmatch(name) or name in RESERVED:
            raise Failure(
                f"'{name}' cannot name a database: use small letters, digits, '_' and "
                "'-', a letter first, at most 63, and none of PostgreSQL's names."
            )
        self.environment = environment
        self.name = name

    @property
    def filestore(self) -> Path:
        return DATA / "filestore" / self.name

    def exists(self) -> bool:
        return bool(self._server(f"SELECT 1 FROM pg_database WHERE {self._is_name}"))

    def create(self, *, safe: bool = True) -> None:
        """``safe``: a commit reaches the disk before it returns."""
        self._server(
            f"CREATE DATABASE \"{self.name}\" TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C'"
        )
        self._set_safe(safe)
        for extension in EXTENSIONS:
            self.query(f"CREATE EXTENSION {extension}")

    def clone_from(self, template: "Database", *, safe: bool = True) -> None:
        self.drop()
        self._server(f'CREATE DATABASE "{self.name}" TEMPLATE "{template.name}"')
        self._set_safe(safe)
        if template.filestore.is_dir():
            # Files of a filestore are never changed, so the copies can share them.
            shutil.copytree(template.filestore, self.filestore, copy_function=os.link)

    def drop(self) -> None:
        self._server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        shutil.rmtree(self.filestore, ignore_errors=True)

    @property
    def note(self) -> dict:
        """Kept as the database's comment: dropped with it, not cloned with it."""
        text = self._server(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE {self._is_name}"
        )
        return json.loads(text) if text.startswith("{") else {}

    @note.setter
    def note(self, content: dict) -> None:
        text = json.dumps(content).replace("'", "''")
        self._server(f"COMMENT ON DATABASE \"{self.name}\" IS '{text}'")

    def installed(self) -> set[str]:
        if not self.query("SELECT to_regclass('ir_module_module')"):
            return set()
        sql = "SELECT name FROM ir_module_module WHERE state = 'installed'"
        return set(self.query(sql).split())

    def has_language(self, code: str) -> bool:
        sql = f"SELECT 1 FROM res_lang WHERE active AND code = '{code}'"
        return bool(self.installed() and self.query(sql))

    def set_address(self, address: str) -> None:
        """Where printed documents fetch their styles and links point to."""
        self.query(
            "UPDATE ir_config_parameter SET value = "
            f"'{address}' WHERE key = 'web.base.url' AND value IS DISTINCT FROM "
            f"'{address}'"
        )

    def query(self, sql: str) -> str:
        return _psql(self.environment, self.name, sql)

    @property
    def _is_name(self) -> str:
        return f"datname = '{self.name}'"

    def _set_safe(self, safe: bool) -> None:
        value = "on" if safe else "off"
        self._server(f'ALTER DATABASE "{self.name}" SET synchronous_commit = {value}')

    def _server(self, sql: str) -> str:
        return _psql(self.environment, "postgres", sql)


def names(environment: Environment, prefix: str) -> list[str]:
    """The oldest first."""
    sql = "SELECT datname FROM pg_database ORDER BY oid"
    found = _psql(environment, "postgres", sql).split()
    return [name for name in found if name.startswith(prefix)]


def _psql(environment: Environment, name: str, sql: str) -> str:
    psql = [environment.cluster.programs / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1"]
    arguments = ["-d", name, "-f", "-"]
    return output([*psql, *arguments], env=environment.variables(), text=sql).strip()
