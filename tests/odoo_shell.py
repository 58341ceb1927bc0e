"""Scripts in Odoo processes of their own, to be halted, killed and doubled."""

import subprocess
import time
from pathlib import Path

from devkit.database import Database

PATIENCE_S = 300


def start(database: Database, log: Path, script: str) -> subprocess.Popen:
    process = subprocess.Popen(
        database.environment.odoo("shell", "-d", database.name, "--no-http"),
        env=database.environment.variables(),
        stdin=subprocess.PIPE,
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
        text=True,
    )
    process.stdin.write(script)
    process.stdin.close()
    return process


def wait_for(text: str, process: subprocess.Popen, log: Path) -> None:
    """Until the script has printed it; it must not end before."""
    deadline = time.monotonic() + PATIENCE_S
    while text not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
