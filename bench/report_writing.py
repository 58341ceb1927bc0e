"""Writing large reports, beside Odoo's export of the same rows."""

import io
import json
import re
import statistics
import time
import zipfile
from pathlib import Path

import common
import data
from common import environment, say
from rpc_server import Server, Session

from odoo import Command
from odoo.tools import config

LOGIN = PASSWORD = "bench_reader"
GROUPS = (
    "base.group_user",
    "base.group_allow_export",
    "customer_policy.group_manager",
)
GOAL_MB = 150
# Odoo's own export takes hours, and memory with each row.
REFERENCE_ROWS = 10_000
SECRETS = 2
TOKEN = re.compile(r'csrf_token: "([^"]+)"')
PERIOD = {"date_from": "2025-01-01", "date_to": "2025-12-31"}
NOTHING = {"date_from": "1999-01-01", "date_to": "1999-01-01"}
WORDS = "'The carrier came too late. ' || repeat('It rained. ', 1 + i % 12)"
CASES = (
    *("number", "date_received", "kind", "name", "partner_id", "contact_name"),
    *("grade_id", "channel", "category_id", "severity", "team_id", "user_id"),
    *("state", "is_valid", "promise_date", "next_deadline", "date_answered"),
    *("answer_hours", "date_closed", "close_hours", "reopen_count", "cause"),
    *("conclusion", "countermeasure", "prevention"),
)
CUSTOMERS = (
    *("name", "ref", "vat", "user_id", "customer_grade_id", "city", "country_id"),
)


def register(databases, source, options):
    name = _database(databases, source, options.size)
    domain = [("number", "like", "BENCH/")]
    yield from _compared(
        name,
        f"complaint register, {options.size:,} cases",
        ("complaint_register", {**PERIOD}, {**NOTHING}),
        ("customer.complaint", CASES, domain),
        options,
    )


def grading(databases, source, options):
    name = _database(databases, source, options.size)
    domain = [("grade_assignment_ids", "any", [("date_to", "=", False)])]
    yield from _compared(
        name,
        f"grading list, {options.size:,} customers",
        ("grading", {}, {"date": "1999-01-01"}),
        ("res.partner", CUSTOMERS, domain),
        options,
    )


# ----------------------------------------------------------------------- measurements


def _compared(database, name, report, export, options):
    model, _fields, domain = export
    with environment(database) as env:
        reader = env["res.users"].search([("login", "=", LOGIN)])
        expected = env[model].with_user(reader).search_count(domain)
    runs = options.runs or 1
    ours = [_measured(database, _report(*report), expected) for _run in range(runs)]
    beside = min(expected, REFERENCE_ROWS)
    theirs = [
        _measured(database, _export(*export, beside), beside) for _run in range(runs)
    ]
    mine, other = (list(zip(*side, strict=True)) for side in (ours, theirs))
    yield common.result(
        f"{name}: time for 1,000",
        [1000 * seconds / expected for seconds in mine[0]],
        [1000 * seconds / beside for seconds in other[0]],
        in_all=f"{statistics.median(mine[0]):.0f} s",
    )
    one = common.result(
        f"{name}: memory",
        mine[1],
        other[1],
        "MB",
        reference_rows=beside,
        idle=f"{statistics.median(mine[2]):.0f} MB",
        file=f"{mine[3][0] / 1e6:.1f} MB",
    )
    yield one._replace(goal=f"< {GOAL_MB} MB", met=one.ours < GOAL_MB)


def _measured(database, ask, expected):
    """:return: (seconds, peak above idle in MB, idle in MB, bytes of the file)"""
    with Server(",".join(config["addons_path"])) as server:
        session = Session(server, database, LOGIN, PASSWORD)
        ask(session, few=True)
        idle = _memory(server.process_id, "VmRSS")
        # The peak counts from now on.
        Path(f"/proc/{server.process_id}/clear_refs").write_text("5")
        begin = time.perf_counter()
        content = ask(session, few=False)
        seconds = time.perf_counter() - begin
        peak = _memory(server.process_id, "VmHWM")
    rows = _rows(content)
    if not expected <= rows <= expected + 2:
        raise RuntimeError(f"{rows} rows instead of {expected}")
    say(f"{seconds:.1f} s, {peak - idle:.0f} MB above {idle:.0f} MB")
    return seconds, peak - idle, idle, len(content)


def _memory(process_id, name):
    """A figure of a process in MB."""
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith(f"{name}:")]
    return int(line.split()[1]) * 1024 / 1e6


