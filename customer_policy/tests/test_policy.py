from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PolicyCase

APPROVAL = "customer_policy.activity_type_policy_approval"


@tagged("post_install", "-at_install")
class TestPolicy(PolicyCase):
    def test_a_policy_goes_from_draft_over_approval_into_force(self):
        self.assertEqual(self.policy.state, "draft")
        self.policy.action_submit()
        self.assertEqual(self.policy.state, "draft")
        self.assertEqual(self.policy.submitted_by_id, self.manager)
        policy = self.policy.with_user(self.other_manager)
        policy.action_approve()
        self.assertEqual(policy.state, "approved")
        self.assertEqual(policy.approved_by_id, self.other_manager)
        policy.action_enforce()
        self.assertEqual(policy.state, "in_force")
        self.assertEqual(policy.date_effective, fields.Date.context_today(policy))
        policy.action_retire()
        self.assertEqual(policy.state, "retired")

    def test_submitting_asks_the_other_managers(self):
        self.policy.action_submit()
        asked = self.policy.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(APPROVAL)
        )
        self.assertEqual(asked.user_id, self.other_manager)
        self.policy.with_user(self.other_manager).action_approve()
        self.assertFalse(self.policy.activity_ids)

    def test_who_submits_does_not_approve_while_there_is_another_manager(self):
        self.policy.action_submit()
        with self.assertRaisesRegex(UserError, "Other Manager"):
            self.policy.action_approve()
        self.assertEqual(self.policy.state, "draft")

    def test_the_only_manager_approves_alone(self):
        self.other_manager.active = False
        self.policy.action_submit()
        self.assertEqual(self.policy.activity_ids.user_id, self.manager)
        self.policy.action_approve()
        self.assertEqual(self.policy.state, "approved")

    def test_a_manager_of_another_company_is_nobody_to_wait_for(self):
        self.other_manager.write(
            {
                "company_ids": [fields.Command.set(self._other_company().ids)],
                "company_id": self._other_company().id,
            }
        )
        self.policy.company_id = self.env.company
        self.policy.action_submit()
        self.policy.action_approve()
        self.assertEqual(self.policy.state, "approved")

    def test_what_was_changed_since_must_be_submitted_again(self):
        changes = {
            "title": lambda: self.policy.write({"name": "Changed"}),
            "clause": lambda: self.policy.clause_ids[0].write({"body": "Changed"}),
            "new clause": lambda: (
                self.env["customer.policy.clause"]
                .with_user(self.manager)
                .create({"policy_id": self.policy.id, "number": "9", "name": "New"})
            ),
            "deleted clause": lambda: self.policy.clause_ids[-1].unlink(),
        }
        for what, change in changes.items():
            with self.subTest(what):
                self.policy.action_submit()
                change()
                self.assertFalse(self.policy.submitted_by_id)
                self.assertFalse(self.policy.activity_ids)
                with self.assertRaisesRegex(UserError, "Submit it first"):
                    self.policy.with_user(self.other_manager).action_approve()

    def test_a_policy_without_clauses_is_not_submitted(self):
        self.policy.clause_ids.unlink()
        with self.assertRaisesRegex(UserError, "no clauses"):
            self.policy.action_submit()

    def test_a_policy_takes_effect_on_its_day(self):
        today = fields.Date.context_today(self.policy)
        self.policy.date_effective = today + timedelta(days=1)
        self.policy.action_submit()
        policy = self.policy.with_user(self.other_manager)
        policy.action_approve()
        with self.assertRaisesRegex(UserError, "takes effect on"):
            policy.action_enforce()
        policy.date_effective = today
        policy.action_enforce()
        self.assertEqual(policy.state, "in_force")

    def test_each_step_is_refused_in_every_other_state(self):
        steps = ("action_submit", "action_approve", "action_enforce", "action_retire")
        allowed = {
            "draft": {"action_submit", "action_approve"},
            "approved": {"action_enforce", "action_retire"},
            "in_force": {"action_retire"},
            "retired": set(),
        }
        for state, possible in allowed.items():
            for step in steps:
                if step in possible:
                    continue
                with self.subTest(state=state, step=step):
                    self.policy.sudo().state = state
                    with self.assertRaises(UserError):
                        getattr(self.policy, step)()
                    self.assertEqual(self.policy.state, state)

    def test_an_approved_text_is_frozen(self):
        self.policy.action_submit()
        policy = self.policy.with_user(self.other_manager)
        policy.action_approve()
        clause = policy.clause_ids[0]
        changes = {
            "title": lambda: policy.write({"name": "Changed"}),
            "number": lambda: policy.write({"number": "T-09"}),
            "clause text": lambda: clause.write({"body": "Changed"}),
            "clause through the policy": lambda: policy.write(
                {"clause_ids": [fields.Command.update(clause.id, {"name": "X"})]}
            ),
            "new clause": lambda: policy.write(
                {"clause_ids": [fields.Command.create({"number": "9", "name": "X"})]}
            ),
            "deleted clause": lambda: clause.unlink(),
            "translation": lambda: clause.update_field_translations(
                "name", {"en_US": "Changed"}
            ),
        }
        for what, change in changes.items():
            with self.subTest(what), self.assertRaises(UserError):
                change()

    def test_a_clause_does_not_move_into_a_settled_policy(self):
        self._enforce(self.policy)
        draft = self._create_policy(number="T-02")
        with self.assertRaises(UserError):
            draft.clause_ids[0].policy_id = self.policy

    def test_only_drafts_are_deleted(self):
        self._enforce(self.policy)
        with self.assertRaisesRegex(UserError, "Only drafts"):
            self.policy.unlink()
        self._create_policy(number="T-02").unlink()

    @mute_logger("odoo.sql_db")
    def test_number_and_version_are_unique_per_company(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._create_policy()
        self._create_policy(company_id=self.env.company.id)

    def test_a_copy_is_a_draft_of_its_own(self):
        self._enforce(self.policy)
        copy = self.policy.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.version, 1)
        self.assertNotEqual(copy.number, self.policy.number)
        self.assertEqual(
            copy.clause_ids.mapped("number"), self.policy.clause_ids.mapped("number")
        )
        self.assertFalse(copy.clause_ids.previous_id)

    def test_the_shipped_policy_is_in_force_with_its_clauses(self):
        policy = self.env.ref("customer_policy.policy_customer")
        self.assertEqual((policy.number, policy.state), ("CP-01", "in_force"))
        self.assertTrue(policy.date_effective)
        for clause in policy.clause_ids:
            self.assertTrue(clause.body, clause.display_name)
            self.assertTrue(clause.source, clause.display_name)

    def _other_company(self):
        return self.env["res.company"].search([("name", "=", "Elsewhere")]) or self.env[
            "res.company"
        ].create({"name": "Elsewhere"})
