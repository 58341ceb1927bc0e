"""Walks of several roles, languages and sizes."""

from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser
from rpc import Session

from devkit import addons, npm
from devkit.paths import system_pins

from . import documents, roles
from .roles import Role
from .texts import Translations
from .walk import Walk

SOURCE = "en_US"
# Looked at by axe-core: what people have open all day.
DAILY = frozenset(
    {
        "menu_customers",
        "menu_complaint_today",
        "menu_complaint_queue",
        "menu_visits_today",
        "menu_inbox",
        "menu_home",
    }
)


def walks(
    browser: Browser,
    admin: Session,
    who: Iterable[Role],
    languages: Iterable[str],
    sizes: Iterable[str],
    menus: Callable[[dict], bool] = lambda menu: True,
) -> Iterable[Walk]:
    """Each walk once it is through, with what it found."""
    printed = documents.found(admin)
    for role, language, size in product(who, languages, sizes):
        roles.prepare(admin, role, language)
        walk = Walk(
            browser=browser,
            address=admin.address,
            role=role,
            language=language,
            size=size,
            translations=_translations(language),
            axe=_axe(),
            documents=printed,
            daily=DAILY,
        )
        walk.go(menus)
        yield walk


def _translations(language: str) -> Translations | None:
    folders: list[Path] = [addon.folder for addon in addons.ours().values()]
    return None if language == SOURCE else Translations(folders, language)


def _axe() -> str:
    pins = system_pins()["axe"]["npm"]
    return npm.member(pins["package"], pins["version"], pins["member"])
