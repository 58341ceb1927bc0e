from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PolicyCase


@tagged("post_install", "-at_install")
class TestPolicyVersion(PolicyCase):
    def setUp(self):
        super().setUp()
        self._enforce(self.policy)

    def _new_version(self, policy=None):
        action = (policy or self.policy).action_new_version()
        return self.policy.browse(action["res_id"])

    def test_a_new_version_is_a_draft_with_the_same_clauses(self):
        draft = self._new_version()
        self.assertEqual((draft.number, draft.version), ("T-01", 2))
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.clause_ids.previous_id, self.policy.clause_ids)
        self.assertEqual(self.policy.state, "in_force")

    def test_the_next_version_is_written_only_once(self):
        self.assertEqual(self._new_version(), self._new_version())

    def test_a_new_version_in_force_retires_the_one_before(self):
        draft = self._new_version()
        self._enforce(draft)
        self.assertEqual(draft.state, "in_force")
        self.assertEqual(self.policy.state, "retired")

    def test_settings_follow_their_clause_into_the_new_version(self):
        setting = self._create_setting(self.policy.clause_ids[0])
        archived = self._create_setting(
            self.policy.clause_ids[1], code="archived", active=False
        )
        draft = self._new_version()
        first, second = draft.clause_ids
        # Renumbering must not mislead: what counts is what a clause replaces.
        first.number = "3"
        second.number = "1"
        self.assertEqual(setting.clause_id, self.policy.clause_ids[0])
        self._enforce(draft)
        self.assertEqual(setting.clause_id, first)
        self.assertEqual(archived.clause_id, second)

    def test_settings_follow_over_a_version_that_never_came_into_force(self):
        setting = self._create_setting(self.policy.clause_ids[0])
        skipped = self._new_version()
        skipped.with_user(self.manager).action_submit()
        skipped.with_user(self.other_manager).action_approve()
        draft = self._new_version(skipped)
        self.assertEqual(draft.version, 3)
        self._enforce(draft)
        self.assertEqual(setting.clause_id, draft.clause_ids[0])
        self.assertEqual(skipped.state, "retired")

    def test_a_clause_in_use_is_not_left_out(self):
        setting = self._create_setting(self.policy.clause_ids[0])
        draft = self._new_version()
        draft.clause_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "leaves out"):
            self._enforce(draft)
        self.assertEqual(self.policy.state, "in_force")
        setting.active = False
        draft.with_user(self.manager).action_enforce()
        self.assertEqual(draft.state, "in_force")

    def test_enforcing_costs_no_query_per_setting(self):
        def queries(count):
            policy = self._create_policy(number=f"Q-{count}")
            self._enforce(policy)
            for index in range(count):
                self._create_setting(policy.clause_ids[0], code=f"q{count}-{index}")
            draft = self._new_version(policy)
            draft.with_user(self.manager).action_submit()
            draft.with_user(self.other_manager).action_approve()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            draft.with_user(self.manager).action_enforce()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(20), queries(2) + 3)
