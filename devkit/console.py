"""Progress of long steps, and errors of one line. All of it goes to stderr."""

import sys
import threading
import time

HEARTBEAT_SECONDS = 15


class Failure(Exception):
    """Stops the command; its text is the one line that the user sees."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Step:
    """A long step: a running clock on a terminal, a line now and then in a log."""

    def __init__(self, title: str):
        self.title = title
        self.note = ""
        self._terminal = sys.stderr.isatty()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Step":
        self._started = time.monotonic()
        if not self._terminal:
            say(f"{self.title} ...")
        self._thread.start()
        return self

    def __exit__(self, kind, error, trace) -> None:
        self._ended.set()
        self._thread.join()
        outcome = "done" if kind is None else "not done"
        start = "\r\x1b[K" if self._terminal else ""
        say(f"{start}{self.title}: {outcome} after {self._seconds()} s")

    def _seconds(self) -> int:
        return round(time.monotonic() - self._started)

    def _tick(self) -> None:
        pause = 0.5 if self._terminal else HEARTBEAT_SECONDS
        while not self._ended.wait(pause):
            line = f"{self.title} ... {self._seconds()} s {self.note}".rstrip()
            if self._terminal:
                print(f"\r\x1b[K{line[:110]}", end="", file=sys.stderr, flush=True)
            else:
                say(line)
