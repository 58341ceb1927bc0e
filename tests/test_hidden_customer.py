"""Hidden customers and cases show nowhere: every attacker, every way, over HTTP.

What is tried comes from the registry, so that a model added tomorrow is covered.
``ATTACK_THOROUGHLY=1`` lets every attacker try all that others with the same rights
have tried already.
"""

import json
import os
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import attack
import attack_report
import pytest
from attack import Attack, Cases, Reading
from attack_client import Client
from attack_findings import Findings, Leak
from attack_secrets import AROUND_CASES, REPORTER, SECRETS

from devkit import build
from devkit.database import Database
from devkit.environment import prepare
from devkit.paths import DEV, LOGS, ROOT
from devkit.process import output
from devkit.server import Server, unused_port

FOLDER = Path(__file__).parent
ALLOWED = FOLDER / "attack_allowed.toml"
# Requests for access and the like go by the code on purpose, for whoever reads them.
BY_CODE = {
    "mail_activity.res_name": "AND t.res_model NOT LIKE 'customer.%'",
    "mail_message.body": "AND t.subject IS DISTINCT FROM 'Nobody to do the work'",
}
SECURITY = ROOT / "SECURITY.md"
ADMIN = ("admin", "admin")
# What a cleared colleague must find, or the attack could not find it either.
PROVEN_WAYS = ("list", "name", "group", "count", "id")
# Masked, they stay: accounts without them would be wrong.
MASKED = ("account.move", "account.move.line", "account.payment")


@pytest.fixture(scope="module")
def subject() -> Iterator[Database]:
    environment = prepare()
    database = Database(environment, f"clone_attack_{os.getpid()}")
    database.clone_from(build.test_template(environment), safe=False)
    yield database
    database.drop()


@pytest.fixture(scope="module")
def facts(subject: Database) -> dict:
    file = DEV / f"attack-{os.getpid()}.json"
    environment = subject.environment
    command = environment.odoo(
        "shell",
        *("-d", subject.name, "--no-http", "--log-level=warn"),
        "--log-handler=odoo.sql_db:CRITICAL",
    )
    variables = environment.variables(
        ATTACK_FACTS=str(file),
        PYTHONPATH=os.pathsep.join([str(FOLDER), str(environment.source.folder)]),
    )
    program = (FOLDER / "attack_scene.py").read_text()
    output(command, env=variables, text=program)
    subject.query("ANALYZE")
    facts = attack.load(file)
    file.unlink()
    return facts


@pytest.fixture(scope="module")
def battle(subject: Database, facts: dict) -> Iterator[Attack]:
    # As many processes as there are attackers at a time.
    workers = ("--workers=2", "--max-cron-threads=0", f"--gevent-port={unused_port()}")
    server = Server(subject.name, workers)
    server.start(subject, unused_port())
    battle = Attack(server.address, subject.name, facts)
    battle.odoo_version = subject.environment.source.version
    yield battle
    server.stop()
    server.forget()


@pytest.fixture(scope="module")
def control(battle: Attack) -> Findings:
    """What somebody with a clearance sees, by the same eyes."""
    cleared = Attack(battle.address, battle.database, battle.facts)
    of_cases = ("customer.complaint", "customer.violation", "customer.penalty")
    of_customers = ("res.partner", "sale.order", "calendar.event", *MASKED)
    chosen = cleared.facts.get("only")
    cleared.facts["only"] = (*of_customers, *of_cases)
    ways = (Reading, Cases) if AROUND_CASES else (Reading,)
    findings = cleared.run([attack.CONTROL], ways=ways)
    cleared.facts["only"] = chosen
    return findings


@pytest.fixture(scope="module")
def findings(battle: Attack, control: Findings) -> Findings:
    """The control first: the attackers leave traces."""
    former = battle.enter("former")
    _assert_knows(former)
    boss = Client(battle.address, battle.database)
    boss.login(*ADMIN)
    battle.demote("former", battle.facts["clearances"], boss)
    began = time.monotonic()
    findings = battle.run(attack.attackers(battle.facts))
    seconds = time.monotonic() - began
    report = "\n\n".join(
        [
            findings.table(),
            "LEAKS\n" + attack.grouped(findings.leaks),
            "ORACLES\n" + attack.grouped(findings.oracles),
            "FAILURES\n" + attack.grouped(findings.failures),
            "SECONDS\n" + json.dumps(battle.seconds),
            "NOT MADE\n" + json.dumps(battle.facts["not_made"], indent=1),
        ]
    )
    (LOGS / "attack.log").write_text(report)
    print(findings.table())
    left = {
        "Leaks": _left("leak", findings.leaks),
        "Oracles": _left("oracle", findings.oracles),
        "Failures": _left("failure", findings.failures),
    }
    if attack.IS_WHOLE:
        attack_report.keep(findings, left, seconds, battle.odoo_version)
    return findings


