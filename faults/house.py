"""The database that is harmed, its files, and how programs reach both."""

import hashlib
import json
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg2

from devkit import build
from devkit.console import Failure, Step
from devkit.database import Database
from devkit.environment import DATA, Environment
from devkit.paths import DEV, LOGS
from devkit.process import explain, shown

from . import cluster, scene_file
from .clock import Clock
from .cluster import MovedCluster

NAME = "under_faults"
SCENE = "before_faults"  # as it is before anybody has done anything
JOURNAL = DEV / "faults.jsonl"
START = Path(__file__).with_name("start_odoo.py")
SCENE_LOG = LOGS / "faults-scene.log"


@dataclass(frozen=True)
class House:
    environment: Environment
    postgres: MovedCluster

    @property
    def clock(self) -> Clock:
        return self.postgres.clock

    @property
    def filestore(self) -> Path:
        return Database(self.environment, NAME).filestore

    def odoo(self, *arguments: str, database: str = NAME) -> list[str]:
        return [
            *(str(self.environment.python), str(START)),
            *arguments,
            *("-d", database),
            *("--db_host", str(self.environment.cluster.socket)),
        ]

    def variables(self) -> dict[str, str]:
        """For programs that go by the moved clock."""
        return self.environment.variables(
            **self.clock.variables(), PYTHONSAFEPATH="1", PYTHONUNBUFFERED="1"
        )

    @contextmanager
    def connection(self, name: str = NAME):
        """A plain connection, without Odoo."""
        variables = self.environment.cluster.variables()
        connection = psycopg2.connect(
            host=variables["PGHOST"],
            port=variables["PGPORT"],
            user=variables["PGUSER"],
            dbname=name,
        )
        try:
            yield connection
        finally:
            connection.close()


def make(environment: Environment) -> tuple[House, dict]:
    """The database as it is at the beginning, in a cluster of its own.

    :return: the house, and what the players have to know (see scene.py)
    """
    template = build.test_template(environment)
    moved = cluster.ensure()
    house = House(replace(environment, cluster=moved.cluster), moved)
    scene = Database(house.environment, SCENE)
    key = hashlib.sha256(f"{template.name} {scene_file.script()}".encode()).hexdigest()
    note = scene.note
    if note.get("scene") != key:
        with Step("A database of its own"):
            _copy(environment, template, scene)
        note = {"scene": key, "facts": _build_scene(house)}
        scene.note = note
    Database(house.environment, NAME).clone_from(scene)
    return house, note["facts"]


def _copy(environment: Environment, source: Database, target: Database) -> None:
    """From one cluster into the other."""
    target.drop()
    target.create()
    programs = environment.cluster.programs
    dump = [programs / "pg_dump", "-Fc", "-Z0", "-d", source.name]
    restore = [programs / "pg_restore", "--no-owner", "-1", "-d", target.name]
    with subprocess.Popen(
        dump, env=environment.variables(), stdout=subprocess.PIPE
    ) as dumping:
        restoring = subprocess.run(
            restore,
            env=target.environment.variables(),
            stdin=dumping.stdout,
            stderr=subprocess.PIPE,
            text=True,
        )
    if dumping.returncode or restoring.returncode:
        lines = restoring.stderr.splitlines()
        raise Failure(f"The database could not be copied: {explain(lines)}")
    _share_files(source, target)


def _share_files(source: Database, target: Database) -> None:
    """Files of a filestore are never changed, so that both can have them."""
    for file in source.filestore.rglob("*"):
        place = target.filestore / file.relative_to(source.filestore)
        if file.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.hardlink_to(file)


def _build_scene(house: House) -> dict:
    facts = DATA / "faults-scene.json"
    facts.unlink(missing_ok=True)
    with Step("People, customers and settings"):
        done = subprocess.run(
            house.odoo("shell", "--no-http", database=SCENE),
            env=house.variables(),
            input=f"FACTS = {str(facts)!r}\n{scene_file.script()}",
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        SCENE_LOG.write_text(done.stdout)
        if done.returncode or not facts.exists():
            lines = done.stdout.splitlines()
            raise Failure(
                f"The scene failed: {explain(lines)} (log: {shown(SCENE_LOG)})"
            )
    return json.loads(facts.read_text())
