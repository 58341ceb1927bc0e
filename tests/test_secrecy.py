"""A classified customer in two server processes, and in the browser of three roles."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from rpc import Session

from devkit.database import Database
from devkit.paths import DEV
from devkit.server import Server, unused_port

NAME = "Nightingale Holding"
REASON = "Talks that must not become known"
CLEARANCE = "customer_policy.group_clearance_top_secret"
PEOPLE = {
    "night_sales": ["base.group_user", "sales_team.group_sale_salesman_all_leads"],
    "night_cleared": ["base.group_user", CLEARANCE],
    "night_insider": ["base.group_user", CLEARANCE],
    "night_keeper": [
        "customer_policy.group_custodian",
        "base.group_partner_manager",
        CLEARANCE,
    ],
    "night_auditor": ["customer_policy.group_auditor"],
}


@pytest.fixture(scope="module")
def people(admin: Session) -> dict[str, int]:
    values = [
        {
            "name": login.replace("_", " ").title(),
            "login": login,
            "password": login,
            "group_ids": [(6, 0, [_xmlid(admin, group) for group in groups])],
        }
        for login, groups in PEOPLE.items()
    ]
    ids = admin.call("res.users", "create", values)
    return dict(zip(PEOPLE, ids, strict=True))


@pytest.fixture
def customer(admin: Session, people: dict[str, int]) -> int:
    [customer_id] = admin.call(
        "res.partner", "create", [{"name": NAME, "is_company": True}]
    )
    return customer_id


@pytest.fixture(scope="module")
def second(database: Database) -> Iterator[Server]:
    """Another process on the same database, as on another host."""
    server = Server(f"{database.name}_second")
    server.start(database, unused_port())
    yield server
    server.stop()
    server.forget()


def _xmlid(admin: Session, xmlid: str) -> int:
    module, name = xmlid.split(".")
    domain = [("module", "=", module), ("name", "=", name)]
    [found] = admin.call("ir.model.data", "search_read", domain, ["res_id"])
    return found["res_id"]


def _classify(server: Server, customer: int) -> Session:
    keeper = Session(server.address, server.name, "night_keeper", "night_keeper")
    until = str(date.today() + timedelta(days=30))
    keeper.call("res.partner", "action_classify", [customer], "3", REASON, until)
    return keeper


def _sees(session: Session, customer: int) -> bool:
    return bool(session.call("res.partner", "search_count", [("id", "=", customer)]))


def _session(server: Server, database: Database, login: str) -> Session:
    return Session(server.address, database.name, login, login)


def test_a_decision_works_at_once_in_every_process(
    server: Server,
    second: Server,
    database: Database,
    admin: Session,
    people: dict[str, int],
    customer: int,
):
    cleared = _session(second, database, "night_cleared")
    insider = _session(second, database, "night_insider")
    sales = _session(second, database, "night_sales")
    assert all(_sees(person, customer) for person in (cleared, insider, sales))

    keeper = _classify(server, customer)
    assert not _sees(sales, customer)
    assert _sees(cleared, customer)
    assert _sees(insider, customer)

    group = _xmlid(admin, CLEARANCE)
    lowered = {"group_ids": [(3, group)]}
    admin.call("res.users", "write", [people["night_cleared"]], lowered)
    assert not _sees(cleared, customer)

    hold = {"user_id": people["night_insider"], "reason": "Under notice"}
    keeper.call("customer.access.hold", "create", [hold])
    assert not _sees(insider, customer)


@pytest.fixture
def page_of(browser: Browser, server: Server, request: pytest.FixtureRequest):
    """Log somebody in through the form; nothing may go wrong on the pages."""
    contexts = []
    problems: list[str] = []

    def open_page(login: str) -> Page:
        context = browser.new_context(base_url=server.address)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto("/web/login")
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(login)
        page.locator(".oe_login_form button[type=submit]").click()
        page.wait_for_selector(".o_web_client")
        return page

    yield open_page
    for place, context in enumerate(contexts):
        shot = DEV / "screenshots" / f"{request.node.name}-{place}.png"
        context.pages[0].screenshot(path=shot)
        context.close()
    assert not problems


def test_a_salesperson_meets_nothing_strange(server: Server, customer: int, page_of):
    _classify(server, customer)
    page = page_of("night_sales")
    for path, shown in (
        ("contacts", ".o_data_row, .o_kanban_record"),
        ("sales", ".o_list_view"),
        ("calendar", ".o_calendar_view"),
        ("discuss", ".o-mail-Discuss"),
    ):
        page.goto(f"/odoo/{path}")
        expect(page.locator(shown).first).to_be_visible()
        expect(page.locator(".o_error_dialog")).to_have_count(0)
        assert NAME not in page.content()
    page.goto("/odoo/contacts")
    expect(page.locator(".o_data_row, .o_kanban_record").first).to_be_visible()
    page.locator(".o_searchview_input").fill(NAME)
    expect(page.locator(".o_searchview_autocomplete")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".o_view_nocontent")).to_be_visible()


def test_a_custodian_classifies_and_explains(customer: int, page_of):
    page = page_of("night_keeper")
    page.goto(f"/odoo/contacts/{customer}")
    page.locator("button[name=action_open_classify]").click()
    dialog = page.locator(".modal")
    dialog.get_by_text("Secret", exact=True).click()
    dialog.locator("[name=reason] textarea").fill(REASON)
    expect(dialog.locator("[name=impact_html]")).to_contain_text("lose sight of it")
    dialog.locator("button[name=action_confirm]").click()
    level = page.locator("[name=confidentiality_level]")
    expect(level).to_contain_text("Secret")
    page.get_by_role("button", name="Who sees it?").click()
    expect(page.locator("body")).to_contain_text("Night Keeper")


def test_an_auditor_sees_who_looked(
    server: Server, database: Database, customer: int, page_of
):
    keeper = _classify(server, customer)
    [values] = keeper.call("res.partner", "read", [customer], ["confidential_code"])
    page = page_of("night_auditor")
    page.goto("/odoo/action-customer_policy.customer_access_log_action")
    row = page.locator(".o_data_row", has_text=values["confidential_code"]).first
    expect(row).to_be_visible()
    assert NAME not in page.content()
