"""The virtual environment with the pinned Python packages."""

import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path

from . import system
from .console import Failure, Step
from .paths import DEV, REQUIREMENTS, exclusive, require_space
from .process import CommandFailed, output, run_logged

FOLDER = DEV / "venv"
STAMP = FOLDER / "installed"
SPACE_GIB = 1


def ensure() -> Path:
    """The environment's interpreter; packages are installed when the lock changed."""
    with exclusive(DEV / "venv.lock"):
        interpreter, version = _interpreter()
        lock = REQUIREMENTS / f"python-{version}.txt"
        key = f"{version} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
        if not (STAMP.is_file() and STAMP.read_text() == key):
            _build(interpreter, version, lock)
            STAMP.write_text(key)
    return FOLDER / "bin" / "python"


def _interpreter() -> tuple[str, str]:
    """This Python, or another one on the path that a lock file exists for."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    locks = REQUIREMENTS.glob("python-*.txt")
    versions = sorted(lock.stem.removeprefix("python-") for lock in locks)
    if own in versions:
        return sys.executable, own
    for version in versions:
        found = shutil.which(f"python{version}")
        if found:
            return found, version
    raise Failure(
        f"Python {own} has no lock file in requirements/: "
        f"install Python {' or '.join(versions)}."
    )


def _build(interpreter: str, version: str, lock: Path) -> None:
    require_space(DEV, SPACE_GIB)
    python = FOLDER / "bin" / "python"
    if not _runs(python, version):
        if interpreter == sys.executable and not importlib.util.find_spec("ensurepip"):
            system.ensure([f"python{version}-venv"])
        shutil.rmtree(FOLDER, ignore_errors=True)
        with Step(f"Python {version} environment") as step:
            command = [interpreter, "-m", "venv", FOLDER]
            run_logged(step.title, command, log="venv.log")
    with Step("Python packages") as step:
        pip(["install", "--no-compile", "-r", lock], step)


def _runs(python: Path, version: str) -> bool:
    try:
        return output([python, "--version"]).startswith(f"Python {version}.")
    except (OSError, Failure):
        return False


def pip(arguments: list[str | Path], step: Step, folder: Path = FOLDER) -> None:
    """:param folder: the virtual environment"""

    def watch(line: str) -> None:
        if line.startswith(("Collecting", "Installing")):
            step.note = " ".join(line.split()[:2])

    command = [folder / "bin" / "python", "-m", "pip", "--no-input", *arguments]
    try:
        run_logged(step.title, command, log="pip.log", watch=watch)
    except CommandFailed as error:
        if error.unreachable:
            check = "pip download --no-deps pip"
            raise system.unreachable("The Python package index", check) from None
        raise
