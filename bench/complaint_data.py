"""The databases of the complaint benchmarks."""

import os

import common
from common import environment

from odoo import Command
from odoo.tools import config

PEERS = os.environ.get("CUSTOMER_POLICY_PEERS", "")
OURS = ("customer_policy_sale", "customer_policy_account")
HELPDESK = ("helpdesk_mgmt", "helpdesk_mgmt_sla")
PASSWORD = "bench"
LOGIN = "bench_registrar"
HANDLERS = 5
INBOX = "mail.group_mail_notification_type_inbox"
# The steps of a complaint and the hours they may take: the helpdesk gets as many.
DEADLINES = {
    "acknowledge": 1,
    "responsible": 8,
    "plan": 8,
    "put right": 24,
    "report": 24,
    "answer": 40,
    "close": 40,
}


def addons_path():
    return ",".join(filter(None, [*config["addons_path"], PEERS]))


def start():
    common.start()
    path = f"--addons-path={addons_path()}"
    config.parse_config(["--log-level=error", path], setup_logging=False)
    # Odoo has looked for add-ons already.
    from odoo.modules.module import initialize_sys_path

    initialize_sys_path()


def users(env, group):
    """Who registers, and those who handle; what they are told goes to their inbox."""
    people = env["res.users"].create(
        [
            {
                "name": login,
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@example.com",
                "group_ids": [
                    Command.link(env.ref(name).id) for name in (group, INBOX)
                ],
            }
            for login in [LOGIN, *(f"bench_handler_{i}" for i in range(HANDLERS))]
        ]
    )
    people.notification_type = "inbox"
    return people[0], people[1:]


def customers(env, count=50):
    return env["res.partner"].create(
        [
            {"name": f"Customer {i}", "email": f"c{i}@example.com", "is_company": True}
            for i in range(count)
        ]
    )


def ours(databases, source):
    def fill(name):
        common.install(name, OURS)
        with environment(name, commit=True) as env:
            _registrar, handlers = users(env, "customer_policy.group_complaint_officer")
            customers(env)
            env.ref("customer_policy.complaint_team_service").write(
                {
                    "member_ids": [Command.set(handlers.ids)],
                    "user_id": handlers[0].id,
                    "assign_method": "least_loaded",
                }
            )
        common.vacuum(name)

    return databases.ensure("complaints", fill, source)


def helpdesk(databases, source):
    """A team with working time, a deadline for each of our steps, people to assign."""

    def fill(name):
        common.install(name, HELPDESK)
        with environment(name, commit=True) as env:
            group = "helpdesk_mgmt.group_helpdesk_user_team"
            registrar, handlers = users(env, group)
            customers(env)
            team = env["helpdesk.ticket.team"].create(
                {
                    "name": "Service",
                    "use_sla": True,
                    "user_ids": [Command.set((registrar | handlers).ids)],
                }
            )
            done = env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)
            env["helpdesk.sla"].create(
                [
                    {
                        "name": name,
                        "hours": hours,
                        "team_ids": [Command.set(team.ids)],
                        "stage_id": done.id,
                    }
                    for name, hours in DEADLINES.items()
                ]
            )
        common.vacuum(name)

    return databases.ensure("helpdesk", fill, source)
