"""What the walk found."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

EXAMPLES = 3


@dataclass(frozen=True)
class Finding:
    """``kind``: console, server, dialog, untranslated, wide or access."""

    kind: str
    text: str
    role: str
    language: str
    size: str
    place: str


def table(findings: Iterable[Finding]) -> str:
    """One line for each kind and text, with the first places where it was seen."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for found in findings:
        where = f"{found.role}/{found.language}/{found.size}: {found.place}"
        places[found.kind, found.text].append(where)
    lines = []
    for (kind, text), seen in sorted(places.items()):
        lines.append(f"{kind:13} {len(seen):4} x  {text[:300]}")
        lines += [f"{'':22}{where}" for where in seen[:EXAMPLES]]
    return "\n".join(lines)


def save(findings: Iterable[Finding], file: Path) -> None:
    lines = (json.dumps(asdict(found), ensure_ascii=False) for found in findings)
    file.write_text("".join(f"{line}\n" for line in lines))
