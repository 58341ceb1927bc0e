"""The pictures of README.md and of the description, taken of the demo company."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser
from rpc import Session

from devkit.paths import ROOT

from .visitor import SIZES, Visitor

LIST = Path(__file__).with_name("pictures.toml")
FOLDER = ROOT / "customer_policy" / "static" / "description"
APP = "customer_policy.menu_root"
DRAWN_MS = 1_500


@dataclass(frozen=True)
class Picture:
    """One entry of ``pictures.toml``."""

    name: str
    login: str
    action: str
    model: str = ""
    domain: list = field(default_factory=list)
    order: str = "id"
    view: str = ""
    press: str = ""
    tab: str = ""
    language: str = "en_US"
    size: tuple[int, int] = SIZES["desk"]

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.name}.png"


def listed(names: Iterable[str] = ()) -> list[Picture]:
    entries = tomllib.loads(LIST.read_text())["picture"]
    pictures = [Picture(**entry) for entry in entries]
    if unknown := set(names) - {picture.name for picture in pictures}:
        raise SystemExit(f"No picture {', '.join(sorted(unknown))} in {LIST.name}.")
    return [picture for picture in pictures if not names or picture.name in names]


def take(browser: Browser, admin: Session, picture: Picture) -> None:
    """Take it and keep it in the description's folder; an error takes none."""
    _set_language(admin, picture)
    visitor = Visitor(
        browser,
        admin.address,
        picture.login,
        picture.language,
        picture.size,
        _refuse(picture),
    )
    try:
        visitor.log_in()
        visitor.go(_path(visitor, picture))
        visitor.page.wait_for_selector(".o_action_manager .o_content > *")
        visitor.page.evaluate("xmlid => walk.enterApp(xmlid)", APP)
        _arrange(visitor, picture)
        visitor.page.wait_for_timeout(DRAWN_MS)  # charts and the end of animations
        visitor.settle()
        visitor.page.screenshot(path=picture.file)
    finally:
        visitor.leave()


def _set_language(admin: Session, picture: Picture) -> None:
    users = admin.call("res.users", "search", [("login", "=", picture.login)])
    if not users:
        raise SystemExit(f"{picture.login} is nobody: is this the demo company?")
    admin.call("res.users", "write", users, {"lang": picture.language})


def _path(visitor: Visitor, picture: Picture) -> str:
    path = f"/odoo/action-{picture.action}"
    if not picture.model:
        return path
    found = visitor.call(
        picture.model, "search", picture.domain, order=picture.order, limit=1
    )
    if not found:
        raise SystemExit(f"{picture.name}: there is no {picture.model} to show.")
    return f"{path}/{found[0]}"


def _arrange(visitor: Visitor, picture: Picture) -> None:
    for selector in (
        picture.view and f".o_switch_view.{picture.view}",
        picture.press and f".o_form_view button[name='{picture.press}']",
        picture.tab and f".o_notebook .nav-link[name='{picture.tab}']",
    ):
        if selector:
            visitor.page.locator(selector).first.click()
            visitor.settle()


def _refuse(picture: Picture):
    def tell(_kind: str, text: str) -> None:
        raise SystemExit(f"{picture.name}: {text}")

    return tell
