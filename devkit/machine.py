"""On what something was measured: a line for each fact, for a file of results."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from .environment import Environment
from .paths import GIB, ROOT


def facts(environment: Environment) -> dict[str, str]:
    return {
        "Date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "Code": _code(),
        "Machine": f"{os.cpu_count()} cores ({_processor()}), {_memory():.0f} GB,"
        f" load before it {os.getloadavg()[0]:.1f}",
        "System": _system(),
        "Odoo": environment.source.version,
        "PostgreSQL": _last_word([environment.cluster.programs / "postgres"]),
        "Python": _last_word([environment.python]),
    }


def as_markdown(told: dict[str, str]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in told.items())


def _code() -> str:
    """The commit, and whether it is all that was measured."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty=, changed"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        return "unknown"
    return told.stdout.strip() or "unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / GIB


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _last_word(program: list[Path]) -> str:
    told = subprocess.run([*program, "--version"], capture_output=True, text=True)
    words = [word for word in told.stdout.split() if word[:1].isdigit()]
    return words[0] if words else "unknown"
