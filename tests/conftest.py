"""A real server process on a clone of the test database, and a real browser."""

import os
from collections.abc import Iterator

import pytest
from installation import Installation
from life import Life, begin
from playwright.sync_api import Browser, Page, expect, sync_playwright
from rpc import Session
from world import World
from world import world as open_world

from devkit import build, system
from devkit.database import Database
from devkit.environment import prepare
from devkit.paths import DEV
from devkit.server import Server, unused_port

ADMIN = ("admin", "admin")
PATIENCE_MS = 60_000  # a busy machine is no failure

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def database() -> Database:
    name = os.environ.get("CUSTOMER_POLICY_TEST_DATABASE")
    if not name:
        pytest.fail("Start these tests with ./dev test tests: it makes the database.")
    return Database(prepare(), name)


@pytest.fixture(scope="session")
def life() -> Iterator[Life]:
    """Made once: a company at work that installs the add-ons, demo company included."""
    environment = prepare()
    database = Database(environment, f"life_{os.getpid()}")
    database.clone_from(build.full_template(environment), safe=False)
    yield begin(Installation(database))
    database.drop()


@pytest.fixture(scope="session")
def world(life: Life) -> Iterator[World]:
    with open_world(life.installation.database) as world:
        yield world


@pytest.fixture(scope="session")
def server(database: Database) -> Iterator[Server]:
    server = Server(database.name)
    server.start(database, unused_port())
    _silence_odoobot(server)
    yield server
    server.stop()
    server.forget()


def _silence_odoobot(server: Server) -> None:
    """Its greeting after the first login would cover a whole phone."""
    admin = Session(server.address, server.name, *ADMIN)
    if admin.call("res.users", "fields_get", ["odoobot_state"]):
        [user] = admin.call("res.users", "search", [("login", "=", ADMIN[0])])
        admin.call("res.users", "write", [user], {"odoobot_state": "disabled"})


@pytest.fixture(scope="session")
def admin(server: Server) -> Session:
    return Session(server.address, server.name, *ADMIN)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = system.browser()
    if executable is None:
        pytest.fail("There is no Chromium: ./dev test installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def admin_page(
    browser: Browser, server: Server, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """The web client, logged in through its own form; its last picture is kept."""
    context = browser.new_context(base_url=server.address)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/web/login")
    page.locator("input[name=login]").fill(ADMIN[0])
    page.locator("input[name=password]").fill(ADMIN[1])
    page.locator(".oe_login_form button[type=submit]").click()
    page.wait_for_selector(".o_web_client")
    yield page
    page.screenshot(path=DEV / "screenshots" / f"{request.node.name}.png")
    context.close()
