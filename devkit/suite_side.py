"""One side of the comparison: a database made once, and tests in copies of it."""

import contextlib
import functools
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import addons, build, database, server, suite_record
from .console import Failure, Step, say
from .database import Database
from .environment import Environment
from .paths import DEV, LOGS, ROOT, exclusive
from .process import CommandFailed, run_logged, shown
from .suite_record import Record

MODULES = (
    *("rating", "portal", "contacts", "hr", "calendar", "crm", "sale", "mail"),
    *("account", "base"),
)
FOLDER = DEV / "odoo-suite"
INSIDE = ROOT / "devkit" / "suite_inside.py"
LANGUAGES = ("en_US",)  # alone, as Odoo's tests expect it


@dataclass(frozen=True)
class Side:
    """``title`` is "without" or "with"; only the latter sees the add-ons' folder."""

    environment: Environment
    title: str

    @property
    def has_us(self) -> bool:
        return self.title == "with"

    @functools.cached_property
    def key(self) -> str:
        """Changes with everything that goes into the database; settled once."""
        source = self.environment.source
        content = [source.version, str(source.folder), self._stock, LANGUAGES]
        ours = addons.fingerprints() if self.has_us else {}
        return build.digest([content, database.EXTENSIONS, ours])

    def template(self) -> Database:
        base = Side(self.environment, "without").template() if self.has_us else None
        prefix = f"suite_{self.title}_"

        def fill(target: Database) -> None:
            self._install_ours(target, base) if base else self._install_stock(target)
            build.make_assets(target)

        with exclusive(DEV / "suite.lock"):
            name = f"{prefix}{self.key}"
            return build.build_once(self.environment, name, prefix, fill)

    @property
    def folder(self) -> Path:
        """Where the results are kept that hold for the present database."""
        return FOLDER / f"{self.title}-{self.key}"

    def stored(self, module: str) -> Record | None:
        """What came of the module's tests in the present database."""
        file = self.folder / f"{module}.json"
        return Record.from_json(file.read_text()) if file.exists() else None

    def last_folder(self, module: str) -> Path | None:
        """Where the last results are, though Odoo or an add-on changed since."""
        if self.stored(module):
            return self.folder
        found = FOLDER.glob(f"{self.title}-*/{module}.json")
        times = {file.parent: file.stat().st_mtime for file in found}
        return max(times, key=times.__getitem__) if times else None

    def run_whole(self, module: str) -> Record:
        """All tests of a module, kept when they have come to their end."""
        record = self._run(module, [f"/{module}"])
        if record.is_complete:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{module}.json").write_text(record.as_json())
        return record

    def run_alone(self, module: str, tests: Sequence[str]) -> Record:
        tags = sorted({suite_record.tag(test) for test in tests})
        return self._run(module, tags)

    @property
    def _stock(self) -> list[str]:
        return sorted({*MODULES, *addons.stock(addons.ours().values())})

    def _install_stock(self, target: Database) -> None:
        target.drop()
        target.create(safe=False)
        arguments = self._addons_path
        build.load(target, self._stock, arguments=arguments, languages=LANGUAGES)

    def _install_ours(self, target: Database, base: Database) -> None:
        target.clone_from(base, safe=False)
        arguments = self._addons_path
        ours = list(addons.ours())
        build.load(target, ours, arguments=arguments, languages=LANGUAGES)

    @property
    def _addons_path(self) -> list[str]:
        """Without the add-ons' folder Odoo does not even list them.

        With them it is a folder of copies: they stay what they were when the key was
        settled, and nothing else is there, as Odoo's tests of file access expect.
        """
        folders = [*self.environment.source.addons_path]
        if self.has_us:
            folders.append(self._copied_addons())
        return ["--addons-path", ",".join(map(str, folders))]

    def _copied_addons(self) -> Path:
        copies = self.folder / "addons"
        if not copies.exists():
            partial = self.folder / "addons.partial"
            shutil.rmtree(partial, ignore_errors=True)
            for name, addon in addons.ours().items():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(addon.folder, partial / name, ignore=ignored)
            partial.rename(copies)
        return copies

    def _run(self, module: str, tags: Sequence[str]) -> Record:
        template = self.template()
        if module not in template.installed():
            raise Failure(f"{module} is not among the installed modules of Odoo.")
        build.drop_orphans(self.environment)
        name = f"{build.CLONE_PREFIX}suite_{self.title}_{module}_{os.getpid()}"
        target = Database(self.environment, name)
        target.clone_from(template, safe=False)
        try:
            return self._run_in(target, module, tags)
        finally:
            target.drop()

    def _run_in(self, target: Database, module: str, tags: Sequence[str]) -> Record:
        log = f"odoo-suite-{self.title}-{module}.log"
        lines = FOLDER / f"{target.name}.jsonl"
        FOLDER.mkdir(parents=True, exist_ok=True)
        lines.unlink(missing_ok=True)
        command = [
            *(str(self.environment.python), "-P", str(INSIDE)),
            *("-d", target.name, "--stop-after-init", *self._addons_path),
            *("--test-tags", ",".join(tags), "--http-port", str(server.unused_port())),
        ]
        variables = self.environment.variables(
            ODOO_SUITE_RECORD=str(lines), ODOO_SUITE_MODULE=module
        )
        started = time.monotonic()
        what = "" if tags == [f"/{module}"] else ", some alone"
        title = f"Odoo's tests of {module}, {self.title} the add-ons{what}"
        # Odoo's exit code tells of failed tests as well; the record has the rest.
        with Step(title), contextlib.suppress(CommandFailed):
            run_logged(title, command, env=variables, log=log)
        record = suite_record.read(lines.open() if lines.exists() else [])
        lines.unlink(missing_ok=True)
        record.seconds = round(time.monotonic() - started)
        if not record.is_complete:
            say(f"Broken off, see {shown(LOGS / log)}")
        return record
