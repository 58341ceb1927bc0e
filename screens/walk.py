"""One role in one language: every menu, view, dialog and report it may open."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from .documents import Documents
from .findings import Finding
from .roles import Role
from .texts import Translations
from .visitor import SIZES, Visitor

APPS = ("customer_policy.", "customer_policy_")
# Chromium's words for what the page asked for and did not get count as the answer.
NOISE = re.compile(r"favicon|ERR_ABORTED|net::ERR_NETWORK_CHANGED|WebSocket")
SERIOUS = ("serious", "critical")
# Drawn by Odoo itself, the same on every page of every app.
ODOOS = (
    ".o_list_renderer thead",
    ".o_list_controller_checkbox",
    ".o_list_record_selector",
    ".o_field_many2one_avatar_user",
    ".o_field_many2many_avatar_user",
    ".o_field_kanban_activity",
    ".o_field_list_activity",
    ".o_kanban_record .fa-calendar",
    ".o_searchview",
)
TEXT = re.compile(r">([^<>]+)<")


@dataclass
class Walk:
    browser: Browser
    address: str
    role: Role
    language: str
    size: str
    translations: Translations | None
    axe: str
    documents: Documents
    daily: frozenset[str]
    findings: set[Finding] = field(default_factory=set)
    opened: int = 0
    _place: str = ""
    visitor: Visitor | None = None
    page: Page | None = None

    def go(self, menus: Callable[[dict], bool] = lambda menu: True) -> None:
        self._log_in()
        for menu in filter(menus, list(self._menus())):
            self._visit_menu(menu)
        if self.size == "desk":
            self._visit_dialogs()
            self._visit_reports()
        self.visitor.leave()

    @property
    def summary(self) -> str:
        return (
            f"{self.role.name:18} {self.language} {self.size:6} "
            f"{self.opened:4} screens, {len(self.findings)} findings"
        )

    def _log_in(self) -> None:
        size = SIZES[self.size]
        self.visitor = Visitor(
            self.browser,
            self.address,
            self.role.login,
            self.language,
            size,
            self._found,
        )
        self.page = self.visitor.page
        self.page.on("pageerror", lambda error: self._found("console", str(error)))
        self.page.on("console", self._heard)
        self.visitor.log_in()

    def _heard(self, message) -> None:
        if message.type == "error" and not NOISE.search(message.text):
            self._found("console", message.text)

    # Menus

    def _menus(self) -> Iterator[dict]:
        menus = self.visitor.fetch("/web/webclient/load_menus").json
        for menu in menus.values():
            ours = (menu.get("xmlid") or "").startswith(APPS)
            if ours and menu.get("actionID"):
                yield menu

    def _visit_menu(self, menu: dict) -> None:
        self._place = menu["xmlid"].partition(".")[2]
        self.visitor.open(menu["actionID"])
        self._look()
        if self._close_dialogs():
            return
        for view in self._views():
            self._switch(view)
            self._look()
        self._visit_first_record()

    def _views(self) -> list[str]:
        return self.page.evaluate("walk.views()")[1:]

    def _switch(self, view: str) -> None:
        self._place = f"{self._place.partition(' ')[0]} {view.removeprefix('o_')}"
        button = self.page.locator(f".o_switch_view.{view}").first
        if button.is_visible():
            button.click()
        self.visitor.settle()

    def _visit_first_record(self) -> None:
        """The form behind the list, with each of its pages."""
        name = self._place.partition(" ")[0]
        for row in (".o_data_row .o_data_cell:not(.o_list_button)", ".o_kanban_record"):
            found = self.page.locator(f"{row}:not(.o_kanban_ghost)").first
            if found.count() and found.is_visible():
                break
        else:
            return
        try:
            found.click(timeout=5_000)
        except BrowserError:
            return  # covered by a decoration: another view of the list opens it
        self.visitor.settle()
        if not self.page.locator(".o_form_view").count():
            return
        self._place = f"{name} form"
        self._look()
        for tab in self.page.locator(".o_notebook .nav-link").all():
            if tab.is_visible():
                tab.click()
                self.visitor.settle()
                self._look()
        if self.size == "desk":
            self._open_buttons()

    def _open_buttons(self) -> None:
        """What the buttons of a form open: actions, and methods that only show."""
        place, address = self._place, self.page.url
        names = self.page.evaluate("walk.openers()")
        for name in names:
            self._place = f"{place} > {name}"
            button = self.page.locator(f".o_form_view button[name='{name}']").first
            if not button.is_visible() or not button.is_enabled():
                continue
            button.click()
            self.visitor.settle()
            self._look()
            self.visitor.go(address)

    # Dialogs and reports, which no menu opens

    def _visit_dialogs(self) -> None:
        for dialog in self.documents.dialogs:
            self._place = f"dialog {dialog.name}"
            records = self._some_ids(dialog.model)
            if not records or not self.visitor.call(
                dialog.wizard, "has_access", "create"
            ):
                continue
            context = {"active_model": dialog.model, "active_ids": records}
            context["active_id"] = records[0]
            self.visitor.open(dialog.action, additionalContext=context)
            self._look()
            self._close_dialogs()

    def _visit_reports(self) -> None:
        """Each printed document of a model that the role may read."""
        for report in self.documents.reports:
            self._place = f"report {report.name}"
            for record in self._some_ids(report.model):
                answer = self.visitor.fetch(f"/report/html/{report.name}/{record}")
                self.opened += 1
                if answer.status >= 500:
                    self._found("server", f"{report.name}: {answer.status}")
                elif self.translations and answer.status < 400:
                    self._check_words(answer.text)

    def _check_words(self, html: str) -> None:
        """Terms of ours in a printed document."""
        texts = {(" ".join(text.split()), False) for text in TEXT.findall(html)}
        for text in self.translations.untranslated(texts):
            self._found("untranslated", text)

    def _some_ids(self, model: str) -> list[int]:
        if not self.visitor.call(model, "has_access", "read"):
            return []
        return self.visitor.call(model, "search", [], limit=1) or []

    # Looking

    def _close_dialogs(self) -> bool:
        """Whether there was one."""
        if not self.page.locator(".modal").count():
            return False
        self.page.evaluate("walk.close()")
        self.visitor.settle()
        if self.page.locator(".modal").count():
            self.visitor.go("/odoo")
        return True

    def _look(self) -> None:
        self.opened += 1
        for error in self.page.evaluate("walk.takeErrors()"):
            self._found("server", error)
        dialog = self.page.locator(".o_error_dialog")
        if dialog.count():
            self._found("dialog", dialog.first.inner_text()[:200])
            self.visitor.go("/odoo")
        if self.translations:
            texts = self.page.evaluate("walk.texts()")
            for text in self.translations.untranslated(map(tuple, texts)):
                self._found("untranslated", text)
        if self.size == "phone":
            for text in self.page.evaluate("walk.wide()"):
                self._found("wide", text)
        if self._place in self.daily:
            self._check_access()

    def _check_access(self) -> None:
        """The rules of axe-core on what the page shows now."""
        self.page.evaluate(self.axe)
        result = self.page.evaluate(
            "odoos => axe.run({include: [['.o_content']], "
            "exclude: odoos.map((part) => [part])}, {resultTypes: ['violations']})",
            list(ODOOS),
        )
        for violation in result["violations"]:
            if violation["impact"] in SERIOUS:
                node = violation["nodes"][0]["html"][:120]
                self._found("access", f"{violation['id']}: {node}")

    def _found(self, kind: str, text: str) -> None:
        text = " ".join(text.split())
        self.findings.add(
            Finding(kind, text, self.role.name, self.language, self.size, self._place)
        )
