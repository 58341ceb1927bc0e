"""The add-ons in a real server: installed, reachable, and seen in a browser."""

import pytest
from playwright.sync_api import Page, expect
from rpc import RpcError, Session

from devkit import addons
from devkit.server import Server


def test_every_addon_is_installed(admin: Session):
    ours = sorted(addons.ours())
    modules = admin.call(
        "ir.module.module", "search_read", [("name", "in", ours)], ["name", "state"]
    )
    assert {module["name"]: module["state"] for module in modules} == dict.fromkeys(
        ours, "installed"
    )


def test_a_wrong_password_is_refused(server: Server):
    with pytest.raises(RpcError) as refusal:
        Session(server.address, server.name, "admin", "wrong")
    assert refusal.value.kind == "odoo.exceptions.AccessDenied"


def test_the_web_client_lists_customers_with_their_grades(admin_page: Page):
    problems: list[str] = []
    admin_page.on("pageerror", lambda error: problems.append(str(error)))
    admin_page.goto("/odoo/contacts")
    expect(admin_page.locator(".o_breadcrumb")).to_contain_text("Contacts")
    expect(admin_page.locator(".o_data_row").first).to_be_visible()
    expect(admin_page.locator("th[data-name=customer_grade_id]")).to_be_visible()
    assert not problems
