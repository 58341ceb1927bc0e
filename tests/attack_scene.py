"""The scene of the attack, made by the superuser in ``odoo shell``.

Hidden customers carry a marker in every text, each marker naming its field; every
installed model gets documents of them, found in the registry. Run as a program with
``OUTPUT`` naming the file that receives what the attack has to know.
"""

import base64
import io
import json
import os
from datetime import timedelta

from attack_cases import CaseMaker
from attack_documents import DocumentMaker
from attack_registry import describe
from attack_secrets import AROUND_CASES
from PIL import Image

from odoo import Command, fields

PASSWORD = "attack-7f3a"
KNOWN_TO = timedelta(days=20)

# Only what a person in that position has; a clearance is nobody's.
ATTACKERS = {
    "employee": ["base.group_user", "base.group_allow_export"],
    "salesperson": [
        "base.group_allow_export",
        "sales_team.group_sale_salesman_all_leads",
        "base.group_partner_manager",
    ],
    "accountant": [
        "base.group_allow_export",
        "account.group_account_manager",
        "base.group_partner_manager",
    ],
    "staff": ["customer_policy.group_user"],
    "manager": ["customer_policy.group_manager", "base.group_partner_manager"],
    "custodian": ["customer_policy.group_custodian", "base.group_partner_manager"],
    "administrator": [
        "base.group_system",
        "base.group_allow_export",
        "sales_team.group_sale_manager",
        "account.group_account_manager",
        "hr.group_hr_manager",
    ],
    "former": ["sales_team.group_sale_salesman_all_leads", "base.group_user"],
}
CLEARED = "cleared"
CLEARANCE = "customer_policy.group_clearance_top_secret"


def picture() -> bytes:
    """Bytes that nothing else in the database has."""
    stream = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


