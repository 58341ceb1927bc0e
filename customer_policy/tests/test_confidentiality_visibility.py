from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PolicyCase

LEVELS = ("0", "1", "2", "3")
SIZE = 6
# Minutes from now: over, about to end, in force, to come.
TIMES = (-20, -10, 0, 10, 20)

COUNTED_DOMAINS = (
    [],
    [("is_company", "=", True)],
    ["|", ("is_company", "=", False), ("type", "=", "contact")],
    ["!", ("is_company", "=", True)],
    [("active", "in", (True, False))],
    [("confidentiality_level", ">", "0")],
    [("name", "like", "Contact")],
    [("parent_id.is_company", "=", True)],
    ["|", ("is_company", "=", True), ("child_ids.is_company", "=", False)],
)

contacts = st.fixed_dictionaries(
    {
        "above": st.integers(-1, SIZE - 1),
        "is_company": st.booleans(),
        "level": st.sampled_from(LEVELS),
        "manager": st.integers(-1, 2),
        "team": st.sets(st.integers(0, 2), max_size=2),
    }
)
grants = st.fixed_dictionaries(
    {
        "contact": st.integers(0, SIZE - 1),
        "user": st.integers(0, 2),
        "level": st.sampled_from(LEVELS[1:]),
        "state": st.sampled_from(("granted", "granted", "revoked", "requested")),
        "start": st.sampled_from(TIMES),
        "length": st.sampled_from((10, 20)),
    }
)
holds = st.fixed_dictionaries(
    {
        "user": st.integers(0, 2),
        "start": st.sampled_from(TIMES),
        "length": st.sampled_from((None, 10, 20)),
    }
)
worlds = st.fixed_dictionaries(
    {
        "contacts": st.lists(contacts, min_size=SIZE, max_size=SIZE),
        "clearances": st.tuples(*[st.sampled_from(LEVELS)] * 3),
        "grants": st.lists(grants, max_size=4),
        "holds": st.lists(holds, max_size=2),
        "know": st.fixed_dictionaries(
            {level: st.tuples(st.booleans(), st.booleans()) for level in LEVELS[1:]}
        ),
    }
)


class Rules:
    """Who may see whom, said once more as plainly as can be."""

    def __init__(self, world):
        self.world = world
        self.contacts = world["contacts"]

    def line(self, number):
        """A contact and all above it; a parent always has a lower number."""
        while number >= 0:
            yield number
            above = self.contacts[number]["above"]
            number = above if above < number else -1

    def level(self, number):
        return max(self.contacts[n]["level"] for n in self.line(number))

    def entity(self, number):
        for n in self.line(number):
            if self.contacts[n]["is_company"]:
                return n
        return list(self.line(number))[-1]

    def in_force(self, row):
        end = row["length"] is None or row["start"] + row["length"] > 0
        return row["start"] <= 0 and end

    def is_held(self, user):
        return any(
            hold["user"] == user and self.in_force(hold) for hold in self.world["holds"]
        )

    def is_hidden(self, number, user):
        level = self.level(number)
        if level == "0":
            return False
        if self.is_held(user):
            return True
        if self.world["clearances"][user] >= level:
            return False
        line = list(self.line(number))
        managers_know, teams_know = self.world["know"][level]
        entities = {self.entity(n) for n in line}
        if managers_know and any(self.manager(n) == user for n in entities):
            return False
        if teams_know and any(user in self.team(n) for n in line):
            return False
        return not any(
            grant["user"] == user
            and grant["contact"] in line
            and grant["state"] == "granted"
            and self.in_force(grant)
            and grant["level"] >= level
            for grant in self.world["grants"]
        )

    def manager(self, number):
        return self.contacts[number]["manager"]

    def team(self, number):
        """The team is that of the company, for all who belong to it."""
        return self.contacts[self.entity(number)]["team"]


