"""Three companies, three currencies, four languages, and names of every kind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import outlets
from installation import Installation
from outlets import Outlets
from rpc import Session

from devkit.database import Database
from devkit.server import Server, unused_port

# Who may do everything but know secrets; who is in two companies; who is in one.
EVERYTHING, OF_TWO, OF_ONE = "everything", "of_two", "of_one"
# Each breaks something else: quotes, markup, formulas and placeholders; characters of
# four bytes and of several code points; right to left, with marks; a zero-width joiner.
NAMES = (
    'O\'Neill "& Söhne" <b>%s</b> {0}',
    "🦊 Fuchs 👩‍👩‍👧 𠮷野家",
    "شركة «الأمل» للتجارة",
    "חברת \u202bתקווה\u202c בע״מ",
)
LANGUAGES = ("en_US", "zh_CN", "fr_FR", "ar_001")
MOST = 40  # of each, the latest
# Of the demo company: whatever has a name that people have typed in.
NAMED = (
    ("res.partner", "name"),
    ("customer.complaint", "name"),
    ("customer.complaint", "description"),
    ("customer.complaint.category", "name"),
    ("customer.complaint.team", "name"),
    ("customer.violation", "name"),
    ("customer.violation", "facts"),
    ("customer.violation.type", "name"),
    ("customer.visit", "report"),
    ("customer.visit.type", "name"),
    ("customer.policy", "name"),
    ("customer.policy.clause", "name"),
    ("customer.grade", "name"),
    ("customer.grade.scheme", "name"),
    ("hr.employee", "name"),
    ("hr.department", "name"),
)
RENAME = """
from itertools import cycle

for code in {languages!r}:
    env["res.lang"]._activate_lang(code)
env["res.partner"].search([]).lang = "en_US"
for model, field in {named!r}:
    records = env[model].with_context(
        active_test=False, lang="en_US", tracking_disable=True
    ).search([(field, "!=", False)], order="id desc", limit={most})
    for record, name in zip(records, cycle({names!r})):
        record[field] = f"{{record[field]}} {{name}}"
env.cr.commit()
"""
PEOPLE = """
from odoo import Command

# Each role of ours, and what Odoo asks for to write contacts and take lists out.
groups = env["res.groups"].search(
    [("id", "in", env["ir.model.data"].search([
        ("module", "=", "customer_policy"), ("model", "=", "res.groups"),
        ("name", "not like", "clearance"),
    ]).mapped("res_id"))]
)
for group in ("base.group_partner_manager", "base.group_allow_export"):
    groups |= env.ref(group)
groups |= env.ref("hr.group_hr_user")
names = {names!r}
main = env.company
companies = main
for name, currency, country in {companies!r}:
    money = env.ref(f"base.{{currency}}")
    money.active = True
    companies |= env["res.company"].create(
        {{"name": name, "currency_id": money.id, "country_id": env.ref(country).id}}
    )
for rate, company in zip({rates!r}, companies[1:]):
    env["res.currency.rate"].create(
        {{
            "name": "2020-01-01",
            "currency_id": company.currency_id.id,
            "company_id": False,
            "rate": rate,
        }}
    )
for login, own in (
    ({everything!r}, main), ({two!r}, companies[1:]), ({one!r}, companies[2])
):
    user = env["res.users"].create(
        {{
            "name": f"{{login}} {{names[1]}}",
            "login": login,
            "password": login,
            "email": f"{{login}}@x.test",
            "lang": "en_US",
            "company_id": own[0].id,
            "company_ids": [Command.set(own.ids)],
            "group_ids": [Command.link(group.id) for group in groups],
        }}
    )
    for company in own:
        env["hr.employee"].create(
            {{"name": user.name, "user_id": user.id, "company_id": company.id}}
        )
env.cr.commit()
"""
COMPANIES = (
    ('Büro «Ost» & "West"', "EUR", "base.de"),
    ("株式会社🦊", "JPY", "base.jp"),
)
RATES = (0.5, 100.0)  # of one unit of the main company's currency
CONNECT = """
env["ir.config_parameter"].set_param(
    "customer_policy.webhook_private_hosts", "127.0.0.1:{robot}"
)
env["ir.mail_server"].search([]).action_archive()
env["ir.mail_server"].create(
    {{"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": {mail}}}
)
env["mail.mail"].search([]).unlink()
env.cr.commit()
"""


@dataclass
class World:
    """A server of the demo company in strange names, with two sister companies."""

    database: Database
    server: Server
    outlets: Outlets

    def session(self, login: str) -> Session:
        return Session(self.server.address, self.server.name, login, login)

    def number(self, sql: str) -> int:
        return int(self.database.query(sql))

    def user_id(self, login: str) -> int:
        return self.number(f"SELECT id FROM res_users WHERE login = '{login}'")

    @property
    def period(self) -> dict[str, str]:
        """A year up to today."""
        today = date.today()
        return {
            "date_from": str(today - timedelta(days=365)),
            "date_to": str(today),
        }

    @property
    def month(self) -> str:
        """The last that is counted: by a clock further east the next may be over."""
        return self.database.query(
            "SELECT max(date_from) FROM customer_complaint_statistic"
            " WHERE state = 'ready'"
        )

    @property
    def point_period(self) -> int:
        return self.number(
            "SELECT max(id) FROM customer_point_period WHERE state = 'closed'"
        )

    def run_cron(self, name: str) -> None:
        admin = self.session("admin")
        module, _dot, name = name.partition(".")
        cron = self.number(
            "SELECT res_id FROM ir_model_data"
            f" WHERE module = '{module}' AND name = '{name}'"
        )
        admin.call("ir.cron", "method_direct_trigger", [cron])


@contextmanager
def world(source: Database) -> Iterator[World]:
    """:param source: of a company at work that has the add-ons"""
    database = Database(source.environment, f"world_{os.getpid()}")
    database.clone_from(source, safe=False)
    server = Server(database.name)
    with outlets.opened() as sinks:
        ports = {"robot": sinks.robot, "mail": sinks.mail}
        Installation(database).run(
            RENAME.format(languages=LANGUAGES, named=NAMED, names=NAMES, most=MOST)
            + PEOPLE.format(
                companies=COMPANIES,
                rates=RATES,
                names=NAMES,
                everything=EVERYTHING,
                two=OF_TWO,
                one=OF_ONE,
            )
            + CONNECT.format(**ports)
        )
        server.start(database, unused_port())
        yield World(database, server, sinks)
        server.stop()
        server.forget()
    database.drop()
