"""Add-ons of others that the benchmarks measure beside ours: not ours, not shipped."""

import hashlib
import shutil
from pathlib import Path

from . import python_env
from .console import Step
from .paths import DEV, REQUIREMENTS, exclusive

PINS = REQUIREMENTS / "bench.txt"
FOLDER = DEV / "peers"
STAMP = FOLDER / "installed"
VARIABLE = "CUSTOMER_POLICY_PEERS"


def ensure() -> Path:
    """The folder of their add-ons; fetched again when the pins have changed.

    What they depend on is Odoo alone, which is there already.
    """
    key = hashlib.sha256(PINS.read_bytes()).hexdigest()
    with exclusive(DEV / "peers.lock"):
        if not (STAMP.is_file() and STAMP.read_text() == key):
            shutil.rmtree(FOLDER, ignore_errors=True)
            with Step("Add-ons to compare with") as step:
                own = ["--no-deps", "--no-compile", "--only-binary", ":all:"]
                python_env.pip(["install", *own, "--target", FOLDER, "-r", PINS], step)
            STAMP.write_text(key)
    return FOLDER / "odoo" / "addons"
