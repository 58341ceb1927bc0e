"""./dev load: many people at once, with the add-ons and without, in turns.

Prints a table of requests and keeps it as load/RESULTS.md; 1 when anything erred.
"""

import argparse
import os
import subprocess
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import common

from devkit import machine
from devkit.console import Failure, say
from devkit.database import Database
from devkit.environment import prepare
from devkit.paths import ROOT
from devkit.server import Server

from . import filling, mix, processor, report, samples, scene
from .mail_sink import mail_sink
from .serving import failures, serving

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.md"
SIDES = ("ours", "plain")
LOCUST_FAILED = 1  # Locust's own way of saying that a request did.
HEAD = """\
# Many people at once

{workers} workers, the crons running, and at a time: {people}. What they do, and how
long they wait between clicks, is `mix.toml`. The same with the add-ons and without, in
turns: {slices} × {seconds:.0f} seconds each, on {size:,} customers. Median and 95th
percentile of each request. A *case* is a complaint with us; plain Odoo knows none, and
registers the nearest that it has, a lead of its CRM. A request without a counterpart
stands alone. With us customers are graded, {classified} of them are classified, and
there are {cases:,} cases.
"""


class Slice(NamedTuple):
    """``processor``: seconds that server and database worked for ``asked`` requests."""

    samples: list[samples.Sample]
    failures: list[str]
    mails: int
    asked: int
    processor: float


def main() -> int:
    options = _options()
    os.environ[mix.SHARE] = str(options.share)
    common.start()
    environment = prepare(os.environ.get("LOAD_ODOO"))
    told = machine.facts(environment)
    with (
        common.Databases(options.keep) as databases,
        TemporaryDirectory(prefix="load_") as folder,
    ):
        names = filling.build(databases, options.size)
        customers = scene.sample(names["ours"])
        scenes = {
            side: scene.build(names[side], side, customers).write(
                Path(folder, f"{side}.json")
            )
            for side in SIDES
        }
        for name in names.values():
            common.close(name)
        slices = _in_turns(environment, names, scenes, options)
    return _conclude(slices, told, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev load --")
    parser.add_argument("--size", type=int, default=100_000, metavar="CUSTOMERS")
    parser.add_argument(
        "--minutes", type=float, default=10, help="of each side, log-ins not counted"
    )
    parser.add_argument("--slices", type=int, default=2, help="of each side")
    parser.add_argument(
        "--share", type=float, default=1, help="so much of the people, for a trial"
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the databases for the next run"
    )
    return parser.parse_args()


def _in_turns(environment, names, scenes, options) -> dict[str, list[Slice]]:
    """Disturbance from outside hits both sides alike, as neither is always first."""
    slices: dict[str, list[Slice]] = {side: [] for side in SIDES}
    seconds = options.minutes * 60 / options.slices
    for turn in range(options.slices):
        for side in reversed(SIDES) if turn % 2 else SIDES:
            say(f"slice {turn + 1} of {options.slices}, {side}: {seconds:.0f} s")
            database = Database(environment, names[side])
            slices[side].append(_slice(database, scenes[side], seconds))
    return slices


def _slice(database: Database, scene_file: Path, seconds: float) -> Slice:
    coming = mix.seconds_to_log_in()
    noted = scene_file.with_suffix(".jsonl")
    with mail_sink() as sink, serving(database, sink.port) as server:
        worked, begin = _worked(server, database), time.time()
        _play(server.address, scene_file, noted, coming + seconds)
        worked = _worked(server, database) - worked
        asked = len(samples.read(noted, since=0))
        if not asked:
            raise Failure("Nobody asked for anything: see what Locust says above.")
        found = samples.read(noted, since=begin + coming)
        return Slice(found, failures(server), sink.taken, asked, worked)


def _worked(server: Server, database: Database) -> float:
    """Seconds of the processor, of the server and of PostgreSQL."""
    postgres = processor.postmaster(database.environment.cluster.data)
    return processor.seconds(server.pid) + processor.seconds(postgres)


def _play(address: str, scene_file: Path, noted: Path, seconds: float) -> None:
    """Locust, whose people do what locustfile.py says."""
    command = [
        *(os.environ["LOAD_LOCUST"], "-m", "locust", "-f", FOLDER / "locustfile.py"),
        *("--headless", "--only-summary", "--host", address, "--loglevel", "WARNING"),
        *("--users", str(mix.number_of_people())),
        *("--spawn-rate", str(mix.MIX["server"]["logins_per_second"])),
        *("--run-time", f"{seconds:.0f}s", "--stop-timeout", "60"),
    ]
    variables = {"LOAD_SCENE": str(scene_file), "LOAD_SAMPLES": str(noted)}
    ended = subprocess.run(
        command,
        env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
        cwd=FOLDER,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    if ended.returncode not in (0, LOCUST_FAILED):
        raise Failure(f"Locust ended with {ended.returncode}.")


# ---------------------------------------------------------------------------- results


def _conclude(slices, told, options) -> int:
    pooled = {
        side: [one for part in slices[side] for one in part.samples] for side in SIDES
    }
    rows = report.table(*(samples.figures(pooled[side]) for side in SIDES))
    errors = {
        side: samples.errors(pooled[side])
        + Counter(f"log: {line}" for part in slices[side] for line in part.failures)
        for side in SIDES
    }
    told |= {
        "Processor time of a request, crons included": _by_side(
            slices,
            lambda parts: (
                1000
                * sum(part.processor for part in parts)
                / sum(part.asked for part in parts)
            ),
            "{:.0f} ms",
        ),
        "Mails sent meanwhile": _by_side(
            slices, lambda parts: sum(part.mails for part in parts), "{:,}"
        ),
    }
    wrong = report.told(errors)
    print(report.as_text(rows))
    print(machine.as_markdown(told))
    print("\n".join(wrong) or "No error.")
    RESULTS.write_text(_document(rows, wrong, told, options))
    return bool(wrong) or not rows


def _by_side(slices, figure, form: str) -> str:
    return ", ".join(
        f"{side} {form.format(figure(parts))}" for side, parts in slices.items()
    )


def _document(rows, wrong, told, options) -> str:
    head = HEAD.format(
        people=", ".join(f"{mix.count(group)} {group}" for group in mix.GROUPS),
        slices=options.slices,
        seconds=options.minutes * 60 / options.slices,
        size=options.size,
        classified=f"{mix.MIX['data']['classified_share']:.1%}",
        cases=mix.MIX["data"]["cases"],
        workers=mix.MIX["server"]["workers"],
    )
    facts = machine.as_markdown(told)
    outcome = "\n".join(f"- {line}" for line in wrong) or "No error."
    return "\n\n".join([head.rstrip(), facts, report.as_markdown(rows), outcome]) + "\n"


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except Failure as failure:
        raise SystemExit(f"load: {failure}") from None
