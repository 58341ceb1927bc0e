"""A database through its life, by Odoo's own commands; and what it consists of."""

from collections.abc import Iterable
from pathlib import Path

from devkit import addons
from devkit.database import Database
from devkit.paths import ROOT
from devkit.process import output

QUIET = ("--no-http", "--log-level=warn")
UNINSTALL = """
modules = env["ir.module.module"].search([("name", "in", {names})])
modules.button_immediate_uninstall()
"""


class Installation:
    """The add-ons coming, being updated and going.

    :param tree: another place where the add-ons lie than this checkout
    """

    def __init__(self, database: Database, tree: Path = ROOT):
        self.database = database
        self.environment = database.environment
        self.tree = tree

    def run(self, program: str, *arguments: str) -> str:
        """Carry out ``program`` in Odoo's shell; what it prints."""
        return self._odoo("shell", *QUIET, *arguments, text=program)

    def install(self, *arguments: str) -> None:
        names = ",".join(self._names())
        self._odoo("-i", names, "--stop-after-init", *QUIET, *arguments)
        assert self._names() <= self.database.installed()

    def update(self, *arguments: str) -> None:
        names = ",".join(addons.ours())
        self._odoo("-u", names, "--stop-after-init", *QUIET, *arguments)
        assert set(addons.ours()) <= self.database.installed()

    def uninstall(self) -> None:
        self.run(UNINSTALL.format(names=list(addons.ours())))
        assert not set(addons.ours()) & self.database.installed()

    def neutralize(self) -> None:
        self._odoo("neutralize")

    def lines(self, sql: str) -> list[str]:
        return self.database.query(sql).splitlines()

    def columns(self, table: str) -> list[str]:
        return self.lines(
            "SELECT column_name FROM information_schema.columns"
            f" WHERE table_schema = 'public' AND table_name = '{table}'"
            " ORDER BY ordinal_position"
        )

    def rows(self, table: str, columns: Iterable[str]) -> dict[str, str]:
        """Identity of each row, and a checksum of these columns."""
        named = ", ".join(f'"{column}"' for column in columns)
        found = self.lines(f"SELECT id, md5(ROW({named})::text) FROM {table}")
        return dict(line.split("|") for line in found)

    def _names(self) -> set[str]:
        """What there is to install, which may be less than today."""
        return {name for name in addons.ours() if (self.tree / name).is_dir()}

    def _odoo(self, *arguments: str, text: str | None = None) -> str:
        command = self.environment.odoo(*arguments, "-d", self.database.name)
        if self.tree != ROOT:
            places = [*self.environment.source.addons_path, self.tree]
            command.append(f"--addons-path={','.join(map(str, places))}")
        return output(command, env=self.environment.variables(), text=text)
