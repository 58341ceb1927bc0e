"""What the players did and what they were told, kept as a file besides."""

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

MARKER = re.compile(r"FX\d+\.")


@dataclass(frozen=True)
class Entry:
    """``record``: acted on, or made by it; ``marker``: stands where it left a trace."""

    marker: str
    act: str
    person: str
    outcome: str
    record: int | None = None
    text: str = ""
    moment: str = ""
    is_pair: bool = False


@dataclass
class Journal:
    file: Path | None = None
    entries: list[Entry] = field(default_factory=list)
    _last: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self):
        if self.file:
            self.file.unlink(missing_ok=True)

    def marker(self) -> str:
        """Not used before, and no beginning of another one."""
        with self._lock:
            self._last += 1
            return f"FX{self._last}."

    def note(self, entry: Entry) -> None:
        with self._lock:
            self.entries.append(entry)
            if self.file:
                with self.file.open("a") as file:
                    file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")

    def of(self, *acts: str) -> Iterator[Entry]:
        return (entry for entry in list(self.entries) if entry.act in acts)

    def outcomes(self) -> dict[str, Counter]:
        """{act: Counter of outcomes}"""
        found: dict[str, Counter] = {}
        for entry in self.entries:
            found.setdefault(entry.act, Counter())[entry.outcome] += 1
        return found
