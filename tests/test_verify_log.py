"""``./dev verify-log`` on the database of a running server."""

import subprocess

from rpc import Session

from devkit.database import Database
from devkit.paths import ROOT

LINE = """
    INSERT INTO customer_access_log (date, user_id, operation, code)
    VALUES (now() at time zone 'UTC', 2, 'read', 'C-TEST')
"""


def verify_log(database: Database) -> subprocess.CompletedProcess:
    return subprocess.run(
        [ROOT / "dev", "verify-log", "--db", database.name],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_it_tells_from_which_line_the_log_is_broken(database: Database, admin: Session):
    group_id = database.query(
        "SELECT res_id FROM ir_model_data WHERE name = 'group_auditor'"
    )
    admin.call("res.users", "write", [2], {"group_ids": [[4, int(group_id)]]})
    for _line in range(3):
        database.query(LINE)
    admin.call("customer.access.log", "action_seal", [])
    whole = verify_log(database)
    assert whole.returncode == 0, whole.stderr
    assert "is whole" in whole.stdout

    (second,) = database.query(
        "SELECT id FROM customer_access_log WHERE position IS NOT NULL "
        "AND code = 'C-TEST' ORDER BY position OFFSET 1 LIMIT 1"
    ).split()
    database.query(f"UPDATE customer_access_log SET code = 'C-X' WHERE id = {second}")
    broken = verify_log(database)
    assert broken.returncode == 1
    assert f"line {second}" in broken.stdout
    database.query(
        f"UPDATE customer_access_log SET code = 'C-TEST' WHERE id = {second}"
    )
    assert verify_log(database).returncode == 0


def test_a_database_that_is_not_there():
    refused = subprocess.run(
        [ROOT / "dev", "verify-log", "--db", "no_such_database"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert refused.returncode == 1
    assert "no_such_database" in refused.stderr