def _assert_knows(former) -> None:
    people = former.facts["people"]
    answer = former.client.kw("res.partner", "read", [[people["top1"]], ["name"]], {})
    assert answer.result and "ZQX" in answer.result[0]["name"], answer.complaint


@pytest.mark.parametrize("way", PROVEN_WAYS)
def test_the_eyes_find_what_somebody_cleared_sees(control: Findings, way: str):
    found = [leak for leak in control.of(attack.CONTROL) if leak.way == way]
    assert found


if AROUND_CASES:  # what ./dev attack looks for beyond customers

    @pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.key)
    def test_the_eyes_find_each_secret_of_a_case(control: Findings, facts, secret):
        """Its texts or its rows, by whoever may know them."""
        rows = facts["secret_rows"][secret.key]
        assert rows
        assert any(
            leak.model in rows or secret.prefix in leak.what.lower()
            for leak in control.of(attack.CONTROL)
        )

    def test_the_reporter_and_the_twin_are_named_alike_to_staff(findings: Findings):
        """Else there would be nothing to compare."""
        assert findings.named("staff", REPORTER[1])


def test_the_scene_has_documents_of_most_models_with_customers(facts: dict):
    pointing = {
        name
        for name, model in facts["models"].items()
        if not model["transient"]
        and any(
            field["relation"] == "res.partner"
            and field["stored"]
            and field["type"] == "many2one"
            for field in model["fields"].values()
        )
    }
    assert len(pointing & set(facts["hidden_documents"])) > len(pointing) / 2


def test_nothing_leaks(findings: Findings):
    assert _left("leak", findings.leaks) == ""


def test_nothing_tells_that_a_customer_exists(findings: Findings):
    assert _left("oracle", findings.oracles) == ""


def test_nothing_breaks(findings: Findings):
    assert _left("failure", findings.failures) == ""


def test_open_customers_stay_visible(battle: Attack, findings: Findings):
    for key in ("employee", "salesperson", "accountant", "administrator"):
        client = battle.team[key].client
        opened = battle.facts["open_partners"]
        answer = client.kw("res.partner", "read", [opened, ["name"]], {})
        assert len(answer.result or ()) == len(opened), answer.complaint
    for model in ("sale.order", "account.move"):
        opened = battle.facts["open_rows"][model]
        client = battle.team["administrator"].client
        answer = client.kw(model, "search_count", [[("id", "in", opened)]], {})
        assert answer.result


def test_entries_of_a_hidden_customer_stay_in_the_books(
    battle: Attack, findings: Findings
):
    client = battle.team["accountant"].client
    for model in MASKED:
        rows = sorted(map(int, battle.facts["hidden_documents"][model]))
        answer = client.kw(model, "search_count", [[("id", "in", rows)]], {})
        assert answer.result == len(rows)


def test_no_mask_is_stored(subject: Database, findings: Findings):
    """The codes of the hidden customers stand where they belong, and nowhere else."""
    columns = subject.query(
        """
        SELECT table_name || '.' || column_name
          FROM information_schema.columns JOIN pg_class ON relname = table_name
         WHERE table_schema = 'public' AND relkind = 'r'
           AND data_type IN ('character varying', 'text', 'jsonb')
           AND table_name NOT LIKE 'customer\\_access\\_%'
           AND table_name <> 'bus_bus'
           AND (table_name, column_name) NOT IN (
               ('res_partner', 'confidential_code'),
               ('customer_policy_classified_contact', 'confidential_code')
           )
        """
    ).split()
    found = subject.query(
        " UNION ALL ".join(
            "SELECT '{}' WHERE EXISTS (SELECT 1 FROM {} JOIN res_partner p "
            "ON p.confidential_code IS NOT NULL AND {}::text LIKE "
            "'%' || p.confidential_code || '%' {})".format(
                name,
                f'"{name.split(".")[0]}" t',
                f't."{name.split(".")[1]}"',
                BY_CODE.get(name, ""),
            )
            for name in columns
        )
    )
    assert found.split() == []


def test_what_is_allowed_is_explained():
    sections = {
        line.removeprefix("### ").strip()
        for line in SECURITY.read_text().splitlines()
        if line.startswith("### ")
    }
    for entry in tomllib.loads(ALLOWED.read_text()).get("allowed", ()):
        assert entry["section"] in sections


def _left(kind: str, found: dict[Leak, set[str]]) -> str:
    allowed = [
        entry
        for entry in tomllib.loads(ALLOWED.read_text()).get("allowed", ())
        if entry["kind"] == kind
    ]
    return attack.grouped(
        {
            leak: who
            for leak, who in found.items()
            if not any(_covers(entry, leak, who) for entry in allowed)
        }
    )


def _covers(entry: dict, leak: Leak, who: set[str]) -> bool:
    """An entry explains one place, not whatever may come to light beside it."""
    names = ("way", "model", "call", "where")
    is_place = all(entry[name] == getattr(leak, name) for name in names)
    return is_place and who <= set(entry.get("attackers", who))
