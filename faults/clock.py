"""One clock for the server and its database, which can be moved.

The library libfaketime answers in the kernel's stead when their processes ask for the
time; how far it is off stands in a file that all of them read again each second. What
measures durations goes on undisturbed.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from devkit.console import Failure

LIBRARY = "usr/lib/*/faketime/libfaketimeMT.so.1"
# So long before the moment the clock is set: it comes while people work.
LEAD = timedelta(seconds=10)
NEAREST = timedelta(hours=1)
SEARCHED_DAYS = 9 * 366  # 1896 to 1904, 2096 to 2104: eight years without 29 February


class Turn(NamedTuple):
    """A moment at which calendars are difficult."""

    name: str
    moment: datetime


class Clock:
    def __init__(self, file: Path):
        self._file = file
        self._ahead = 0
        self._write()

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead)

    def move_to(self, moment: datetime) -> None:
        self._ahead = round(moment.timestamp() - time.time())
        self._write()

    def variables(self) -> dict[str, str]:
        """For the environment of a process that goes by this clock."""
        return {
            "LD_PRELOAD": str(_library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def _write(self) -> None:
        self._file.write_text(f"{self._ahead:+d}\n")
        self._file.chmod(0o644)


def _library() -> Path:
    found = next(Path("/").glob(LIBRARY), None)
    if found is None:
        raise Failure("libfaketime is missing: install 'libfaketime'.")
    return found


def turns(start: datetime, zone: ZoneInfo) -> Iterator[Turn]:
    """Without end: the next of each kind, in their order; then those after these."""
    while True:
        lap = sorted(_next_of_each_kind(start, zone), key=lambda turn: turn.moment)
        yield from lap
        start = lap[-1].moment + timedelta(days=1)


def _next_of_each_kind(start: datetime, zone: ZoneInfo) -> list[Turn]:
    found: dict[str, Turn] = {}
    first = start.astimezone(zone).date()
    for number in range(SEARCHED_DAYS):
        day = first + timedelta(days=number)
        for turn in _turns_of(day, zone):
            if turn.moment > start + NEAREST:
                found.setdefault(turn.name, turn)
    return list(found.values())


def _turns_of(day: date, zone: ZoneInfo) -> Iterator[Turn]:
    next_day = day + timedelta(days=1)
    midnight = _midnight(next_day, zone)
    if change := _change_of_offset(_midnight(day, zone), midnight, zone):
        yield change
    if (next_day.month, next_day.day) == (2, 29):
        yield Turn("the beginning of 29 February", midnight)
    if (day.month, day.day) == (2, 29):
        yield Turn("the end of 29 February", midnight)
    if (next_day.month, next_day.day) == (1, 1):
        yield Turn("the end of a year", midnight)
    elif next_day.day == 1 and day.month != 2:
        yield Turn("the end of a month", midnight)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _change_of_offset(start: datetime, end: datetime, zone: ZoneInfo) -> Turn | None:
    """The full hour at which clocks are put forward or back, between two moments."""
    moment = start
    while moment < end:
        later = moment + timedelta(hours=1)
        before = moment.astimezone(zone).utcoffset()
        after = later.astimezone(zone).utcoffset()
        if before != after:
            way = "begins" if after > before else "ends"
            return Turn(f"daylight saving {way}", later)
        moment = later
    return None
