from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PolicyCase


@tagged("post_install", "-at_install")
class TestPolicyClause(PolicyCase):
    def test_a_clause_is_named_by_number_and_name(self):
        clause = self.policy.clause_ids[0]
        self.assertEqual(clause.display_name, "1 First")
        found = clause.name_search("1", domain=[("policy_id", "=", self.policy.id)])
        self.assertEqual([clause_id for clause_id, _name in found], [clause.id])

    @mute_logger("odoo.sql_db")
    def test_a_number_is_used_once_per_policy(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.policy.clause_ids[0].number = "2"
            self.env.flush_all()

    def test_a_clause_shows_what_it_drives(self):
        first, second = self.policy.clause_ids
        setting = self._create_setting(first, name="<b>Importance</b>")
        self._create_setting(first, code="archived", active=False)
        self.env.invalidate_all()
        self.assertEqual(first.setting_count, 2)
        self.assertIn(f"/odoo/{setting._name}/{setting.id}", first.settings_html)
        self.assertNotIn("<b>", first.settings_html)
        self.assertEqual(second.setting_count, 0)
        self.assertFalse(second.settings_html)

    def test_what_clauses_drive_is_asked_once_for_all(self):
        def queries(count):
            policy = self._create_policy(
                number=f"Q-{count}",
                clause_ids=[
                    Command.create({"number": f"{i}", "name": f"{i}"})
                    for i in range(count)
                ],
            )
            for index, clause in enumerate(policy.clause_ids):
                self._create_setting(clause, code=f"q{count}-{index}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            policy.clause_ids.mapped("settings_html")
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(20), queries(2))

    def test_a_clause_that_a_setting_names_is_not_deleted(self):
        self._create_setting(self.policy.clause_ids[0])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.policy.clause_ids[0].unlink()

    def test_every_setting_can_name_a_clause(self):
        for name in self.env["customer.policy.rule.mixin"]._policy_rule_models():
            field = self.env[name]._fields["clause_id"]
            self.assertEqual(field.comodel_name, "customer.policy.clause", name)
            self.assertEqual(field.ondelete, "restrict", name)
            self.assertIn("active", self.env[name]._fields, name)
