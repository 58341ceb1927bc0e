"""A visitor checks in where Chromium says the phone is."""

import base64
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from rpc import Session

from devkit.paths import DEV
from devkit.server import Server

PHONE = {"width": 390, "height": 844}
THERE = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 15}
ADMIN = ("admin", "admin")


@pytest.fixture
def visit(admin: Session) -> int:
    """For today, at a customer whose coordinates are those of a map in China."""
    # GCJ-02 of THERE: some 500 m away from it as numbers, the same place on the map.
    [customer] = admin.call(
        "res.partner",
        "create",
        [
            {
                "name": "Works at the Bund",
                "is_company": True,
                "partner_latitude": 31.228458,
                "partner_longitude": 121.478223,
                "visit_datum": "gcj02",
            }
        ],
    )
    [kind] = admin.call("customer.visit.type", "search", [("code", "=", "on_site")])
    [visit] = admin.call(
        "customer.visit",
        "create",
        [
            {
                "partner_id": customer,
                "user_id": 2,
                "visit_type_id": kind,
                "date_planned": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            }
        ],
    )
    return visit


def _phone(browser: Browser, server: Server, **options) -> Page:
    context = browser.new_context(
        base_url=server.address, viewport=PHONE, has_touch=True, **options
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/web/login")
    page.locator("input[name=login]").fill(ADMIN[0])
    page.locator("input[name=password]").fill(ADMIN[1])
    page.locator(".oe_login_form button[type=submit]").click()
    page.wait_for_selector(".o_web_client")
    page.goto("/odoo/visits-today")
    return page


def test_the_place_of_the_phone_arrives(
    browser: Browser, server: Server, admin: Session, visit: int
) -> None:
    page = _phone(browser, server, geolocation=THERE, permissions=["geolocation"])
    card = page.locator(".o_visit_card", has_text="Works at the Bund").last
    card.locator(".o_visit_check_in").click()
    expect(card.locator(".o_visit_there")).to_be_visible()
    page.screenshot(path=DEV / "screenshots" / "visit_checked_in.png")
    page.context.close()
    fields = ["check_in_state", "check_in_latitude", "check_in_distance"]
    [found] = admin.call("customer.visit", "read", [visit], fields)
    assert found["check_in_state"] == "ok"
    assert abs(found["check_in_latitude"] - THERE["latitude"]) < 1e-6
    assert found["check_in_distance"] < 50


def test_without_the_right_to_the_place_a_photo_stands_in(
    browser: Browser, server: Server, admin: Session, visit: int
) -> None:
    page = _phone(browser, server)
    card = page.locator(".o_visit_card", has_text="Works at the Bund").last
    card.locator(".o_visit_check_in").click()
    chosen = card.locator(".o_visit_check_in_photo input")
    expect(chosen).to_be_attached()
    # The button is there at once, the word when the server has kept it.
    expect(page.locator(".o_notification", has_text="photo")).to_be_visible()
    [found] = admin.call("customer.visit", "read", [visit], ["check_in_state"])
    assert found["check_in_state"] in ("refused", "unavailable")
    picture = page.screenshot(type="png")
    chosen.set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": picture}
    )
    expect(card.locator(".o_visit_there")).to_be_visible()
    page.context.close()
    [found] = admin.call(
        "customer.visit", "read", [visit], ["check_in_state", "photo_ids"]
    )
    assert found["check_in_state"] == "photo"
    [photo] = admin.call(
        "ir.attachment", "read", found["photo_ids"], ["name", "mimetype", "datas"]
    )
    assert photo["name"].endswith("UTC")
    assert base64.b64decode(photo["datas"]).startswith(b"\xff\xd8")


def test_a_report_written_without_signal_arrives_with_it(
    browser: Browser, server: Server, admin: Session, visit: int
) -> None:
    page = _phone(browser, server, geolocation=THERE, permissions=["geolocation"])
    card = page.locator(".o_visit_card", has_text="Works at the Bund").last
    expect(card.locator(".o_visit_check_in")).to_be_visible()
    page.context.set_offline(True)
    card.locator(".o_visit_check_in").click()
    expect(page.locator(".o_visit_waiting")).to_be_visible()
    card.locator(".o_visit_report_button").click()
    page.locator(".o_visit_report label[for=visit_result_satisfied]").click()
    page.locator(".o_visit_report textarea[name=report]").fill("All well")
    page.locator(".o_visit_report textarea[name=opinion]").fill("Content")
    pad = page.locator(".o_visit_signature")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=8)
    page.mouse.up()
    page.locator(".o_visit_send").click()
    expect(card.locator(".o_visit_reported")).to_be_visible()
    page.screenshot(path=DEV / "screenshots" / "visit_offline.png")
    [found] = admin.call("customer.visit", "read", [visit], ["state", "check_in_state"])
    assert (found["state"], found["check_in_state"]) == ("planned", False)
    page.context.set_offline(False)
    expect(page.locator(".o_visit_waiting")).to_have_count(0)
    expect(card.locator(".badge", has_text="Done")).to_be_visible()
    page.context.close()
    [found] = admin.call("customer.visit", "read", [visit], ["state", "report"])
    assert (found["state"], found["report"]) == ("done", "All well")
    drafts = admin.call(
        "customer.visit.draft", "search_count", [("visit_id", "=", visit)]
    )
    assert drafts == 2