def _rows(content):
    """Rows of the first sheet, with the heading and the totals."""
    count = 0
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        with book.open("xl/worksheets/sheet1.xml") as sheet:
            rest = b""
            while block := sheet.read(1 << 20):
                block = rest + block
                count += block.count(b"<row ")
                rest = block[-4:] if not block.endswith(b"<row ") else b""
    return count


def _report(key, all_values, few_values):
    def ask(session, *, few):
        values = {"report": key, **(few_values if few else all_values)}
        ids = session.call("customer.report", "create", [values])
        action = session.call("customer.report", "action_download", ids)
        return session.download(action["url"])

    return ask


def _export(model, names, domain, count):
    def ask(session, *, few):
        ids = session.call(model, "search", domain, limit=1 if few else count)
        fields = [{"name": name, "label": name, "type": "char"} for name in names]
        [token] = TOKEN.findall(session.download("/odoo").decode())[:1]
        return session.download(
            "/web/export/xlsx",
            data=json.dumps(
                {
                    "model": model,
                    "ids": ids,
                    "domain": [],
                    "fields": fields,
                    "groupby": [],
                    "import_compat": False,
                }
            ),
            csrf_token=token,
        )

    return ask


# -------------------------------------------------------------------------------- data


def _database(databases, source, size):
    def fill(name):
        with environment(name, commit=True) as env:
            _add_reader(env)
            first = data.add_customers(env.cr, size)
            _add_grades(env, first, size)
            _add_cases(env, first, size)
            secrets = env["res.partner"].browse(range(first + 1, first + 1 + SECRETS))
            secrets.confidentiality_own_level = "3"
        common.vacuum(name)

    return databases.ensure(f"reports_{size}", fill, source)


def _add_reader(env):
    groups = [Command.link(env.ref(name).id) for name in GROUPS]
    env["res.users"].create(
        {
            "name": "Reader",
            "login": LOGIN,
            "password": PASSWORD,
            "email": "reader@example.com",
            "group_ids": groups,
        }
    )
    # So many customers a day is what is measured here.
    parameters = env["ir.config_parameter"]
    for name in ("warn", "block"):
        parameters.set_param(f"customer_policy.export_{name}_count", "0")


def _add_grades(env, first, size):
    say(f"{size:,} grades")
    scheme = env["customer.grade.scheme"].search([("is_primary", "=", True)], limit=1)
    grades = scheme.grade_ids.ids
    common.insert_select(
        env.cr,
        "customer_grade_assignment",
        {
            "partner_id": f"{first} + i",
            "scheme_id": str(scheme.id),
            "grade_id": f"(ARRAY{grades})[1 + i % {len(grades)}]",
            "score": "i % 100",
            "date_from": "'2025-01-01'",
            "reason": "'Measured'",
            "create_uid": "1",
            "write_uid": "1",
            "create_date": "localtimestamp",
            "write_date": "localtimestamp",
        },
        f"generate_series(1, {size}) i",
    )
    env.invalidate_all()
    env["customer.grade.assignment"]._refresh_partner_grades()


def _add_cases(env, first, size):
    say(f"{size:,} cases")
    team = env.ref("customer_policy.complaint_team_service")
    categories = env["customer.complaint.category"].search([]).ids
    received = "'2025-01-01'::timestamp + i % 360 * interval '1 day'"
    with data.bare(env.cr, "customer_complaint"):
        common.insert_select(
            env.cr,
            "customer_complaint",
            {
                "number": "'BENCH/' || i",
                "name": "'Late delivery ' || i",
                "kind": "'complaint'",
                "severity": "(ARRAY['general', 'important', 'major'])[1 + i % 3]",
                "channel": "'phone'",
                "company_id": str(team.company_id.id),
                "state": "'closed'",
                "is_open": "false",
                "is_valid": "true",
                "partner_id": f"{first} + {SECRETS} + 1 + i % {size - SECRETS - 1}",
                "commercial_partner_id": f"{first} + {SECRETS} + 1"
                f" + i % {size - SECRETS - 1}",
                "contact_name": "'Somebody ' || i",
                "category_id": f"(ARRAY{categories})[1 + i % {len(categories)}]",
                "team_id": str(team.id),
                "user_id": "2",
                "responsible_id": "2",
                "first_responsible_id": "2",
                "date_received": received,
                "date_answered": f"{received} + interval '3 days'",
                "date_closed": f"{received} + interval '5 days'",
                "answer_hours": "72",
                "close_hours": "120",
                "cause": WORDS,
                "conclusion": WORDS,
                "countermeasure": WORDS,
                "prevention": WORDS,
                "reopen_count": "0",
                "create_uid": "1",
                "write_uid": "1",
                "create_date": "localtimestamp",
                "write_date": "localtimestamp",
            },
            f"generate_series(1, {size}) i",
        )
