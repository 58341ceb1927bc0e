"""./dev screens: walk through all screens, or take the pictures of README.md."""

import argparse
import os

from playwright.sync_api import Browser, sync_playwright
from rpc import Session

from devkit import system
from devkit.paths import DEV
from devkit.process import shown

from . import pictures, roles
from .findings import Finding, save, table
from .visitor import SIZES
from .walking import walks


def main() -> int:
    options = _options()
    admin = Session(options.address, options.database, "admin", "admin")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=system.browser(), args=["--no-sandbox"]
        )
        if options.pictures is not None:
            return _take_pictures(browser, admin, options.pictures)
        return _walk(browser, admin, options)


def _take_pictures(browser: Browser, admin: Session, names: list[str]) -> int:
    for picture in pictures.listed(names):
        pictures.take(browser, admin, picture)
        print(shown(picture.file), flush=True)
    return 0


def _walk(browser: Browser, admin: Session, options: argparse.Namespace) -> int:
    found: set[Finding] = set()
    for walk in walks(
        browser,
        admin,
        roles.named(options.role),
        options.language or roles.LANGUAGES,
        options.size or list(SIZES),
        lambda menu: options.only in menu["xmlid"],
    ):
        found |= walk.findings
        print(walk.summary, flush=True)
    save(sorted(found, key=str), DEV / "screens.jsonl")
    print(table(found) or "Nothing is wrong.")
    return bool(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev screens --")
    parser.add_argument("--address", default=os.environ.get("SCREENS_ADDRESS"))
    parser.add_argument("--database", default=os.environ.get("SCREENS_DATABASE"))
    parser.add_argument("--role", action="append", default=[])
    parser.add_argument("--language", action="append", choices=roles.LANGUAGES)
    parser.add_argument("--size", action="append", choices=SIZES)
    parser.add_argument("--only", default="", help="part of a menu's name")
    parser.add_argument(
        "--pictures",
        nargs="*",
        metavar="NAME",
        help="take those of README.md, or some, instead of walking",
    )
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
