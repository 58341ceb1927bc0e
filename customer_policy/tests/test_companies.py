from odoo.fields import Command
from odoo.tests import new_test_user

from .access_common import AccessCase

ROLES = (
    "group_manager",
    "group_custodian",
    "group_auditor",
    "group_clearance_top_secret",
)


class TestCompanies(AccessCase):
    """What belongs to one company is not there for the managers of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "Branch"})
        cls.stranger = new_test_user(
            cls.env,
            "branch_everything",
            ",".join(f"customer_policy.{role}" for role in ROLES),
            company_id=cls.branch.id,
            company_ids=[Command.set(cls.branch.ids)],
        )

    def _found(self, records, company):
        """Whether the stranger finds them when they belong to the company."""
        self.env.flush_all()
        self.env.invalidate_all()
        mine = records.with_user(self.stranger).with_company(self.branch)
        found = mine.search([("id", "in", records.ids)])
        self.assertEqual(bool(found), mine.has_access("read"), company)
        return bool(found)

    def _assert_stays_in_its_company(self, records, owner):
        self.assertTrue(records)
        for company, expected in (
            (self.env["res.company"], True),
            (self.branch, True),
            (self.env.company, False),
        ):
            owner.company_id = company
            with self.subTest(records._name, company=company.name):
                self.assertEqual(self._found(records, company), expected)

    def test_what_robots_were_sent(self):
        robot = self.env["customer.policy.webhook"].create(
            {
                "name": "Robot",
                "format": "generic",
                "url": "https://robots.example.com/send",
                "group_id": self.env.ref("base.group_user").id,
            }
        )
        message = self.env["customer.policy.webhook.message"].create(
            {"webhook_id": robot.id, "wing": "visit", "name": "V-1"}
        )
        self._assert_stays_in_its_company(message, robot)

    def test_the_steps_of_a_ladder(self):
        ladder = self.env["customer.penalty.ladder"].create(
            {"name": "Ladder", "step_ids": [Command.create({"measure": "warning"})]}
        )
        self._assert_stays_in_its_company(ladder.step_ids, ladder)

    def test_the_register_of_secrets(self):
        self._assert_stays_in_its_company(
            self.secret.confidentiality_register_ids, self.secret
        )

    def test_a_customer_that_was_typed_in_twice(self):
        typed = self.env["res.partner"].create({"name": "Typed in"})
        twin = self.env["customer.confidentiality.twin"].create(
            {"hidden_partner_id": self.secret.id, "partner_id": typed.id}
        )
        self._assert_stays_in_its_company(twin, self.secret)

    def test_leave_to_know_a_customer(self):
        self._assert_stays_in_its_company(self._grant().with_env(self.env), self.secret)

    def test_a_request_that_names_no_customer_yet(self):
        self.assertTrue(self._found(self._request().with_env(self.env), self.branch))
