"""The add-ons packed: one zip for an add-ons folder, one wheel each."""

import subprocess
import zipfile
from pathlib import Path

from . import addons
from .console import Failure, Step
from .environment import Environment
from .paths import DEV, ROOT
from .process import output, run_logged

FOLDER = DEV / "dist"
LICENCE = "LICENSE"


def build(environment: Environment) -> list[Path]:
    """The files made, in ``.dev/dist``; only what is committed is packed."""
    found = sorted(addons.ours())
    _expect_committed(found)
    FOLDER.mkdir(exist_ok=True)
    for outdated in FOLDER.iterdir():
        outdated.unlink()
    return [
        make_zip(FOLDER / f"customer_policy-{version()}.zip"),
        *_wheels(environment),
    ]


def version() -> str:
    return addons.ours()["customer_policy"].version


def make_zip(target: Path) -> Path:
    """The add-ons' tracked files, each folder with the licence in it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(addons.ours()):
            for file in _tracked(name):
                archive.write(ROOT / file, file)
            archive.write(ROOT / LICENCE, f"{name}/{LICENCE}")
    return target


def _wheels(environment: Environment) -> list[Path]:
    with Step("Wheels") as step:
        for name in sorted(addons.ours()):
            step.note = name
            run_logged(
                step.title,
                [environment.python, "-m", "pip", "wheel", "--no-deps"]
                + ["--wheel-dir", FOLDER, ROOT / name],
                log="wheels.log",
            )
    return sorted(FOLDER.glob("*.whl"))


def _tracked(folder: str) -> list[str]:
    return output(["git", "ls-files", "--", folder], cwd=ROOT).splitlines()


def _expect_committed(folders: list[str]) -> None:
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout.strip()
    if changed:
        first = changed.splitlines()[0][3:]
        raise Failure(f"{first} is not committed: commit it, or it would be left out.")
