"""Reads the command line of ./dev."""

import argparse
import os
import sys
from collections.abc import Sequence

from . import commands
from .console import Failure, say
from .options import Options
from .paths import full_disk, is_full_disk

INTERRUPTED = 130
# Commands whose arguments belong to another program and are handed on untouched.
HANDING_ON = {"odoo": commands.odoo, "psql": commands.psql}
COMMANDS = HANDING_ON | {
    "run": commands.run,
    "stop": commands.stop,
    "reset": commands.reset,
    "test": commands.test,
    "attack": commands.assault,
    "odoo-test": commands.odoo_test,
    "odoo-suite": commands.odoo_suite,
    "env": commands.env,
    "bench": commands.bench,
    "load": commands.load,
    "screens": commands.screens,
    "faults": commands.faults,
    "demo-cdnow": commands.demo_cdnow,
    "verify-log": commands.verify_log,
    "package": commands.pack,
    "i18n": commands.i18n,
    "lint": commands.lint,
    "help": commands.show_help,
}
WITH_VALUE = ("--db", "--port", "--odoo", "--size", "--seed", "--minutes")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str):
        raise Failure(f"{message}. ./dev help tells what there is.")


def main(arguments: Sequence[str]) -> int:
    try:
        return _run(list(arguments))
    except Failure as failure:
        say(f"dev: {failure}")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        place = error.filename or "unknown place"
        say(f"dev: {full_disk(place) if is_full_disk(error) else error}")
    except KeyboardInterrupt:
        say("dev: interrupted. Run it again: it continues where it stopped.")
        return INTERRUPTED
    return 1


def _run(arguments: list[str]) -> int:
    place = _command_place(arguments)
    if place is None:
        return commands.show_help(Options())
    before, command, after = (
        arguments[:place],
        arguments[place],
        arguments[place + 1 :],
    )
    if command not in COMMANDS:
        raise Failure(f"There is no command '{command}'. ./dev help lists them.")
    if command in HANDING_ON:
        options = _parse(before, handed_on=after)
    else:
        options = _parse(*_around_dashes(before + after))
        if options.help:
            return commands.show_help(options)
    return COMMANDS[command](options)


def _command_place(arguments: list[str]) -> int | None:
    expects_value = False
    for place, word in enumerate(arguments):
        if not expects_value and not word.startswith("-"):
            return place
        expects_value = word in WITH_VALUE
    return None


def _around_dashes(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands after a lone ``--`` is handed on."""
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]


def _parse(arguments: list[str], handed_on: list[str]) -> Options:
    found = _parser().parse_intermixed_args(arguments)
    return Options(**vars(found), handed_on=handed_on)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="./dev", add_help=False, allow_abbrev=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--db")
    parser.add_argument("--port", type=int)
    parser.add_argument("--odoo")
    parser.add_argument("--size", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--list", action="store_true", dest="names_only")
    for flag in ("--no-demo", "--foreground", "--json"):
        parser.add_argument(flag, action="store_true")
    return parser
