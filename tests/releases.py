"""The versions that there have been, and the add-ons as they were in each."""

import re
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

from devkit.paths import ROOT

HEADING = re.compile(r"^## (?P<version>[\d.]+) - (?P<day>.+)$", re.MULTILINE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CHANGES = ROOT / "CHANGELOG.md"


def named() -> list[str]:
    """All versions of the list of changes, the latest first."""
    return [found["version"] for found in HEADING.finditer(CHANGES.read_text())]


def released() -> list[str]:
    """Those with a day, that is, those which somebody may have."""
    headings = HEADING.finditer(CHANGES.read_text())
    return [found["version"] for found in headings if DAY.fullmatch(found["day"])]


def unpack(version: str, folder: Path) -> Path:
    """The tree as it was released, from the tag of that name."""
    command = ["git", "archive", "--format=tar", version]
    archive = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder
