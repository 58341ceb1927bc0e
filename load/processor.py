"""Processor time of a server and its database: it hardly depends on who else works."""

from pathlib import Path

import psutil


def seconds(pid: int) -> float:
    """Of a process and all that it started, those that have ended included."""
    process = psutil.Process(pid)
    return sum(map(_own, [process, *process.children(recursive=True)]))


def _own(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0  # it has ended: its parent has it
    return times.user + times.system + times.children_user + times.children_system


def postmaster(data: Path) -> int:
    """:param data: PostgreSQL's folder"""
    return int((data / "postmaster.pid").read_text().split()[0])
