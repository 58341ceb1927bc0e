"""Somebody at the web client: logs in, opens actions and records, calls methods."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
PATIENCE_MS = 30_000
TIMEZONE = "Asia/Shanghai"  # where the demo company works
IDLE_MS = 15_000
CLIENT = Path(__file__).with_name("client.js").read_text()


@dataclass(frozen=True)
class Answer:
    status: int
    text: str

    @property
    def json(self) -> dict:
        return json.loads(self.text)


class Visitor:
    """``tell`` hears what goes wrong, as its kind and words."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        login: str,
        language: str,
        size: tuple[int, int],
        tell: Callable[[str, str], None],
    ):
        width, height = size
        self._tell = tell
        self._login = login
        self._context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            has_touch=width < height,
            locale=language.replace("_", "-"),
            timezone_id=TIMEZONE,
        )
        self._context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self._context.new_page()

    def log_in(self) -> None:
        """The password of the people who look at screens is their login."""
        self.page.goto("/web/login")
        self.page.locator("input[name=login]").fill(self._login)
        self.page.locator("input[name=password]").fill(self._login)
        self.page.locator(".oe_login_form button[type=submit]").click()
        self.enter()

    def leave(self) -> None:
        self._context.close()

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.enter()

    def enter(self) -> None:
        """The client of the page just opened is there and at rest."""
        self.page.wait_for_selector(".o_web_client .o_main_navbar")
        self.page.evaluate(CLIENT)
        self.page.wait_for_selector(".o_action_manager > *")
        self.page.wait_for_selector(".o_loading_indicator", state="detached")
        self.settle()

    def open(self, action: int | str, **options) -> None:
        self.page.evaluate(
            "([id, options]) => walk.open(id, options)", [action, options]
        )
        self.settle()

    def settle(self) -> None:
        try:
            self.page.wait_for_function("window.walk?.isIdle()", timeout=IDLE_MS)
        except BrowserError:
            self._tell("console", "the page did not come to rest")
            self.go("/odoo")

    def call(self, model: str, method: str, *args, **kwargs) -> Any:
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.fetch(path, body).json.get("result")

    def fetch(self, path: str, body: dict | None = None) -> Answer:
        """By the page itself: the browser asks again when a connection was closed."""
        return Answer(
            *self.page.evaluate(
                "([path, body]) => walk.fetch(path, body)", [path, body]
            )
        )
