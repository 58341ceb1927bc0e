"""Locust, which plays many people, in an environment apart from Odoo's packages."""

import hashlib
import shutil
from pathlib import Path

from . import python_env
from .console import Step
from .paths import DEV, REQUIREMENTS, exclusive
from .process import run_logged

PINS = REQUIREMENTS / "load.txt"
FOLDER = DEV / "locust"
STAMP = FOLDER / "installed"


def ensure() -> Path:
    """Its interpreter; made again when the pins have changed."""
    key = hashlib.sha256(PINS.read_bytes()).hexdigest()
    with exclusive(DEV / "locust.lock"):
        if not (STAMP.is_file() and STAMP.read_text() == key):
            shutil.rmtree(FOLDER, ignore_errors=True)
            with Step("Locust") as step:
                base = python_env.FOLDER / "bin" / "python"
                run_logged(
                    step.title, [base, "-m", "venv", FOLDER], log="locust-venv.log"
                )
                wheels = ["--no-compile", "--only-binary", ":all:"]
                python_env.pip(["install", *wheels, "-r", PINS], step, FOLDER)
            STAMP.write_text(key)
    return FOLDER / "bin" / "python"
