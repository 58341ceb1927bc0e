"""What the players know of the records: kind, state as last heard, whose it is."""

import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

UNKNOWN = "?"


@dataclass
class Known:
    state: str
    owner: str | None = None


@dataclass
class World:
    facts: dict
    # Markers of files that were not kept.
    unsent: list[str] = field(default_factory=list)
    _records: dict[str, dict[int, Known]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, kind: str, record: int, state: str, owner: str | None = None) -> None:
        with self._lock:
            known = self._records.setdefault(kind, {}).setdefault(record, Known(state))
            known.state = state
            known.owner = owner or known.owner

    def pick(
        self, kind: str, states: Iterable[str], draw: random.Random
    ) -> tuple[int, Known] | None:
        """One of those in these states; any, where no state is named."""
        states = tuple(states)
        with self._lock:
            found = [
                (record, known)
                for record, known in self._records.get(kind, {}).items()
                if not states or known.state in states
            ]
        return draw.choice(found) if found else None

    def unknown(self, kind: str) -> list[int]:
        with self._lock:
            records = self._records.get(kind, {})
            return [id_ for id_, known in records.items() if known.state == UNKNOWN]
