"""One thing that people do, and the trace that it leaves."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .client import Player, Request


@dataclass(frozen=True)
class Scene:
    """What an act is told."""

    facts: dict
    draw: random.Random
    now: datetime
    marker: str
    record: int | None
    player: Player
    unsent: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Act:
    """``kind``: of the record that it acts on, or makes if there are no ``sources``.

    ``request`` gives what is asked for, None where there is nothing to do. ``target``
    is the state it leads to, None where it leaves it. ``trace`` names the place of its
    marker (see checks/trace.py). ``moves``: each time leaves one change of state;
    ``moved_from`` are the states that tell it from other acts with the same target.
    """

    name: str
    people: tuple[str, ...]
    kind: str
    request: Callable[[Scene], Request | None]
    sources: tuple[str, ...] | None = ()
    target: str | None = None
    trace: str | None = None
    moves: bool = False
    moved_from: tuple[str, ...] = ()
    weight: float = 1
    own_only: bool = False

    @property
    def makes(self) -> bool:
        return self.sources is None


def plain(
    model: str, method: str, marker: str | None = None
) -> Callable[[Scene], Request]:
    """A method of the record; ``marker``: the argument that takes the marker."""

    def request(scene: Scene) -> Request:
        kwargs: dict[str, Any] = {marker: scene.marker} if marker else {}
        return Request(model, method, ([scene.record],), kwargs)

    return request
