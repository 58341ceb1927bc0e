"""An update loses nothing and changes nothing that people have made."""

import importlib.util
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass

import every_state
import pytest
import releases
from installation import Installation
from life import Life

from devkit import addons, build
from devkit.database import Database
from devkit.paths import ROOT

SCRIPT = ROOT / "customer_policy/migrations/19.0.1.0.1/post-migration.py"
PRESENT = addons.ours()["customer_policy"].version
NEVER_RELEASED = "19.0.1.0.0"
# What an update writes of its own: it loads its files, and says when.
REWRITTEN = ("write_date", "write_uid")
TABLES = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       AND (relname LIKE 'customer\\_%' OR relname IN (
            'mail_message', 'mail_mail', 'mail_followers', 'mail_activity',
            'mail_template', 'mail_notification', 'res_groups_users_rel', 'ir_rule',
            'ir_sequence', 'ir_config_parameter', 'res_partner', 'res_users',
            'res_company', 'hr_employee', 'calendar_event', 'calendar_attendee',
            'sale_order', 'account_move', 'crm_lead'))
     ORDER BY relname
"""
# Settings of each wing as a manager may have them.
EDITED = {
    ("scheme_importance", "name"): "Worth to us",
    ("grade_importance_key", "min_score"): 77.0,
    ("clause_grading", "name"): "How we tell customers apart",
    ("complaint_category_quarrel", "name"): "Words",
    ("mail_template_complaint_receipt", "subject"): "Thank you for writing",
    ("deadline_rule_complaint_answer", "amount"): 5,
    ("confidentiality_level_1", "max_days"): 90,
    ("confidentiality_model_hr_employee", "masked_fields"): "name",
    ("visit_type_on_site", "name"): "At the customer's",
}
EDIT = """
for (name, field), value in {edited!r}.items():
    env.ref("customer_policy." + name)[field] = value
env.cr.commit()
"""
# A database of before the first release: Odoo compares versions to choose scripts.
AGE = """
for name, field, former, _present in {changes!r}:
    env.ref("customer_policy." + name)[field] = former
modules = env["ir.module.module"].search([("name", "in", {ours!r})])
modules.latest_version = {version!r}
env.cr.commit()
"""
SHOW = """
import json
shown = [env.ref("customer_policy." + name)[field] for name, field in {names!r}]
print("SHOWN", json.dumps(shown))
"""


def changes() -> list[tuple[str, str, str, str]]:
    """What the script of the first release changes, see there."""
    spec = importlib.util.spec_from_file_location("script", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return [tuple(change) for change in script.CHANGES]


def shown(installation: Installation, names: list[tuple[str, str]]) -> list:
    [line] = [
        line
        for line in installation.run(SHOW.format(names=names)).splitlines()
        if line.startswith("SHOWN")
    ]
    return json.loads(line.removeprefix("SHOWN"))


def contents(installation: Installation) -> dict[str, str]:
    """:return: {table: number of rows and checksum}"""
    parts = []
    for table in installation.lines(TABLES):
        columns = [c for c in installation.columns(table) if c not in REWRITTEN]
        row = ", ".join(f'"{column}"' for column in columns)
        parts.append(
            f"SELECT '{table}', count(*), md5(string_agg(line, '' ORDER BY line))"
            f" FROM (SELECT md5(ROW({row})::text) AS line FROM {table}) rows"
        )
    found = installation.lines(" UNION ALL ".join(parts))
    return dict(line.split("|", 1) for line in found)


@dataclass(frozen=True)
class Updates:
    """What a database held before, after an update and after another."""

    installation: Installation
    before: dict[str, str]
    once: dict[str, str]
    twice: dict[str, str]


@pytest.fixture(scope="module", params=sorted({*releases.released(), PRESENT}))
def installation(request, life: Life, tmp_path_factory) -> Iterator[Installation]:
    """One with data in every state, as this version or a released one has made it."""
    environment = life.installation.environment
    database = Database(environment, f"upgrade_{os.getpid()}")
    if request.param == PRESENT:
        database.clone_from(life.installation.database, safe=False)
        former = Installation(database)
    else:
        database.clone_from(build.full_template(environment), safe=False)
        folder = releases.unpack(request.param, tmp_path_factory.mktemp("released"))
        former = Installation(database, folder)
        former.install("--with-demo")
    assert every_state.fill(former) == ""
    yield Installation(database)
    database.drop()


@pytest.fixture(scope="module")
def updates(installation: Installation) -> Updates:
    installation.run(EDIT.format(edited=EDITED))
    before = contents(installation)
    installation.update()
    once = contents(installation)
    installation.update()
    return Updates(installation, before, once, contents(installation))


def test_the_versions_are_told_apart():
    assert len(set(releases.named())) == len(releases.named())
    assert releases.named()[0] == PRESENT
    assert {addon.version for addon in addons.ours().values()} == {PRESENT}


def test_nothing_is_lost_or_changed(updates: Updates):
    assert different(updates.before, updates.once) == {}


def test_another_update_changes_nothing_either(updates: Updates):
    assert different(updates.once, updates.twice) == {}


def test_what_a_manager_has_edited_stays(updates: Updates):
    assert shown(updates.installation, list(EDITED)) == list(EDITED.values())


def test_settings_that_were_shipped_otherwise_become_those_of_today(
    installation: Installation, updates: Updates
):
    names = [change[:2] for change in changes()]
    today = [" ".join(value.split()) for value in shown(installation, names)]
    assert today == [change[3] for change in changes()]
    installation.run(
        AGE.format(changes=changes(), ours=list(addons.ours()), version=NEVER_RELEASED)
    )
    assert shown(installation, names) == [change[2] for change in changes()]
    installation.update()
    assert shown(installation, names) == today


def different(one: dict[str, str], other: dict[str, str]) -> dict[str, tuple]:
    return {
        table: (one.get(table), other.get(table))
        for table in sorted(one.keys() | other.keys())
        if one.get(table) != other.get(table)
    }
