"""What the attack has seen: tries, leaks, oracles and failures."""

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CUSTOMER = re.compile(
    r"(?i)[a-z]{0,2}zqx(?:-|iban|bar)[\w.@+-]*|(?<!\d)73[ -]?51[ -]?92[ -]?4\d(?!\d)"
)
DOCUMENT = re.compile(r"(?i)zqd-[\w.-]*")
SHOWN = 6


@dataclass(frozen=True)
class Leak:
    way: str
    model: str
    call: str
    where: str
    what: str

    @property
    def place(self) -> str:
        return f"{self.model}.{self.call} {self.where}".strip()


@dataclass
class Findings:
    tries: Counter = field(default_factory=Counter)
    # {leak: the attackers}
    leaks: dict[Leak, set[str]] = field(default_factory=lambda: defaultdict(set))
    oracles: dict[Leak, set[str]] = field(default_factory=lambda: defaultdict(set))
    failures: dict[Leak, set[str]] = field(default_factory=lambda: defaultdict(set))
    # {(attacker, whose name): the places that show it}
    names: dict[tuple, set[tuple]] = field(default_factory=lambda: defaultdict(set))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tried(self, attacker: str, way: str) -> None:
        with self.lock:
            self.tries[attacker, way] += 1

    def leak(self, attacker: str, leak: Leak) -> None:
        with self.lock:
            self.leaks[leak].add(attacker)

    def oracle(self, attacker: str, leak: Leak) -> None:
        with self.lock:
            self.oracles[leak].add(attacker)

    def failure(self, attacker: str, leak: Leak) -> None:
        with self.lock:
            self.failures[leak].add(attacker)

    def name(self, attacker: str, leak: Leak) -> None:
        place = (leak.way, leak.model, leak.call, leak.where)
        with self.lock:
            self.names[attacker, leak.what].add(place)

    def named(self, attacker: str, marker: str) -> set[tuple]:
        return self.names[attacker, marker]

    def of(self, attacker: str) -> list[Leak]:
        return [leak for leak, who in self.leaks.items() if attacker in who]

    def table(self) -> str:
        """Attacker × way: tries, and what came out of them."""
        attackers = sorted({attacker for attacker, _way in self.tries})
        ways = sorted({way for _attacker, way in self.tries})
        width = max(map(len, [*attackers, "attacker"]))
        lines = ["tries/leaks/oracles/failures"]
        kinds = (self.leaks, self.oracles, self.failures)
        for way in ways:
            cells = []
            for attacker in attackers:
                counts = [self.tries[attacker, way]]
                counts += [
                    sum(leak.way == way and attacker in who for leak, who in k.items())
                    for k in kinds
                ]
                text = "/".join(map(str, counts)) if any(counts) else "-"
                cells.append(text.rjust(max(len(attacker), 12)))
            lines.append(way.ljust(14) + " ".join(cells))
        heads = [attacker.rjust(max(len(attacker), 12)) for attacker in attackers]
        lines.insert(1, " " * 14 + " ".join(heads))
        total = sum(self.tries.values())
        lines.append(
            f"{total} tries, {len(self.leaks)} leaks, {len(self.oracles)} oracles, "
            f"{len(self.failures)} failures"
        )
        return "\n".join(line[: 20 * (width + 10)] for line in lines)


def markers(text: str, said: str, *, documents: bool = True) -> set[str]:
    """Markers in an answer that the question did not contain."""
    text = text.replace("%40", "@")
    found = {match.lower() for match in CUSTOMER.findall(text)}
    if documents:
        found |= {match.lower() for match in DOCUMENT.findall(text)}
    known = {match.lower() for match in CUSTOMER.findall(said)}
    known |= {match.lower() for match in DOCUMENT.findall(said)}
    return {match for match in found if not any(match in word for word in known)}


def places(value: Any, wanted: set[str], path: str = "") -> Iterator[tuple[str, str]]:
    """(path, text) of each text that holds one of ``wanted``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            name = "#" if str(key).isdigit() else key
            yield from places(inner, wanted, f"{path}.{name}".lstrip("."))
            if isinstance(key, str) and any(w in key.lower() for w in wanted):
                yield f"{path}.<key>", key
    elif isinstance(value, list):
        for inner in value:
            yield from places(inner, wanted, f"{path}[]")
    elif isinstance(value, str):
        low = value.lower()
        if any(w in low for w in wanted):
            yield path, value
