"""Odoo 19: from Debian, unpacked in the user's cache, or a folder that is there."""

import json
import os
import re
import shutil
import tarfile
import threading
from dataclasses import dataclass
from pathlib import Path

from . import npm, system
from .console import Failure, Step
from .paths import CACHE, DEV, exclusive, require_space, system_pins
from .process import CommandFailed, output, run_logged

VARIABLE = "CUSTOMER_POLICY_ODOO"
PYTHON_FOLDER = Path("usr/lib/python3/dist-packages")
RECORD = "fetched.json"
SPACE_GIB = 3


@dataclass(frozen=True)
class OdooSource:
    folder: Path  # goes on PYTHONPATH
    version: str

    @property
    def addons_path(self) -> list[Path]:
        candidates = [self.folder / "odoo" / "addons", self.folder / "addons"]
        return [path for path in candidates if path.is_dir()]


def find(folder: str | None) -> OdooSource:
    named = folder or os.environ.get(VARIABLE)
    return _existing(Path(named).expanduser().resolve()) if named else _fetched()


def _existing(folder: Path) -> OdooSource:
    for candidate in (folder, folder / PYTHON_FOLDER):
        release = candidate / "odoo" / "release.py"
        if release.is_file():
            series = _series(release)
            return OdooSource(candidate, _fetched_version(candidate) or series)
    raise Failure(
        f"No Odoo in {folder}: name the folder that holds the package 'odoo' "
        "(with odoo/release.py in it)."
    )


def _fetched_version(folder: Path) -> str | None:
    """Of one that was fetched here and is named: databases are kept by its version."""
    above = len(PYTHON_FOLDER.parts)
    for tree in folder.parents[above - 1 : above]:
        if (tree / RECORD).is_file():
            record = json.loads((tree / RECORD).read_text())
            return record[system_pins()["odoo"]["package"]]
    return None


def _series(release: Path) -> str:
    numbers = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.M)
    series = ".".join(numbers.groups()) if numbers else "unknown"
    wanted = system_pins()["odoo"]["series"]
    if series != wanted:
        raise Failure(f"{release.parent} is Odoo {series}; {wanted} is needed.")
    return series


def _fetched() -> OdooSource:
    pins = system_pins()["odoo"]
    with exclusive(CACHE / "odoo.lock"):
        tree = _newest(pins) or _fetch(pins)
    record = json.loads((tree / RECORD).read_text())
    return OdooSource(tree / PYTHON_FOLDER, record[pins["package"]])


def _newest(pins: dict) -> Path | None:
    found = CACHE.glob(f"{pins['package']}_{pins['series']}*/{RECORD}")
    newest = max(found, key=lambda file: file.stat().st_mtime, default=None)
    return newest and newest.parent


def _fetch(pins: dict) -> Path:
    if not shutil.which("apt-get"):
        raise Failure(
            "Odoo 19 is fetched from Debian, and this system has no apt-get: "
            "name an Odoo 19 that is there with --odoo DIR."
        )
    require_space(CACHE, SPACE_GIB)
    debs = _download(pins)
    script = npm.fetch(pins["npm"]["package"], pins["npm"]["version"])
    return _unpack(pins, debs, script)


def _download(pins: dict) -> list[Path]:
    """The packages, by an apt configuration of our own; finished ones are kept."""
    folder = CACHE / "debs"
    folder.mkdir(exist_ok=True)
    with Step(f"Odoo {pins['series']} from Debian") as step:
        own_suite = _own_suite()
        options = _apt_options([pins["suite"], own_suite])
        from_suite = (pins["package"], *pins["linked"])
        names = [f"{name}/{pins['suite']}" for name in from_suite]
        names += [f"{name}/{own_suite}" for name in pins["linked_from_own_suite"]]
        step.note = "package lists"
        try:
            run_logged(step.title, ["apt-get", *options, "update"], log="odoo-apt.log")
            listed = output(["apt-get", *options, "--print-uris", "download", *names])
            files = _files(listed)
            _check_series(pins, files)
            with _size_note(step, folder, sum(files.values())):
                run_logged(
                    step.title,
                    ["apt-get", *options, "download", *names],
                    log="odoo-download.log",
                    cwd=folder,
                )
        except CommandFailed as error:
            if error.unreachable:
                raise system.unreachable("Debian's mirror", "apt-get update") from None
            raise
    return [folder / name for name in files]


