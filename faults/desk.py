"""One after the other, a desk's people do something; sometimes two do the same."""

import contextlib
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from .act import Act, Scene
from .acts import ACTS, BY_NAME, MODELS
from .client import ACKNOWLEDGED, UNCERTAIN, Answer, Player, Request
from .journal import Entry, Journal
from .world import UNKNOWN, World

PAIRS = 0.15  # so often two do the same thing at once
RIVALS = 0.1  # and so often two do different things
LOOKED_AT = 40  # so many records at once are looked at again
LOOKING = 0.05
BARRIER_S = 30
ATTEMPTS = 20
TEXT_LENGTH = 300


class Budget:
    """Steps that are left to all desks of a round."""

    def __init__(self, steps: int):
        self._left: float = steps
        self._lock = threading.Lock()

    def take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    @property
    def left(self) -> float:
        return self._left

    def give_back(self) -> None:
        with self._lock:
            self._left += 1

    def end(self) -> None:
        with self._lock:
            self._left = float("-inf")


@dataclass(frozen=True)
class Job:
    """``people``: who does it, and who does it besides where two do the same."""

    act: Act
    record: int | None
    people: tuple[str, ...]


@dataclass
class Desk:
    address: str
    database: str
    world: World
    journal: Journal
    now: Callable[[], datetime]
    draw: random.Random
    _players: dict[tuple[str, int], Player] = field(default_factory=dict)
    steps: int = 0
    pairs: int = 0

    def work(self, budget: Budget) -> None:
        while budget.take():
            if self.step():
                self.steps += 1
            else:
                budget.give_back()

    def step(self) -> bool:
        """Whether there was anything to do."""
        if self.draw.random() < LOOKING:
            self.look()
        act = self._draw_act(ACTS)
        how = self.draw.random()
        if how < PAIRS:
            return self.do(act, act)
        if how < PAIRS + RIVALS:
            alike = [other for other in ACTS if other.kind == act.kind]
            return self.do(act, self._draw_act(alike))
        return self.do(act)

    def do(self, act: Act, other: Act | None = None) -> bool:
        """To a record in one of the states that it leads on from, if there is one.

        :param other: done by somebody else at the same moment: the same act to the
            same record, or another act to any record of the kind
        :return: whether there was anything to do
        """
        job = self._job(act)
        if other is None:
            if job:
                self._do(job, 0, self.draw)
            return bool(job)
        rival = job if other is act else self._job(other)
        if job and rival:
            self._do_both(job, rival)
        return bool(job and rival)

    def _draw_act(self, acts: Sequence[Act]) -> Act:
        return self.draw.choices(acts, [act.weight for act in acts])[0]

    def _job(self, act: Act) -> Job | None:
        record, owner = None, None
        if not act.makes:
            found = self.world.pick(act.kind, act.sources, self.draw)
            if found is None:
                return None
            record, owner = found[0], found[1].owner
        people = self._people(act, owner)
        return Job(act, record, tuple(people))

    def look(self) -> None:
        """Hear again what has become of records whose state is not known."""
        for kind, (model, person) in MODELS.items():
            ids = self.world.unknown(kind)[:LOOKED_AT]
            if not ids:
                continue
            people = [person] if person else ["staff", "second_staff"]
            for name in people:
                domain = [("id", "in", ids)]
                args = (domain, ["state"])
                player = self._player(name)
                rows = player.patient(Request(model, "search_read", args))
                for row in rows:
                    self.world.put(kind, row["id"], row["state"])

    def classify_anew(self, now: datetime) -> None:
        """The term of some may have ended while the clock went on."""
        custodian = self._player("custodian")
        for partner in self.world.facts["secrets"]:
            marker = self.journal.marker()
            facts = Scene({}, self.draw, now, marker, partner, custodian)
            for _attempt in range(ATTEMPTS):
                answer = custodian.ask(BY_NAME["secret prolong"].request(facts))
                if answer.outcome == ACKNOWLEDGED:
                    break
                custodian.wait()
            else:
                raise RuntimeError(f"Not classified: {answer.text}")

    def _people(self, act: Act, owner: str | None) -> list[str]:
        if act.own_only and owner:
            return [owner, owner]
        people = list(act.people)
        self.draw.shuffle(people)
        return people if len(people) > 1 else people * 2

    def _player(self, person: str, side: int = 0) -> Player:
        key = (person, side)
        if key not in self._players:
            login = self.world.facts["people"][person]
            self._players[key] = Player(self.address, self.database, login)
        return self._players[key]

    def _do_both(self, job: Job, rival: Job) -> None:
        self.pairs += 1
        barrier = threading.Barrier(2)
        threads = [
            threading.Thread(
                target=self._do,
                args=(one, side, random.Random(self.draw.random()), barrier),
            )
            for side, one in enumerate((job, rival))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _do(
        self,
        job: Job,
        side: int,
        draw: random.Random,
        barrier: threading.Barrier | None = None,
    ) -> None:
        act, player = job.act, self._player(job.people[side], side)
        facts = Scene(
            self.world.facts,
            draw,
            self.now(),
            self.journal.marker(),
            job.record,
            player,
            self.world.unsent,
        )
        request = act.request(facts)
        if barrier:
            # Who is late because something broke does it alone.
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(BARRIER_S)
        if request is None:
            return
        answer = player.ask(request)
        self._note(job, job.people[side], facts, answer, bool(barrier))
        if answer.outcome == UNCERTAIN:
            player.wait()

    def _note(self, job: Job, person, facts: Scene, answer: Answer, is_pair: bool):
        act = job.act
        entry = Entry(
            facts.marker,
            act.name,
            person,
            answer.outcome,
            job.record,
            answer.text[:TEXT_LENGTH],
            facts.now.isoformat(timespec="seconds"),
            is_pair,
        )
        if act.makes and answer.outcome == ACKNOWLEDGED:
            value = answer.value
            entry = replace(
                entry, record=value[0] if isinstance(value, list) else value
            )
        self.journal.note(entry)
        self._learn(act, entry, answer)

    def _learn(self, act: Act, entry: Entry, answer: Answer) -> None:
        if answer.outcome == ACKNOWLEDGED:
            if act.makes or act.target:
                owner = entry.person if act.makes else None
                self.world.put(act.kind, entry.record, act.target or "", owner)
        elif act.trace == "file":
            self.world.unsent.append(entry.marker)
        elif entry.record and act.kind in MODELS:
            self.world.put(act.kind, entry.record, UNKNOWN)
