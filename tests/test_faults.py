"""The checker of ./dev faults: a whole database passes, each planted defect is found.

The same acts as under faults, each done once here, without any; then each defect is
planted in a transaction that is rolled back.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg2
import pytest
from odoo_shell import PATIENCE_S, start
from rpc import Session

from devkit.database import Database
from devkit.server import Server
from faults import checks, scene_file
from faults.acts import BY_NAME
from faults.checks import Evidence
from faults.client import ACKNOWLEDGED, FAILED, REFUSED
from faults.clock import turns
from faults.desk import Desk
from faults.journal import Entry, Journal
from faults.world import World

ACTS = """
    complaint register, complaint message, complaint file, complaint accept,
    complaint investigate, complaint propose, complaint approve, complaint register,
    visit plan, visit confirm, visit check in, visit put off, points open month,
    points book, points close,
    violation report, violation investigate, violation hear, violation decide,
    violation enforce, grade points, review begin, review compute, review approve,
    review apply, secret read, secret read
"""
NAMES = [" ".join(name.split()) for name in ACTS.split(",")]


@pytest.fixture(scope="module")
def facts(database: Database, tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("faults")
    file, log = folder / "facts.json", folder / "scene.log"
    script = f"FACTS = {str(file)!r}\n{scene_file.script()}"
    process = start(database, log, script)
    process.wait(PATIENCE_S)
    assert file.exists(), log.read_text()
    return json.loads(file.read_text())


@pytest.fixture(scope="module")
def journal(server: Server, facts: dict) -> Journal:
    """Everything was done once, and acknowledged."""
    journal, world = Journal(), World(facts)
    world.put("secret", facts["secrets"][0], "")

    def now() -> datetime:
        return datetime.now(UTC)

    desk = Desk(server.address, server.name, world, journal, now, random.Random(9))
    for name in NAMES:
        desk.do(BY_NAME[name])
    told = {entry.act: entry.text for entry in journal.entries if entry.text}
    assert not told, told
    assert [entry.act for entry in journal.entries] == NAMES
    login = facts["people"]["custodian"]
    custodian = Session(server.address, server.name, login, login)
    custodian.call("customer.access.log", "action_seal", [])
    return journal


@pytest.fixture
def evidence(database: Database, journal: Journal, facts: dict) -> Iterator[Evidence]:
    variables = database.environment.cluster.variables()
    connection = psycopg2.connect(
        host=variables["PGHOST"],
        port=variables["PGPORT"],
        user=variables["PGUSER"],
        dbname=database.name,
    )
    yield Evidence(connection.cursor(), journal, database.filestore, facts)
    connection.rollback()
    connection.close()


def test_the_clock_is_set_to_where_calendars_are_difficult():
    start = datetime(2026, 11, 29, 12, tzinfo=UTC)
    found = islice(turns(start, ZoneInfo("Europe/Berlin")), 7)
    assert [(turn.name, f"{turn.moment:%Y-%m-%d %H:%M}") for turn in found] == [
        ("the end of a month", "2026-11-30 23:00"),
        ("the end of a year", "2026-12-31 23:00"),
        ("daylight saving begins", "2027-03-28 01:00"),
        ("daylight saving ends", "2027-10-31 01:00"),
        ("the beginning of 29 February", "2028-02-28 23:00"),
        ("the end of 29 February", "2028-02-29 23:00"),
        ("daylight saving begins", "2028-03-26 01:00"),
    ]


def subjects(evidence: Evidence) -> set[str]:
    return {found.subject for found in checks.findings(evidence)}


def test_a_whole_database_passes(evidence: Evidence):
    assert checks.findings(evidence) == []


DEFECTS = {
    "a message is lost": (
        "DELETE FROM mail_message WHERE body LIKE '%FX2.%'",
        "traces of acts",
    ),
    "a decision is doubled": (
        "INSERT INTO customer_complaint_decision"
        " (complaint_id, role, user_id, date, opinion, outcome)"
        " SELECT complaint_id, role, user_id, date, opinion, outcome"
        " FROM customer_complaint_decision",
        "traces of acts",
    ),
    "a case is gone": (
        "UPDATE customer_complaint SET name = 'another'",
        "traces of acts",
    ),
    "a state changes without a word": (
        "UPDATE customer_complaint SET state = 'closed' WHERE state = 'new'",
        "changes of state",
    ),
    "an act is forgotten": (
        "DELETE FROM mail_tracking_value WHERE new_value_char = 'Confirmed'",
        "changes of state",
    ),
    "a number is taken twice": (
        "DROP INDEX customer_complaint_number_unique;"
        " UPDATE customer_complaint SET number = (SELECT min(number)"
        " FROM customer_complaint)",
        "numbers",
    ),
    "a visit has no number": ("UPDATE customer_visit SET number = NULL", "numbers"),
    "a series has a gap": (
        "UPDATE ir_sequence_date_range SET number_next = number_next + 1"
        " WHERE sequence_id IN (SELECT id FROM ir_sequence"
        " WHERE code = 'customer.violation.notice')",
        "numbers",
    ),
    "a clock is lost": (
        "DELETE FROM customer_complaint_deadline WHERE step = 'answer'",
        "clocks",
    ),
    "a clock runs on": (
        "UPDATE customer_complaint_deadline SET date_met = NULL"
        " WHERE step = 'acknowledge'",
        "clocks",
    ),
    "a meeting is gone": (
        "DELETE FROM calendar_event WHERE visit_id IS NOT NULL",
        "visits",
    ),
    "a check-in is gone": (
        "UPDATE customer_visit SET check_in_date = NULL",
        "visits",
    ),
    "a step is too high": (
        "UPDATE customer_violation SET occurrence = 2",
        "ladder",
    ),
    "a penalty is doubled": (
        "INSERT INTO customer_penalty (violation_id, employee_id, measure, state)"
        " SELECT violation_id, employee_id, measure, state FROM customer_penalty",
        "ladder",
    ),
    "a decision was not counted": (
        "UPDATE hr_employee SET violation_decision_count = 0",
        "ladder",
    ),
    "points are not booked": (
        "UPDATE customer_penalty SET points = 3",
        "points",
    ),
    "two periods of points share their days": (
        "DROP INDEX IF EXISTS customer_point_period_begin_unique;"
        " INSERT INTO customer_point_period"
        " (name, company_id, date_from, date_to, state, points_start)"
        " SELECT number, 1, '2031-01-01', '2031-01-31', 'open', 100"
        " FROM unnest(ARRAY['one', 'two']) number",
        "points",
    ),
    "a sheet leaves out an entry": (
        "INSERT INTO customer_point_period"
        " (name, company_id, date_from, date_to, state, points_start)"
        " VALUES ('one', 1, '2031-01-01', '2031-01-31', 'closed', 100);"
        " INSERT INTO customer_point_result (period_id, employee_id, points)"
        " SELECT period.id, employee.id, 99 FROM customer_point_period period,"
        " hr_employee employee WHERE period.name = 'one'",
        "points",
    ),
    "a customer shows another grade": (
        "UPDATE res_partner SET customer_grade_id = NULL"
        " WHERE customer_grade_id IS NOT NULL",
        "grades",
    ),
    "two grades are current": (
        "DROP INDEX customer_grade_assignment_current_unique;"
        " INSERT INTO customer_grade_assignment"
        " (partner_id, scheme_id, grade_id, date_from)"
        " SELECT partner_id, scheme_id, grade_id, date_from"
        " FROM customer_grade_assignment",
        "grades",
    ),
    "a line of the log is lost": (
        "DELETE FROM customer_access_log WHERE id ="
        " (SELECT max(id) FROM customer_access_log WHERE operation = 'read')",
        "lines of the access log",
    ),
    "a line of the log was changed": (
        "UPDATE customer_access_log SET record_count = record_count + 1"
        " WHERE position = 2",
        "hash chain",
    ),
    "a line of the log is gone from the chain": (
        "DELETE FROM customer_access_log WHERE position = 1",
        "hash chain",
    ),
    "the last seal is gone": (
        "UPDATE customer_access_seal SET position_to = position_to - 1",
        "hash chain",
    ),
    "the row of a file says another content": (
        "UPDATE ir_attachment SET checksum = 'x' WHERE name LIKE 'FX%'",
        "files",
    ),
    "a file is gone": (
        "UPDATE ir_attachment SET store_fname = 'zz/none' WHERE name LIKE 'FX%'",
        "files",
    ),
    "scheduled work is switched off": (
        "UPDATE ir_cron SET active = false WHERE cron_name LIKE '%seal the access%'",
        "scheduled work",
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_each_planted_defect_is_found(evidence: Evidence, name: str):
    sql, subject = DEFECTS[name]
    evidence.cursor.execute(sql)
    assert evidence.cursor.rowcount != 0, "nothing was planted"
    assert subject in subjects(evidence)


@pytest.mark.parametrize(
    ("outcome", "is_found"), [(REFUSED, True), (FAILED, True), ("uncertain", False)]
)
def test_what_was_refused_must_not_be_there(
    evidence: Evidence, outcome: str, is_found: bool
):
    first = evidence.journal.entries[0]
    assert first.outcome == ACKNOWLEDGED
    other = Journal(entries=[Entry(first.marker, first.act, first.person, outcome)])
    changed = Evidence(evidence.cursor, other, evidence.filestore, evidence.facts)
    assert ("traces of acts" in subjects(changed)) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("The attachment collides with an existing file.", True),
        ("CP/2026/00001 is over. Reopen it before you change it.", False),
    ],
)
def test_a_refusal_without_a_reason_is_found(
    evidence: Evidence, text: str, is_found: bool
):
    entry = Entry("FX0.", "complaint file", "officer", REFUSED, text=text)
    other = Journal(entries=[entry])
    changed = Evidence(evidence.cursor, other, evidence.filestore, evidence.facts)
    assert ("refusals without a reason" in subjects(changed)) is is_found


def test_a_file_that_ends_in_its_middle_is_found(evidence: Evidence, tmp_path: Path):
    evidence.cursor.execute(
        "SELECT store_fname FROM ir_attachment WHERE name LIKE 'FX%'"
    )
    (name,) = evidence.cursor.fetchone()
    half = tmp_path / name
    half.parent.mkdir()
    half.write_bytes((evidence.filestore / name).read_bytes()[:-1])
    changed = Evidence(evidence.cursor, evidence.journal, tmp_path, evidence.facts)
    texts = [found.text for found in checks.findings(changed)]
    marker = evidence.journal.entries[2].marker
    assert f"file {marker} {marker}bin is not what was sent" in texts