def _own_suite() -> str:
    release = Path("/etc/os-release").read_text()
    codename = re.search(r"^VERSION_CODENAME=(\w+)$", release, re.M)
    if not codename or "\nID=debian\n" not in f"\n{release}\n":
        raise Failure(
            "Odoo 19 is fetched from Debian's mirror, and this system is not Debian: "
            "name an Odoo 19 that is there with --odoo DIR."
        )
    return codename[1]


def _apt_options(suites: list[str]) -> list[str]:
    """Options that leave the system's sources and package lists alone."""
    state = DEV / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (state / name).mkdir(parents=True, exist_ok=True)
    sources = state / "sources.list"
    start = f"deb {_signed_by()}{_mirror()}"
    sources.write_text("".join(f"{start} {suite} main\n" for suite in suites))
    return [
        f"-oDir::Etc::sourcelist={sources}",
        "-oDir::Etc::sourceparts=-",
        f"-oDir::State::lists={state / 'lists'}",
        f"-oDir::Cache={state / 'cache'}",
        "-oAPT::Sandbox::User=root",
        "-oAcquire::Languages=none",
        "-oAcquire::Retries=2",
        "-oAPT::Update::Error-Mode=any",
    ]


def _signed_by() -> str:
    keyrings = Path("/").glob("usr/share/keyrings/debian-archive-keyring.[gp][pg][gp]")
    found = sorted(keyrings)
    return f"[signed-by={found[-1]}] " if found else ""


def _mirror() -> str:
    """The mirror that the system itself uses."""
    command = [
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
        "Label: Debian",
    ]
    mirrors = output(command).split()
    if not mirrors:
        system.install(["ca-certificates"])  # fills the system's package lists
        mirrors = output(command).split()
    if not mirrors:
        raise Failure("apt names no Debian mirror: is /etc/apt/sources.list complete?")
    return mirrors[0]


def _files(listed: str) -> dict[str, int]:
    """File names and sizes out of lines like 'address' name size hash."""
    rows = (line.split() for line in listed.splitlines() if line.startswith("'"))
    return {row[1]: int(row[2]) for row in rows}


def _check_series(pins: dict, files: dict[str, int]) -> None:
    start = f"{pins['package']}_{pins['series']}"
    if not any(name.startswith(start) for name in files):
        raise Failure(
            f"The mirror has no {pins['package']} of series {pins['series']}: "
            "name an Odoo 19 that is there with --odoo DIR."
        )


class _size_note:
    """Writes into a step how much of a download has arrived."""

    def __init__(self, step: Step, folder: Path, total: int):
        self.step, self.folder, self.total = step, folder, total
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *error) -> None:
        self.ended.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.ended.wait(0.5):
            arrived = sum(file.stat().st_size for file in self.folder.glob("*.deb*"))
            self.step.note = f"{arrived >> 20} of {self.total >> 20} MB"


def _unpack(pins: dict, debs: list[Path], script: Path) -> Path:
    versions = dict(deb.name.removesuffix(".deb").split("_")[:2] for deb in debs)
    tree = CACHE / f"{pins['package']}_{versions[pins['package']]}"
    partial = tree.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    with Step(f"Unpacking {tree.name}") as step:
        for deb in debs:
            step.note = deb.name
            run_logged(step.title, ["dpkg", "-x", deb, partial], log="dpkg.log")
        with tarfile.open(script) as archive:
            _place(archive, pins["npm"], partial)
    (partial / RECORD).write_text(json.dumps(versions, indent=1))
    shutil.rmtree(tree, ignore_errors=True)
    partial.rename(tree)
    shutil.rmtree(debs[0].parent)
    return tree


def _place(archive: tarfile.TarFile, pins: dict, tree: Path) -> None:
    content = archive.extractfile(pins["member"])
    target = tree / PYTHON_FOLDER / "odoo" / "addons" / pins["target"]
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as handle:
        shutil.copyfileobj(content, handle)