@tagged("post_install", "-at_install")
class TestConfidentialityVisibility(PolicyCase):
    """The database, the method for many users, and the plain definition agree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.env["res.users"].browse(
            new_test_user(cls.env, f"seer_{n}", "base.group_user").id for n in range(3)
        )
        names = ("confidential", "secret", "top_secret")
        cls.groups = {
            level: cls.env.ref(f"customer_policy.group_clearance_{name}")
            for level, name in zip(LEVELS[1:], names, strict=True)
        }
        cls.now = fields.Datetime.now()

    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(world=worlds)
    def test_who_sees_whom(self, world):
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            self._compare(world)
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.rollback()
            self.env.registry.clear_all_caches()
            self.env.cr.cache.clear()

    def _compare(self, world):
        partners = self._build(world)
        rules = Rules(world)
        hidden_from = self.env["customer.confidentiality"]._hidden_from(
            partners, self.users
        )
        for number, user in enumerate(self.users):
            expected = {n for n in range(SIZE) if rules.is_hidden(n, number)}
            mine = partners.with_user(user)
            self.env.invalidate_all()
            seen = mine.search([("id", "in", partners.ids)])
            answers = {
                "search": partners - seen.with_env(self.env),
                "_hidden_from": hidden_from[user],
                "_hidden": mine.env["customer.confidentiality"]._hidden(mine),
            }
            for way, hidden in answers.items():
                found = {n for n in range(SIZE) if partners[n].id in hidden._ids}
                self.assertEqual(found, expected, f"{way} of user {number}")
            self._compare_counts(mine)

    def _compare_counts(self, partners):
        """A number is that of the records found, however it is counted."""
        for domain in COUNTED_DOMAINS:
            for everybody in (partners, partners.with_context(active_test=False)):
                number = len(everybody.search(domain))
                self.assertEqual(everybody.search_count(domain), number, domain)
                for limit in (2, 100_000):
                    self.assertEqual(
                        everybody.search_count(domain, limit=limit),
                        min(number, limit),
                        domain,
                    )

    def _build(self, world):
        for user, level in zip(self.users, world["clearances"], strict=True):
            groups = self.env.ref("base.group_user")
            if level > "0":
                groups |= self.groups[level]
            user.group_ids = [Command.set(groups.ids)]
        for level, (managers, teams) in world["know"].items():
            setting = self.env["customer.confidentiality.level"]._of(level)
            setting.sudo().write(
                {"know_account_manager": managers, "know_service_team": teams}
            )
        partners = self._contacts(world["contacts"])
        self._grant(world["grants"], partners)
        self._hold_people(world["holds"])
        self.env["customer.confidentiality"]._forget()
        self.env["customer.confidentiality"]._note_classified()
        self.env.flush_all()
        self.env.invalidate_all()
        return partners

    def _contacts(self, rows):
        Partner = self.env["res.partner"].with_context(tracking_disable=True)
        partners = Partner.browse()
        for number, row in enumerate(rows):
            above = row["above"]
            partners += Partner.create(
                {
                    "name": f"Contact {number}",
                    "is_company": row["is_company"],
                    "parent_id": partners[above].id if 0 <= above < number else False,
                }
            )
        self.env.flush_all()
        for row, partner in zip(rows, partners, strict=True):
            manager, team = row["manager"], sorted(row["team"])
            partner.user_id = self.users[manager] if manager >= 0 else False
            if partner == partner.commercial_partner_id:
                ids = [self.users[n].id for n in team]
                partner.service_user_ids = [Command.set(ids)]
        for row, partner in zip(rows, partners, strict=True):
            partner.sudo().confidentiality_own_level = row["level"]
        return partners

    def _term(self, row):
        start = self.now + timedelta(minutes=row["start"])
        length = row["length"]
        end = start + timedelta(minutes=length) if length is not None else False
        return {"date_from": start, "date_to": end}

    def _grant(self, rows, partners):
        self.env["customer.access.grant"].sudo().create(
            [
                {
                    "partner_id": partners[row["contact"]].id,
                    "user_id": self.users[row["user"]].id,
                    "request_text": "Them",
                    "reason": "Because",
                    "level": row["level"],
                    "state": row["state"],
                    **self._term(row),
                }
                for row in rows
            ]
        )

    def _hold_people(self, rows):
        self.env["customer.access.hold"].sudo().create(
            [
                {
                    "user_id": self.users[row["user"]].id,
                    "reason": "Because",
                    **self._term(row),
                }
                for row in rows
            ]
        )
