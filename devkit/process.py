"""Runs other programs: their output in a log, one line of it when they fail."""

import os
import re
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .console import Failure
from .paths import DEV, LOGS

TAIL_LINES = 200
UNREACHABLE = re.compile(
    r"Temporary failure resolving|Could not resolve|Could not connect|Unable to connect"
    r"|Connection (failed|refused|timed out)|Network is unreachable|Failed to fetch"
    r"|NewConnectionError|Max retries exceeded|Temporary failure in name resolution"
    r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|Failed to establish"
)
NO_SPACE = re.compile(r"No space left on device|Disk quota exceeded|ENOSPC")


class CommandFailed(Failure):
    """A program that ended with an error, with the end of its output."""

    def __init__(self, title: str, lines: Sequence[str], log: Path):
        self.lines = lines
        super().__init__(f"{title} failed: {explain(lines)} (log: {shown(log)})")

    @property
    def unreachable(self) -> bool:
        return any(UNREACHABLE.search(line) for line in self.lines)


def shown(path: Path) -> str:
    return str(path.relative_to(DEV.parent) if path.is_relative_to(DEV) else path)


def explain(lines: Sequence[str]) -> str:
    """The line of a program's output that says best what went wrong."""
    if any(NO_SPACE.search(line) for line in lines):
        return "the disk is full; free some space, then run this again"
    errors = [
        line
        for line in lines
        if re.match(
            r"(E|ERROR|error|fatal|FATAL|npm error|[\w.]+Error|[\w.]+Exception)"
            r"\b.*:",
            line,
        )
    ]
    text = (errors or [line for line in lines if line.strip()] or ["no output"])[-1]
    return text.strip()[:300]


def run_logged(
    title: str,
    command: Sequence[str | Path],
    *,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    watch: Callable[[str], None] = lambda line: None,
) -> list[str]:
    """Run a program; every line goes to the log and to ``watch``."""
    path = LOGS / log
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    with (
        path.open("w") as handle,
        subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        for line in process.stdout or ():
            handle.write(line)
            tail.append(line.rstrip("\n"))
            watch(line)
    if process.returncode:
        raise CommandFailed(title, list(tail), path)
    return list(tail)


def output(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    text: str | None = None,
) -> str:
    """What a short program prints."""
    process = subprocess.run(
        command, env=env, cwd=cwd, text=True, capture_output=True, input=text
    )
    if process.returncode:
        name = os.path.basename(command[0])
        raise Failure(f"{name} failed: {explain(process.stderr.splitlines())}")
    return process.stdout