class Scene:
    def __init__(self, env):
        self.env = env(
            context={
                "mail_create_nosubscribe": True,
                "no_reset_password": True,
                "mail_notify_force_send": False,
                "lang": "en_US",
            }
        )
        self.users = {}
        self.companies = {}
        self.people = {}

    def build(self) -> dict:
        self._prepare_company()
        self._make_customers()
        self.env["ir.model.data"].create(
            [
                {
                    "module": "__export__",
                    "name": f"attack_{key}",
                    "model": "res.partner",
                    "res_id": record.id,
                }
                for key, record in (self.companies | self.people).items()
            ]
        )
        self._make_users()
        self.cases = CaseMaker(self) if AROUND_CASES else None
        if self.cases:
            self.cases.make_people()
        self._make_documents()
        if self.cases:
            self.cases.make_complaint()
            self.cases.make_violations()
        self.env.flush_all()
        self._classify()
        self.env.flush_all()
        self.env.cr.commit()
        facts = self._facts()
        self.env.cr.commit()
        return facts

    def _prepare_company(self):
        company = self.env.company
        if "account.chart.template" in self.env and not company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company)
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")

    # Customers

    def _make_customers(self):
        """The hidden ones first: then an order by id is told from one by name."""
        for key, name in (("secret", "AA"), ("top", "ZZ"), ("confidential", "AB")):
            self.companies[key] = self._marked(key, name, is_company=True)
            for number in (1, 2):
                self._person(key, number)
        secret = self.companies["secret"]
        self.companies["subsidiary"] = self._marked(
            "subsidiary", "AC", is_company=True, parent_id=secret.id
        )
        self.people["delivery"] = self._marked(
            "delivery", "AD", type="delivery", parent_id=secret.id
        )
        Partner = self.env["res.partner"]
        for key in ("open", "other"):
            company = Partner.create(
                {
                    "name": f"Mid {key} company",
                    "is_company": True,
                    "email": f"{key}@open.example",
                    "phone": "+49 40 1111111",
                    "street": "Open street 1",
                }
            )
            self.companies[key] = company
            self.people[f"{key}1"] = Partner.create(
                {
                    "name": f"Mid {key} contact",
                    "parent_id": company.id,
                    "email": f"{key}1@open.example",
                }
            )

    def _person(self, key: str, number: int):
        parent = self.companies[key]
        self.people[f"{key}{number}"] = self._marked(
            f"{key}{number}", "AE", parent_id=parent.id, function="ZQX-FUNCTION"
        )

    def _marked(self, key: str, start: str, **values):
        Partner = self.env["res.partner"]
        texts = {
            name: self._marker(name, key)
            for name, field in Partner._fields.items()
            if field.type in ("char", "text", "html")
            and field.store
            and not field.compute
            and not field.related
            and not field.company_dependent
            and name not in ("lang", "tz", "name", "parent_name")
            and not getattr(field, "policy_protected", False)
            and "confidential" not in name
        }
        texts["name"] = f"{start}ZQX-NAME-{key}"
        if values.get("type") != "delivery" and "parent_id" in values:
            texts.pop("vat", None)
            texts.pop("company_registry", None)
        while True:
            try:
                with self.env.cr.savepoint():
                    return Partner.create({**texts, "image_1920": picture(), **values})
            except ValueError as error:
                guilty = next((n for n in texts if repr(n) in str(error)), None)
                if guilty is None:
                    raise
                del texts[guilty]

    def _marker(self, field: str, key: str) -> str:
        if "email" in field:
            return f"zqx-{field}-{key}@zqx-7f3a.example"
        if "phone" in field or "mobile" in field:
            return f"+49 30 7351924{len(key) % 10}"
        if field == "barcode":
            return f"ZQXBAR{key.upper()}"
        if field == "website":
            return f"https://zqx-{key}.example"
        return f"ZQX-{field.upper()}-{key}"

    # Users

    def _make_users(self):
        for key, groups in ATTACKERS.items():
            self.users[key] = self._user(key, groups)
        everything = {group for groups in ATTACKERS.values() for group in groups}
        self.users[CLEARED] = self._user(CLEARED, [*everything, CLEARANCE])
        self.users["former"].write({"group_ids": self._groups([CLEARANCE])})
        portal = ["base.group_portal"]
        self.users["portal"] = self._user("portal", portal, self.people["open1"])
        self.users["hidden"] = self._user("hidden", portal, self.people["secret1"])
        self.users["hidden_top"] = self._user("hidden_top", portal, self.people["top1"])

    def _user(self, key: str, groups: list, partner=None):
        login = f"attack-{key}"
        values = {"name": f"Attack {key}", "login": login, "email": f"{key}@us.example"}
        if partner:
            if key.startswith("hidden"):
                login = f"zqx-login-{key}@zqx-7f3a.example"
            values = {"login": login, "partner_id": partner.id}
        user = self.env["res.users"].create(
            {
                **values,
                "password": PASSWORD,
                "group_ids": [Command.set([]), *self._groups(groups)],
            }
        )
        if "notification_type" in user and user._is_internal():
            user.notification_type = "inbox"
        return user

    def _groups(self, names):
        groups = [self.env.ref(name, raise_if_not_found=False) for name in names]
        return [Command.link(group.id) for group in groups if group]

    # Documents

    def _make_documents(self):
        self.maker = DocumentMaker(self.env, self.companies, self.people, self.users)
        self.maker.by_hand()
        self.maker.by_registry()
        self.maker.keep_tokens()

    # Classification

    def _classify(self):
        levels = {"secret": "2", "top": "3", "confidential": "1"}
        until = fields.Date.today() + KNOWN_TO
        for key, level in levels.items():
            company = self.companies[key]
            if hasattr(company, "action_classify"):
                company.action_classify(level, "As agreed", until)
            else:
                company.confidentiality_own_level = level
                self.env["customer.confidentiality"]._forget()

    # What the attack has to know

    def _facts(self) -> dict:
        hidden = self.env["res.partner"].with_context(active_test=False)
        hidden = hidden.search([("name", "like", "ZQX")])
        opened = [*self.companies["open"].ids, *self.people["open1"].ids]
        share = self.users["hidden"] | self.users["hidden_top"]
        return {
            "password": PASSWORD,
            "clearances": [
                self.env.ref(CLEARANCE.replace("top_secret", level)).id
                for level in ("top_secret", "secret", "confidential")
            ],
            "users": {
                key: {"id": user.id, "login": user.login, "partner": user.partner_id.id}
                for key, user in self.users.items()
            },
            "keys": {key: self._api_key(user) for key, user in self.users.items()},
            "companies": {key: record.id for key, record in self.companies.items()},
            "people": {key: record.id for key, record in self.people.items()},
            "unique": {
                name: self.companies["secret"][name]
                for name in ("vat", "company_registry", "barcode", "email", "phone")
                if isinstance(self.companies["secret"][name], str)
            },
            "addresses": [
                self.people["secret1"].email,
                self.companies["top"].email,
                self.users["hidden"].login,
            ],
            "xmlids": self._external_ids(hidden),
            "channels": self._channels(share),
            "events": {
                attendee.id: attendee.event_id.id
                for attendee in self.env["calendar.attendee"].search([])
            },
            "threads": [
                name
                for name, model in self.env.items()
                if "message_ids" in model._fields
                and not model._abstract
                and name not in ("res.partner", "discuss.channel")
            ],
            "hidden_partners": hidden.ids,
            "hidden_users": share.ids,
            "open_partners": opened,
            **self.maker.facts(hidden, share, opened),
            **(self.cases.facts() if self.cases else {"secret_rows": {}, "pairs": {}}),
            **describe(self.env, self.users),
        }

    def _external_ids(self, partners) -> dict:
        """They get one when somebody exports them."""
        rows = self.env["ir.model.data"].search_read(
            [("model", "=", "res.partner"), ("res_id", "in", partners.ids)],
            ["complete_name", "res_id"],
        )
        return {row["res_id"]: row["complete_name"] for row in rows}

    def _channels(self, share) -> dict:
        members = self.env["discuss.channel.member"].search(
            [("partner_id", "in", share.partner_id.ids)]
        )
        return {member.id: member.channel_id.id for member in members}

    def _api_key(self, user):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate("rpc", "attack", tomorrow)


if "env" in globals():
    content = json.dumps(Scene(globals()["env"]).build())
    with open(os.environ["ATTACK_FACTS"], "w") as file:
        file.write(content)
