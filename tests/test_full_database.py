"""The add-ons come to a company that has been at work, and touch none of its rows."""

import os
from collections.abc import Iterator

import pytest
from installation import Installation
from life import BUSINESS, Life, Table, look

from devkit.database import Database

# Whoever gets a role is written again, and each company, which gets settings.
TOUCHED = {
    "res_partner": "SELECT partner_id FROM res_users WHERE login IN {administrators}",
    "res_company": "SELECT id FROM res_company",
}
ADMINISTRATORS = ("__system__", "admin")
OURS = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'customer\\_%'
"""


def test_the_company_has_been_at_work(life: Life):
    for table in BUSINESS:
        assert len(life.before[table].rows) > 0, table


@pytest.mark.parametrize("table", BUSINESS)
def test_no_row_is_changed(life: Life, table: str):
    before, after = life.before[table], life.installed[table]
    changed = [key for key, row in before.rows.items() if after.rows.get(key) != row]
    assert changed == []


@pytest.mark.parametrize("table", BUSINESS)
def test_no_row_is_written_again(life: Life, table: str):
    """Not even with the same content: a million rows would be a million times that."""
    before, after = life.before[table], life.installed[table]
    assert after.file == before.file
    moved = {key for key, place in before.places.items() if after.places[key] != place}
    touched = TOUCHED.get(table, "SELECT 0").format(administrators=ADMINISTRATORS)
    assert moved <= set(life.installation.lines(touched))


@pytest.fixture(scope="module")
def left(life: Life) -> Iterator[tuple[Installation, dict[str, Table]]]:
    """A copy that the add-ons have gone from, with all that was made with them."""
    source = life.installation.database
    database = Database(source.environment, f"left_{os.getpid()}")
    database.clone_from(source, safe=False)
    installation = Installation(database)
    installation.uninstall()
    yield installation, look(installation, life.columns)
    database.drop()


def test_uninstalling_takes_all_of_ours_along(left):
    installation, _tables = left
    assert installation.lines(OURS) == []


@pytest.mark.parametrize("table", BUSINESS)
def test_uninstalling_leaves_the_company_as_it_was(left, life: Life, table: str):
    _installation, tables = left
    before, after = life.before[table].rows, tables[table].rows
    changed = [key for key, row in before.items() if after.get(key) != row]
    assert changed == []
