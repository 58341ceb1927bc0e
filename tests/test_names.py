"""Names with quotes, markup, emoji, four-byte and right-to-left characters go through:
on every paper, in every file and message, in each of four languages.
"""

import base64
import csv
import email
import email.policy
import io
import json
import re
import subprocess

import openpyxl
import pytest
from rpc import Session
from world import EVERYTHING, LANGUAGES, NAMES, World

from devkit.paths import ROOT

REPORTS = (
    "grading",
    "visit_plan",
    "visit_compliance",
    "complaint_register",
    "complaint_statistic",
    "supervision",
    "violation_register",
    "points",
    "secrecy_register",
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What stands on a printed page, and of whom.
PAGES = {
    "customer_policy.report_complaint_reply": ("customer.complaint", "contact_name"),
    "customer_policy.report_complaint_investigation": ("customer.complaint", "name"),
    "customer_policy.report_policy": ("customer.policy", "name"),
    "customer_policy.report_violation_bundle": ("customer.violation", "facts"),
    "customer_policy.report_violation_notice": ("customer.violation", "facts"),
    "customer_policy.report_visit": ("customer.visit", "report"),
}
ONLY = {
    "customer_policy.report_violation_notice": [
        ("state", "in", ["in_force", "appealed", "closed"])
    ],
}
PDF = "customer_policy.report_complaint_reply"


@pytest.fixture(scope="module")
def user(world: World) -> Session:
    return world.session(EVERYTHING)


def _has_each_name(text: str) -> None:
    missing = [name for name in NAMES if name not in text]
    assert missing == []


# ------------------------------------------------------------------------------- files


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS)
def test_workbooks(user: Session, world: World, report: str, lang: str):
    values = {"report": report, "lang": lang, "month": world.month, **world.period}
    if report == "points":
        values["point_period_id"] = world.point_period
    wizard = user.call("customer.report", "create", [values])[0]
    reply = user.http.get(f"{user.address}/customer_policy/report/{wizard}.xlsx")
    assert reply.status_code == 200, reply.text
    assert reply.headers["Content-Type"] == XLSX
    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    text = "\n".join(
        str(cell)
        for page in book.worksheets
        for row in page.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    )
    # Secrets are for people with a clearance, and leave to take them out.
    assert report == "secrecy_register" or any(name in text for name in NAMES)


@pytest.mark.parametrize("model", ["res.partner", "customer.complaint"])
def test_export(user: Session, model: str):
    ids = user.call(model, "search", [("id", ">", 0)], limit=60, order="id desc")
    page = user.http.get(f"{user.address}/odoo").text
    data = {
        "model": model,
        "ids": ids,
        "domain": [],
        "fields": [{"name": "name", "label": "Name", "type": "char"}],
        "import_compat": False,
    }
    reply = user.http.post(
        f"{user.address}/web/export/csv",
        {
            "data": json.dumps(data),
            "csrf_token": re.search(r'csrf_token: "(\w+)"', page)[1],
        },
    )
    assert reply.status_code == 200, reply.text
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    _has_each_name("\n".join(row[0] for row in rows))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_import_of_customers(user: Session, kind: str):
    rows = [["name", "type", "reference"]]
    rows += [
        [f"{kind} {name}", "company", f"{kind}-{number}"]
        for number, name in enumerate(NAMES)
    ]
    _import(user, "customer.contact.import", kind, rows)
    found = user.call(
        "res.partner", "search_read", [("ref", "=like", f"{kind}-%")], ["name"]
    )
    assert {row["name"] for row in found} == {row[0] for row in rows[1:]}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_import_of_cases(user: Session, kind: str):
    rows = [["external_reference", "subject", "date_received"]]
    rows += [
        [f"{kind}-{number}", f"{kind} {name}", "2026-01-05"]
        for number, name in enumerate(NAMES)
    ]
    _import(user, "customer.complaint.import", kind, rows)
    found = user.call(
        "customer.complaint", "search_read", [("name", "=like", f"{kind} %")], ["name"]
    )
    assert {row["name"] for row in found} == {row[1] for row in rows[1:]}


def _import(user: Session, wizards: str, kind: str, rows: list[list[str]]) -> None:
    file = {"file": _sheet(kind, rows), "file_name": f"{NAMES[1]}.{kind}"}
    wizard = user.call(wizards, "create", [file])
    user.call(wizards, "action_preview", wizard)
    user.call(wizards, "action_import", wizard)


def _sheet(kind: str, rows: list[list[str]]) -> str:
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return base64.b64encode(text.getvalue().encode()).decode()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return base64.b64encode(content.getvalue()).decode()


# ------------------------------------------------------------------------------ screens


