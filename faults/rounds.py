"""Rounds: the clock is set, people work while things break, then all is checked."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from . import checks
from .checks import Evidence, Finding
from .clock import LEAD, Turn, turns
from .desk import Budget, Desk
from .house import JOURNAL, NAME, House
from .injury import Injuries
from .journal import Journal
from .server import Server
from .world import World

DESKS = 4
STEPS_A_ROUND = 150
# When the server is started; a leap forward then brings it to the moment itself.
BEFORE = timedelta(minutes=20)
ZONE = ZoneInfo("Europe/Berlin")


@dataclass
class Outcome:
    """What came of the rounds so far."""

    seed: int
    steps: int = 0
    pairs: int = 0
    rounds: int = 0
    faults: Counter = field(default_factory=Counter)
    findings: dict[Finding, int] = field(default_factory=dict)


class Rounds:
    def __init__(self, house: House, facts: dict, seed: int):
        self._house = house
        self._server = Server(house)
        self.outcome = Outcome(seed)
        self.journal = Journal(JOURNAL)
        self._world = World(facts)
        for partner in facts["secrets"]:
            self._world.put("secret", partner, "")
        self._turns = turns(house.clock.now(), ZONE)

    def play(self, steps: int) -> Iterator[Outcome]:
        while self.outcome.steps < steps:
            turn = next(self._turns)
            try:
                self._play_round(turn, min(STEPS_A_ROUND, steps - self.outcome.steps))
            finally:
                self._server.stop()
                self.outcome.rounds += 1
                self.outcome.faults[f"clock over {turn.name}"] += 1
            self.check()
            yield self.outcome

    def stop(self) -> None:
        self._server.stop()
        self._house.postgres.start()

    def _play_round(self, turn: Turn, steps: int) -> None:
        number = self.outcome.rounds
        # Not while they run: a leap of months would end every process at once.
        self._house.postgres.stop()
        self._house.clock.move_to(turn.moment - BEFORE)
        self._house.postgres.start()
        self._server.start()
        budget = Budget(steps)
        desks = [
            Desk(
                self._server.address,
                NAME,
                self._world,
                self.journal,
                self._house.clock.now,
                random.Random(f"{self.outcome.seed} {number} {place}"),
            )
            for place in range(DESKS)
        ]
        desks[0].look()
        desks[0].classify_anew(turn.moment)
        self._house.clock.move_to(turn.moment - LEAD)
        draw = random.Random(f"{self.outcome.seed} {number} faults")
        injuries = Injuries(self._house, self._server, draw, lambda: budget.left)
        try:
            with injuries:
                _let_work(desks, budget)
        finally:
            self.outcome.steps += sum(desk.steps for desk in desks)
            pairs = sum(desk.pairs for desk in desks)
            self.outcome.faults += injuries.done + Counter(
                {"two at the same moment": pairs}
            )

    def check(self) -> None:
        with self._house.connection() as connection:
            cursor = connection.cursor()
            evidence = Evidence(
                cursor, self.journal, self._house.filestore, self._world.facts
            )
            for finding in checks.findings(evidence):
                self.outcome.findings.setdefault(finding, self.outcome.rounds)


def _let_work(desks: list[Desk], budget: Budget) -> None:
    """At the same time, until the steps are used up or one of them breaks."""
    errors: list[BaseException] = []

    def work(desk: Desk) -> None:
        try:
            desk.work(budget)
        except BaseException as error:
            errors.append(error)
            budget.end()

    threads = [threading.Thread(target=work, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        budget.end()
        for thread in threads:
            thread.join()
        raise
    if errors:
        raise errors[0]
