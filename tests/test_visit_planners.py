"""Visit plans under faults: two planners at once, a planner killed in the middle.

Real processes, each with its own connection; what they left is read by plain SQL.
"""

import re
from pathlib import Path

import pytest
from odoo_shell import PATIENCE_S, start, wait_for

from devkit.database import Database

CUSTOMERS = 120
PIECE = 50  # so many visits are confirmed at once, here
HALTED = "halted in the middle"
BUSY = "Somebody else is working on this"
ROUNDS = 4

# A tag and a rule of their own; the plan is made once and thrown away, to be counted.
PREPARE = f"""
from datetime import date
from dateutil.relativedelta import relativedelta
rules = env["customer.visit.rule"].search([])
rules.active = False
group = env.ref("customer_policy.group_user")
user = env["res.users"].create(
    {{"name": "planners_visitor", "login": "planners_visitor",
      "group_ids": [(6, 0, group.ids)]}}
)
tag = env["res.partner.category"].create({{"name": "Planners"}})
env["res.partner"].create(
    [{{"name": f"Planners {{n}}", "is_company": True, "user_id": user.id,
       "category_id": [(6, 0, tag.ids)]}} for n in range({CUSTOMERS})]
)
env["customer.visit.rule"].create(
    {{"name": "Planners", "tag_ids": [(6, 0, tag.ids)], "merge_days": 0,
      "visit_type_id": env.ref("customer_policy.visit_type_phone").id,
      "interval_number": 1, "interval_unit": "month"}}
)
first = date.today().replace(day=1) + relativedelta(months=2)
plan = env["customer.visit.plan"].create(
    {{"name": "Planners", "user_ids": [(6, 0, user.ids)], "date_from": first,
      "date_to": first + relativedelta(months=1, days=-1)}}
)
env.flush_all()
env.cr.execute(
    "UPDATE res_partner SET create_date = '2024-01-01' WHERE name LIKE 'Planners %'"
)
env.cr.commit()
plan.action_generate()
env.flush_all()
print("expected", len(plan.visit_ids), "archived", rules.ids, flush=True)
env.cr.rollback()
"""
PLAN = 'plan = env["customer.visit.plan"].search([("name", "=", "Planners")])\n'
GENERATE = f"{PLAN}plan.action_generate()\nenv.cr.commit()\n"
# All is written and nothing committed when it stops there, until it may go on.
HALT_GENERATING = f"""
import os
import time
Plan = type(env["customer.visit.plan"])
store = Plan._store
def store_and_halt(self, *args):
    store(self, *args)
    self.env.flush_all()
    print("{HALTED}", flush=True)
    while not os.path.exists({{go_on!r}}):
        time.sleep(0.1)
Plan._store = store_and_halt
"""
CONFIRM = f"""
from odoo.addons.customer_policy.models import customer_visit_plan_cron as ours
ours.CHUNK, ours.PIECE = 1, {PIECE}
"""
QUEUE = f"{CONFIRM}{PLAN}plan.action_confirm()\nenv.cr.commit()\n"
WORK = f'{CONFIRM}env["customer.visit.plan"]._cron_work_on_plans()\nenv.cr.commit()\n'
# The second piece is in calendars, written and not committed when it stops there.
HALT_CONFIRMING = f"""
import time
from itertools import count
Visit = type(env["customer.visit"])
pieces, confirm = count(1), Visit._confirm
def confirm_and_halt(self, user):
    confirm(self, user)
    self.env.flush_all()
    if next(pieces) == 2:
        print("{HALTED}", flush=True)
        time.sleep(3600)
Visit._confirm = confirm_and_halt
"""
OURS = """
    SELECT visit.* FROM customer_visit visit
      JOIN customer_visit_plan plan ON plan.id = visit.plan_id
     WHERE plan.name = 'Planners'
"""
COUNTS = f"""
    SELECT count(*), count(DISTINCT partner_id),
           count(DISTINCT (partner_id, date_due_from)),
           count(DISTINCT number) FROM ({OURS}) visit
"""
IN_CALENDAR = f"""
    SELECT count(DISTINCT visit.id) FILTER (WHERE visit.state = 'confirmed'),
           count(event.id), count(DISTINCT event.visit_id), count(attendee.id)
      FROM ({OURS}) visit
      LEFT JOIN calendar_event event ON event.visit_id = visit.id
      LEFT JOIN calendar_attendee attendee ON attendee.event_id = event.id
"""
SAME_TIMES = f"""
    SELECT count(*) FROM ({OURS}) visit
      JOIN calendar_event event ON event.visit_id = visit.id
     WHERE event.start = visit.date_planned AND event.name = visit.number
"""
# A notice says in its subject how many visits it is about.
TOLD = """
    SELECT sum(substring(subject FROM 'for you: ([0-9]+)')::integer)
      FROM mail_message message
      JOIN mail_notification notification ON notification.mail_message_id = message.id
      JOIN res_users users ON users.partner_id = notification.res_partner_id
     WHERE login = 'planners_visitor'
"""
STATE = "SELECT state, pending_step FROM customer_visit_plan WHERE name = 'Planners'"
# The server's own jobs would be at the same customers and plans.
JOBS_OFF = """
    WITH stopped AS (UPDATE ir_cron SET active = false WHERE active RETURNING id)
    SELECT string_agg(id::text, ',') FROM stopped
"""
JOBS_ON = "UPDATE ir_cron SET active = true WHERE id IN ({ids})"


