"""A copy for tests tells nobody anything, and shows nobody more than the original."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass

import outlets
import pytest
from installation import Installation
from life import Life

from devkit.database import Database

# The robot of everybody who works here, and something that is on its way to it.
CONNECT = """
env["ir.config_parameter"].set_param(
    "customer_policy.webhook_private_hosts", "127.0.0.1:{port}"
)
robot = env["customer.policy.webhook"].create(
    {{
        "name": "Everybody",
        "format": "generic",
        "url": "http://127.0.0.1:{port}/send",
        "group_id": env.ref("base.group_user").id,
    }}
)
robot.is_confirmed = True
env["customer.policy.webhook.message"].create(
    {{"webhook_id": robot.id, "wing": "visit", "name": "V-1", "link": "/odoo"}}
)
env["mail.mail"].create(
    {{"email_to": "customer@example.com", "subject": "Waiting", "body_html": "One"}}
)
secret = env["res.partner"].search([("confidentiality_level", "=", "2")], limit=1)
env["account.move"].create({{"move_type": "out_invoice", "partner_id": secret.id}})
env.cr.commit()
"""
CRONS = """
    SELECT cron_name FROM ir_cron cron
      JOIN ir_act_server action ON action.id = cron.ir_actions_server_id
      JOIN ir_model model ON model.id = action.model_id
     WHERE cron.active AND model.model LIKE 'customer.%'
"""
# Whatever the schedule has, though it is switched off.
WORK = """
robots = env["customer.policy.webhook"].with_context(active_test=False).search([])
robots.action_unarchive()
crons = env["ir.cron"].with_context(active_test=False).search([])
for cron in crons.filtered(lambda cron: cron.cron_name and (
    cron.model_id.model.startswith("customer.") or cron.model_id.model == "mail.mail"
)):
    cron.method_direct_trigger()
env.cr.commit()
"""
# The classified customers that each person finds, and how each reads on invoices.
SEEN = """
import json
secret = env["res.partner"].search([("confidentiality_level", ">", "0")])
invoices = env["account.move"].search([("partner_id", "in", secret.ids)])
# Somebody without a clearance keeps the books.
bookkeeper = env["res.users"].search([("login", "=", "hr")])
bookkeeper.group_ids += env.ref("account.group_account_readonly")
seen = {}
for user in env["res.users"].search([("share", "=", False)], order="login"):
    env.invalidate_all()
    found = env["res.partner"].with_user(user).search([("id", "in", secret.ids)])
    names = []
    if user.has_group("account.group_account_readonly"):
        names = invoices.with_user(user).partner_id.mapped("display_name")
    seen[user.login] = [sorted(found.ids), sorted(names)]
env.invalidate_all()
true = invoices.partner_id.mapped("display_name")
print("SEEN", json.dumps({"secret": sorted(secret.ids), "seen": seen, "true": true}))
"""


@dataclass(frozen=True)
class Copy:
    """What a copy of the company sent when it was put to work, and who sees what."""

    posts: list
    mails: list[str]
    seen: dict
    crons: list[str]


def worked(life: Life, name: str, *, is_neutralized: bool) -> Iterator[Copy]:
    source = life.installation.database
    database = Database(source.environment, f"{name}_{os.getpid()}")
    database.clone_from(source, safe=False)
    installation = Installation(database)
    with outlets.opened() as sinks:
        installation.run(CONNECT.format(port=sinks.robot))
        if is_neutralized:
            installation.neutralize()
        crons = installation.lines(CRONS)
        installation.run(WORK, "--smtp=127.0.0.1", f"--smtp-port={sinks.mail}")
        seen = installation.run(SEEN).partition("SEEN")[2]
        yield Copy(*sinks.take(), json.loads(seen), crons)
    database.drop()


@pytest.fixture(scope="module")
def original(life: Life) -> Iterator[Copy]:
    yield from worked(life, "original", is_neutralized=False)


@pytest.fixture(scope="module")
def copy(life: Life) -> Iterator[Copy]:
    yield from worked(life, "neutral", is_neutralized=True)


def test_the_original_does_send(original: Copy):
    """Else the silence of the copy would say nothing."""
    assert original.posts
    assert original.mails
    assert original.crons


def test_the_copy_tells_no_robot(copy: Copy):
    assert copy.posts == []


def test_the_copy_sends_no_mail(copy: Copy):
    assert copy.mails == []


def test_nothing_is_carried_out_on_schedule_in_the_copy(copy: Copy):
    assert copy.crons == []


def test_nobody_sees_more_in_the_copy(original: Copy, copy: Copy):
    assert copy.seen == original.seen


def test_whoever_is_not_cleared_knows_no_more_than_before(copy: Copy):
    secret = copy.seen["secret"]
    assert secret
    assert copy.seen["seen"]["general_manager"][0] == secret
    assert copy.seen["seen"]["hr"][0] == []


def test_invoices_show_a_code(copy: Copy):
    _found, names = copy.seen["seen"]["hr"]
    assert names
    assert set(names).isdisjoint(copy.seen["true"])
