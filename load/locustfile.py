"""The people of mix.toml, for Locust: each request becomes a line of LOAD_SAMPLES."""

import itertools
import json
import os
import time

from locust import events

from load.customer import Portal
from load.mix import MIX, count, logins
from load.office import Registrars, Staff


def _work_of(person, group):
    person.fixed_count = count(group)
    person.logins = itertools.cycle(logins(group))
    work = MIX["work"][group]
    person.tasks = [
        task for name, often in work.items() for task in [getattr(person, name)] * often
    ]


_work_of(Staff, "staff")
_work_of(Registrars, "registrars")
_work_of(Portal, "portal")

# Line by line: requests that the end cuts short are noted as well.
_file = open(os.environ["LOAD_SAMPLES"], "w", buffering=1)  # noqa: SIM115


@events.request.add_listener
def _note(name, response_time, exception, **_more):
    error = str(exception) if exception else ""
    line = {"at": time.time(), "name": name, "ms": response_time, "error": error}
    _file.write(json.dumps(line) + "\n")


@events.user_error.add_listener
def _note_broken(user_instance, exception, **_more):
    """What broke in the person, such as an answer that nobody understands."""
    _note(type(user_instance).__name__, 0, f"{type(exception).__name__}: {exception}")
