"""The figures of mix.toml."""

import os
import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("mix.toml")
MIX = tomllib.loads(FILE.read_text())
GROUPS = ("staff", "registrars", "portal")
PASSWORD = "load"
# For a trial: only so much of each group works.
SHARE = "LOAD_SHARE"


def logins(group: str) -> list[str]:
    return [f"load_{group}_{number}" for number in range(MIX["people"][group])]


def count(group: str) -> int:
    share = float(os.environ.get(SHARE) or 1)
    return max(round(MIX["people"][group] * share), 1)


def number_of_people() -> int:
    return sum(map(count, GROUPS))


def seconds_to_log_in() -> float:
    return number_of_people() / MIX["server"]["logins_per_second"]
