"""Keeps the add-ons' translation files in step with their terms."""

import os
from collections.abc import Sequence
from pathlib import Path

from . import addons, build
from .console import Failure
from .database import Database
from .environment import Environment
from .paths import DEV
from .process import run_logged
from .server import Server

MERGE = Path(__file__).with_name("merge_translations.py")


def update(environment: Environment, names: Sequence[str]) -> list[str]:
    """Export the terms and merge them; the command that lists what is missing.

    The terms come from a database without demo data, which has terms of its own.
    """
    ours = addons.ours()
    unknown = set(names) - set(ours)
    if unknown:
        raise Failure(f"There is no add-on {', '.join(sorted(unknown))} here.")
    chosen = [ours[name].folder for name in names or ours]
    archive = DEV / f"terms-{os.getpid()}.tgz"
    try:
        _export(environment, archive, [folder.name for folder in chosen])
        return _merge(environment, archive, chosen)
    finally:
        archive.unlink(missing_ok=True)


def _export(environment: Environment, archive: Path, names: Sequence[str]) -> None:
    database = Database(environment, f"i18n_{os.getpid()}")
    options = ["-d", database.name, "-o", str(archive)]
    try:
        database.clone_from(build.stock_template(environment), safe=False)
        build.bring_up_to_date(database, Server(database.name), demo=False)
        run_logged(
            "Export of the terms",
            environment.odoo("i18n", "export", *options, *names),
            env=environment.variables(),
            log="i18n.log",
        )
    finally:
        database.drop()


def _merge(
    environment: Environment, archive: Path, folders: Sequence[Path]
) -> list[str]:
    """:return: one line per term without a translation"""
    command = [environment.python, MERGE, archive, *folders]
    return run_logged(
        "Translation files",
        command,
        env=environment.variables(),
        log="i18n-merge.log",
    )