def row(database: Database, query: str) -> str:
    return database.query(query).strip()


@pytest.fixture(scope="module")
def expected(database: Database, server, tmp_path_factory) -> int:
    """How many visits the plan comes to, when nothing happens."""
    jobs = row(database, JOBS_OFF)
    log = tmp_path_factory.mktemp("planners") / "prepare.log"
    start(database, log, PREPARE).wait(PATIENCE_S)
    found = re.search(r"expected (\d+) archived \[([\d, ]*)\]", log.read_text())
    assert found, log.read_text()
    yield int(found[1])
    database.query(JOBS_ON.format(ids=jobs))
    database.query(
        "UPDATE customer_visit_rule SET active = (name ->> 'en_US' <> 'Planners')"
        f" WHERE id IN ({found[2]}) OR name ->> 'en_US' = 'Planners'"
    )


def assert_none_lost_or_doubled(database: Database, expected: int) -> None:
    found = row(database, COUNTS)
    assert found == f"{expected}|{CUSTOMERS}|{expected}|{expected}"


def test_killed_while_planning_nothing_has_happened_and_two_plan_it_once(
    database: Database, expected: int, tmp_path: Path
):
    assert expected >= CUSTOMERS
    log = tmp_path / "killed.log"
    halted = HALT_GENERATING.format(go_on=str(tmp_path / "never"))
    planner = start(database, log, halted + GENERATE)
    wait_for(HALTED, planner, log)
    planner.kill()
    planner.wait()
    assert row(database, COUNTS) == "0|0|0|0"

    first_log, second_log = tmp_path / "first.log", tmp_path / "second.log"
    go_on = tmp_path / "go_on"
    halted = HALT_GENERATING.format(go_on=str(go_on))
    first = start(database, first_log, halted + GENERATE)
    wait_for(HALTED, first, first_log)
    second = start(database, second_log, GENERATE)
    second.wait(PATIENCE_S)
    go_on.touch()
    first.wait(PATIENCE_S)
    assert BUSY in second_log.read_text()
    assert_none_lost_or_doubled(database, expected)


def test_killed_while_confirming_it_goes_on_where_it_stopped(
    database: Database, expected: int, tmp_path: Path
):
    start(database, tmp_path / "again.log", GENERATE).wait(PATIENCE_S)
    start(database, tmp_path / "queue.log", QUEUE).wait(PATIENCE_S)
    assert row(database, STATE) == "draft|confirm"
    log = tmp_path / "killed.log"
    planner = start(database, log, HALT_CONFIRMING + WORK)
    wait_for(HALTED, planner, log)
    planner.kill()
    planner.wait()
    pieces = f"{PIECE}|{PIECE}|{PIECE}|{PIECE}"
    assert row(database, IN_CALENDAR) == pieces, "a piece as a whole or not at all"

    for turn in range(ROUNDS):
        pair = [start(database, tmp_path / f"{turn}-{i}.log", WORK) for i in (0, 1)]
        for process in pair:
            process.wait(PATIENCE_S)
        if row(database, STATE) == "confirmed|":
            break
    assert row(database, IN_CALENDAR) == "|".join([str(expected)] * 4)
    assert row(database, SAME_TIMES) == str(expected)
    assert row(database, TOLD) == str(expected)
    assert_none_lost_or_doubled(database, expected)
