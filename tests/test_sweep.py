"""The sweep of complaint deadlines under faults: killed in its middle, twice at once.

Real processes, each with its own connection; what they left is read by plain SQL.
"""

from pathlib import Path

import pytest
from odoo_shell import PATIENCE_S, start, wait_for
from rpc import Session

from devkit.database import Database

CASES = 500
CHUNK = 100  # so many are committed at once, here
HALTED = "halted in the second piece"
ROUNDS = 4

SWEEP = f"""
from odoo.addons.customer_policy.models import customer_complaint_deadline_sweep as ours
ours.CHUNK = {CHUNK}
env["customer.complaint.deadline"]._cron_sweep()
"""
# The second piece is told, written and not committed when it stops there.
HALTED_SWEEP = f"""
import time
from itertools import count
Clock = type(env["customer.complaint.deadline"])
pieces, escalate = count(1), Clock._escalate_safely
def escalate_and_halt(self):
    escalate(self)
    if next(pieces) == 2:
        print("{HALTED}", flush=True)
        time.sleep(3600)
Clock._escalate_safely = escalate_and_halt
{SWEEP}"""
OURS = "SELECT id FROM customer_complaint WHERE name LIKE 'Sweep %'"
TOLD = f"""
    SELECT count(*) FROM customer_complaint_deadline
     WHERE step = 'close' AND escalated IS NOT NULL AND complaint_id IN ({OURS})
"""
# A notice says in its subject how many deadlines it is about.
NOTICES = """
    SELECT login, sum(substring(subject FROM 'missed: ([0-9]+)')::integer)
      FROM mail_message message
      JOIN mail_notification notification ON notification.mail_message_id = message.id
      JOIN res_users users ON users.partner_id = notification.res_partner_id
     WHERE login IN ('sweep_handler', 'sweep_head') GROUP BY login ORDER BY login
"""
TO_DO = f"""
    SELECT count(*), count(DISTINCT res_id) FROM mail_activity
     WHERE res_model = 'customer.complaint' AND automated AND res_id IN ({OURS})
"""
ONLY_CLOSING_IS_DUE = f"""
    UPDATE customer_complaint_deadline
       SET date_met = CASE WHEN step = 'close' THEN NULL ELSE date_start END,
           date_deadline = (now() AT TIME ZONE 'UTC') - interval '10 minutes',
           date_escalation = CASE WHEN step = 'close'
                THEN (now() AT TIME ZONE 'UTC') - interval '10 minutes' END
     WHERE complaint_id IN ({OURS});
"""
GROUPS = """
    SELECT res_id FROM ir_model_data
     WHERE (module, name) IN (('base', 'group_user'),
                              ('customer_policy', 'group_complaint_officer'))
"""
NO_SCHEDULER = """
    UPDATE ir_cron SET active = {active}
     WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.cron'
                     AND name = 'ir_cron_complaint_deadlines')
"""


@pytest.fixture
def due_cases(database: Database, admin: Session):
    """Cases of one handler and one head, each with one missed deadline."""
    database.query(NO_SCHEDULER.format(active="false"))
    groups = database.query(GROUPS).split()
    handler, head = admin.call(
        "res.users",
        "create",
        [
            {
                "name": login,
                "login": login,
                "email": f"{login}@example.com",
                "group_ids": [[6, 0, [int(group) for group in groups]]],
            }
            for login in ("sweep_handler", "sweep_head")
        ],
    )
    (team,) = admin.call(
        "customer.complaint.team",
        "create",
        [
            {
                "name": "Sweep",
                "assign_method": "manual",
                "member_ids": [[6, 0, [handler]]],
                "user_id": head,
            }
        ],
    )
    admin.call(
        "customer.complaint",
        "create",
        [
            {"name": f"Sweep {number}", "team_id": team, "user_id": handler}
            for number in range(CASES)
        ],
    )
    database.query(ONLY_CLOSING_IS_DUE)
    yield
    database.query(NO_SCHEDULER.format(active="true"))


def told(database: Database) -> int:
    return int(database.query(TOLD))


def assert_nothing_twice(database: Database, expected: int) -> None:
    assert database.query(NOTICES).split() == [
        f"sweep_handler|{expected}",
        f"sweep_head|{expected}",
    ]
    assert database.query(TO_DO).strip() == f"{expected}|{expected}"


def test_killed_or_doubled_it_tells_everybody_of_every_deadline_once(
    database: Database, due_cases, tmp_path: Path
):
    log = tmp_path / "killed.log"
    sweep = start(database, log, HALTED_SWEEP)
    wait_for(HALTED, sweep, log)
    sweep.kill()
    sweep.wait()
    assert told(database) == CHUNK, "a piece is told as a whole or not at all"
    assert_nothing_twice(database, CHUNK)

    for turn in range(ROUNDS):
        pair = [start(database, tmp_path / f"{turn}-{i}.log", SWEEP) for i in (0, 1)]
        for process in pair:
            process.wait(PATIENCE_S)
        if told(database) == CASES:
            break
    assert_nothing_twice(database, CASES)
