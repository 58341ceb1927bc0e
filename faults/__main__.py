"""./dev faults: thousands of random steps while workers, database and files fail.

Exits 0 only when nothing was found.
"""

import argparse
import secrets
import signal
import sys

from devkit.console import Failure, say
from devkit.environment import prepare

from . import house, results
from .rounds import Rounds

STEPS = 4000
INTERRUPTED = 130


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as with Ctrl-C
    say(f"Seed {options.seed}, {options.size} steps.")
    place, facts = house.make(prepare(options.odoo))
    try:
        return _run(Rounds(place, facts, options.seed), place, options.size)
    finally:
        place.postgres.stop()


def _run(rounds: Rounds, place: house.House, steps: int) -> int:
    code = 0
    try:
        for outcome in rounds.play(steps):
            faults = sum(outcome.faults.values())
            say(
                f"Round {outcome.rounds}: {outcome.steps} steps, {faults} faults, "
                f"{len(outcome.findings)} findings"
            )
    except KeyboardInterrupt:
        say("Interrupted: what came of it so far.")
        code = INTERRUPTED
        rounds.stop()
        rounds.check()
    finally:
        rounds.stop()
    print(results.table(rounds.outcome, rounds.journal), flush=True)
    if rounds.outcome.rounds:
        results.save(place, rounds.outcome, rounds.journal)
    return code or bool(rounds.outcome.findings)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev faults --")
    parser.add_argument("--size", type=int, default=STEPS, help="steps")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--odoo", help="the folder of an Odoo 19 that is there")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        say(f"dev: {failure}")
        sys.exit(1)
