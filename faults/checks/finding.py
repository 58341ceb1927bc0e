"""What a check is given, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..journal import Journal


class Finding(NamedTuple):
    subject: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """Read by plain SQL, while the server stands still."""

    cursor: Any
    journal: Journal
    filestore: Path
    facts: dict

    def rows(self, sql: str, *values: Any) -> list[tuple]:
        self.cursor.execute(sql, values or None)
        return self.cursor.fetchall()


Check = Callable[[Evidence], list[Finding]]
