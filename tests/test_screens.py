"""Two of the walks of ./dev screens, on a database without demo data."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from rpc import Session

from devkit import build
from devkit.database import Database
from devkit.environment import prepare
from devkit.server import Server, unused_port
from screens import roles
from screens.findings import table
from screens.walking import walks


@pytest.fixture(scope="module")
def boss() -> Iterator[Session]:
    """In a database of its own: other tests leave English names in the common one."""
    environment = prepare()
    database = Database(environment, f"clone_screens_{os.getpid()}")
    database.clone_from(build.test_template(environment), safe=False)
    server = Server(database.name)
    server.start(database, unused_port())
    yield Session(server.address, database.name, "admin", "admin")
    server.stop()
    server.forget()
    database.drop()


@pytest.mark.parametrize(
    ("role", "language", "size"),
    [("manager", "zh_CN", "phone"), ("staff", "en_US", "desk")],
)
def test_every_screen_opens_without_an_error_or_a_foreign_word(
    browser: Browser, boss: Session, role: str, language: str, size: str
) -> None:
    [walk] = walks(browser, boss, roles.named([role]), [language], [size])
    assert walk.opened > 20
    assert not walk.findings, table(walk.findings)
