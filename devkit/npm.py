"""Packages of the npm registry, kept in the user's cache."""

import tarfile
from pathlib import Path

from . import system
from .console import Step
from .paths import CACHE, exclusive
from .process import CommandFailed, run_logged


def fetch(package: str, version: str) -> Path:
    """The archive of a package."""
    folder = CACHE / "npm" / package / version
    with exclusive(CACHE / "npm.lock"):
        found = list(folder.glob("*.tgz"))
        return found[0] if found else _download(f"{package}@{version}", folder)


def member(package: str, version: str, name: str) -> str:
    """The text of one file of a package."""
    with tarfile.open(fetch(package, version)) as archive:
        content = archive.extractfile(f"package/{name}")
        return content.read().decode()


def _download(spec: str, folder: Path) -> Path:
    system.ensure(["npm"])
    folder.mkdir(parents=True, exist_ok=True)
    with Step(f"{spec} from npm") as step:
        try:
            run_logged(
                step.title,
                ["npm", "pack", spec, "--pack-destination", folder],
                log="npm.log",
            )
        except CommandFailed as error:
            if error.unreachable:
                raise system.unreachable("The npm registry", "npm ping") from None
            raise
    return next(folder.glob("*.tgz"))
