"""What the virtual people know of the side that they work on."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class Scene:
    """``lists`` and ``forms``: what the client reads; ``terms``: what people type."""

    users: dict[str, int]
    company: int
    customers: list[int]
    terms: list[str]
    searched: list[str]
    action: int
    lists: dict[str, dict]
    forms: dict[str, dict]
    case_model: str
    case_domain: list
    has_complaints: bool

    def write(self, file: Path) -> Path:
        file.write_text(json.dumps(asdict(self)))
        return file


def read(file: Path) -> Scene:
    return Scene(**json.loads(file.read_text()))
