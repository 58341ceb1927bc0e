"""A chain of hashes over lines that must not change once they are written.

Each line's hash covers its content, its position and the hash before it. So a line
that was changed, removed, inserted or moved shows, as long as the newest hash is
known. Lines whose time of keeping is over may be replaced by ``Purged``: their hash
stays, and with it the chain.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

GENESIS = "0" * 64

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Purged:
    """What is kept of a line that was deleted when its time was over."""

    position: int
    hash: str


@dataclass(frozen=True)
class Broken:
    """The first place where a chain does not hold.

    ``kind`` is ``changed`` (the content is not what was sealed), ``missing`` (a
    line is gone before this position), ``inserted`` (a position occurs twice or
    out of order) or ``relinked`` (it follows another line than the one before it).
    """

    position: int
    kind: str


def encode(line: Line) -> bytes:
    """The one way to write down a line: two different lines never look the same.

    Values are None, booleans, integers, texts, dates and naive datetimes. A
    floating point number has more than one notation and is refused.
    """
    pairs = [[name, _encode_value(name, line[name])] for name in sorted(line)]
    return json.dumps(pairs, ensure_ascii=True, separators=(",", ":")).encode()


def _encode_value(name: str, value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        if value.tzinfo:
            raise ValueError(f"{name}: {value} carries a time zone, give naive UTC.")
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    raise TypeError(f"{name}: a {type(value).__name__} cannot be sealed.")


def seal(prev_hash: str, line: Line) -> str:
    """The hash of ``line`` as the one that follows ``prev_hash``."""
    return hashlib.sha256(prev_hash.encode() + b"\n" + encode(line)).hexdigest()


def content(line: Line) -> dict[str, Any]:
    """What a hash covers of a sealed line: all but the links themselves."""
    return {
        name: value for name, value in line.items() if name not in ("prev_hash", "hash")
    }


def verify(
    lines: Iterable[Line | Purged], prev_hash: str = GENESIS, position: int = 1
) -> Broken | None:
    """Walk sealed lines and return the first place where the chain is broken.

    :param lines: in the order in which they were sealed; each has ``position``,
        ``prev_hash``, ``hash`` and the sealed values
    :param prev_hash: the hash before the first of them
    :param position: the position that the first of them must have
    """
    for line in lines:
        at = line.position if isinstance(line, Purged) else line["position"]
        if at != position:
            kind = "missing" if at > position else "inserted"
            return Broken(position if at > position else at, kind)
        if isinstance(line, Purged):
            prev_hash = line.hash
        else:
            if line["prev_hash"] != prev_hash:
                return Broken(at, "relinked")
            if line["hash"] != seal(prev_hash, content(line)):
                return Broken(at, "changed")
            prev_hash = line["hash"]
        position += 1
    return None
