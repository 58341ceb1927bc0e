"""Where things lie: all in one ignored folder, downloads in the user's cache."""

import errno
import fcntl
import hashlib
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .console import Failure, say

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
LOGS = DEV / "logs"
REQUIREMENTS = ROOT / "requirements"
CACHE = (
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "customer-policy"
)
CHECKOUT_ID = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]

GIB = 1024**3


def make_folders() -> None:
    try:
        LOGS.mkdir(parents=True, exist_ok=True)
        CACHE.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise Failure(
            f"{error.filename} cannot be written: it belongs to another user. "
            "Run as that user, or remove the folder."
        ) from None
    if not os.access(DEV, os.W_OK):
        raise Failure(
            f"{DEV} belongs to another user: run as that user, or remove the folder."
        )


def system_pins() -> dict:
    return tomllib.loads((REQUIREMENTS / "system.toml").read_text())


def require_space(folder: Path, gib: float) -> None:
    free = shutil.disk_usage(folder).free / GIB
    if free < gib:
        raise full_disk(f"{folder}: {free:.1f} GB free, {gib:g} GB needed")


def full_disk(where: str) -> Failure:
    return Failure(
        f"The disk is full ({where}). Free some space, then run this again: "
        "it continues where it stopped."
    )


def is_full_disk(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Two commands at a time: the second waits until the first is through."""
    with file.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another ./dev that holds {file.name} ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