@pytest.mark.parametrize("name", NAMES)
def test_a_customer_is_found_by_any_part_of_the_name(user: Session, name: str):
    for part in (name, name[: len(name) // 2], name[2:]):
        part = part.strip()
        found = user.call("res.partner", "name_search", part, limit=100)
        assert any(name in shown for _id, shown in found), (part, found)


@pytest.mark.parametrize("name", NAMES)
def test_documents_of_a_customer_keep_what_is_typed(user: Session, name: str):
    [customer] = user.call("res.partner", "create", [{"name": name}])
    [case] = user.call(
        "customer.complaint",
        "create",
        [{"name": name, "partner_id": customer, "description": name}],
    )
    [row] = user.call("customer.complaint", "read", [case], ["name", "partner_id"])
    assert (row["name"], row["partner_id"][1]) == (name, name)
    user.call("customer.complaint", "message_post", [case], body=name)
    timeline = user.call(
        "customer.complaint", "search_count", [("partner_id", "ilike", name)]
    )
    assert timeline >= 1


# ------------------------------------------------------------------------------- papers


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_printed_pages(user: Session, page: str, lang: str):
    model, field = PAGES[page]
    context = {"lang": lang}
    shown = {}
    for name in NAMES:
        domain = [*ONLY.get(page, ()), (field, "ilike", name)]
        ids = user.call(model, "search", domain, limit=1, context=context)
        if not ids:
            continue
        reply = user.http.get(
            f"{user.address}/report/html/{page}/{ids[0]}",
            params={"context": json.dumps(context)},
        )
        assert reply.status_code == 200, reply.text
        shown[name] = name in _plain(reply.text)
    assert shown
    assert all(shown.values()), shown


def test_the_letter_is_a_pdf(user: Session):
    for name in NAMES:
        [case] = user.call(
            "customer.complaint", "search", [("reply", "!=", False)], limit=1
        )
        user.call("customer.complaint", "write", [case], {"contact_name": name})
        reply = user.http.get(f"{user.address}/report/pdf/{PDF}/{case}")
        assert reply.status_code == 200, reply.text
        assert reply.content.startswith(b"%PDF")


def _plain(page: str) -> str:
    """What a reader sees of it."""
    import html

    return html.unescape(re.sub(r"<[^>]+>", "", page))


# ----------------------------------------------------------------------------- messages


def _is_to(mail, name: str) -> bool:
    return name in {address.display_name for address in mail["To"].addresses}


def test_mails(user: Session, world: World):
    for name in NAMES:
        [customer] = user.call(
            "res.partner", "create", [{"name": name, "email": "customer@x.test"}]
        )
        [case] = user.call(
            "customer.complaint", "create", [{"name": name, "partner_id": customer}]
        )
        world.outlets.take()
        user.call(
            "customer.complaint",
            "message_post",
            [case],
            body=name,
            subject=name,
            partner_ids=[customer],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        world.run_cron("mail.ir_cron_mail_scheduler_action")
        _posts, mails = world.outlets.take()
        assert mails
        read = [
            email.message_from_string(text, policy=email.policy.default)
            for text in mails
        ]
        # The customer and the handler get one each; Odoo names the customer in both.
        talk = [m for m in read if m["Subject"] == name and _is_to(m, name)]
        assert talk
        for mail in talk:
            text = mail.get_body(("plain",)).get_content()
            assert name in re.sub(r"\s+", " ", text).replace("\\", "") or name in text


def test_robots(user: Session, world: World):
    [robot] = user.call(
        "customer.policy.webhook",
        "create",
        [
            {
                "name": NAMES[1],
                "format": "generic",
                "url": f"http://127.0.0.1:{world.outlets.robot}/send",
                "user_id": world.user_id("officer"),
            }
        ],
    )
    user.call("customer.policy.webhook", "action_confirm", [robot])
    world.outlets.take()
    for name in NAMES:
        user.call("customer.policy.webhook", "write", [robot], {"name": name})
        user.call("customer.policy.webhook", "action_test", [robot])
    posts, _mails = world.outlets.take()
    _has_each_name("\n".join(post["text"] for post in posts))


# --------------------------------------------------------------------------- what stays


def test_a_policy_goes_into_a_file_and_comes_back(user: Session):
    [policy] = user.call(
        "customer.policy",
        "create",
        [
            {
                "number": f"N-{NAMES[1]}",
                "name": NAMES[0],
                "clause_ids": [
                    [0, 0, {"number": str(number), "name": name, "body": f"<p>{name}"}]
                    for number, name in enumerate(NAMES, 1)
                ],
            }
        ],
    )
    action = user.call("customer.policy", "action_export_file", [policy])
    content = user.http.get(f"{user.address}{action['url']}").content
    clauses = json.loads(content)["policy"]["clauses"]
    assert [clause["name"]["en_US"] for clause in clauses] == list(NAMES)


def test_the_log_of_accesses_is_whole(world: World):
    knowing = world.session("general_manager")
    [secret] = knowing.call(
        "res.partner", "search", [("confidentiality_level", ">", "0")], limit=1
    )
    knowing.call("res.partner", "read", [secret], ["name"])
    world.session("auditor").call("customer.access.log", "action_seal", [])
    command = [ROOT / "dev", "verify-log", "--db", world.database.name]
    verdict = subprocess.run(command, capture_output=True, text=True)
    assert verdict.returncode == 0, verdict.stderr
