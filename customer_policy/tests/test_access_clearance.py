from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestAccessClearance(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.confidential, cls.secret_group, cls.top_secret = (
            cls.env.ref(f"customer_policy.group_clearance_{name}")
            for name in ("confidential", "secret", "top_secret")
        )
        cls.administrator.group_ids += cls.env.ref("base.group_erp_manager")

    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()
        changes = self.env["customer.clearance.change"].sudo().search([])
        self.last = max(changes.ids, default=0)

    def _changes(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        changes = self.env["customer.clearance.change"].sudo()
        return changes.search([("id", ">", self.last)], order="id")

    def _said(self):
        return [
            (change.user_id, change.level, change.change) for change in self._changes()
        ]

    def test_each_way_of_giving_is_noticed(self):
        users = self.env["res.users"].with_user(self.administrator)
        employee = users.browse(self.employee.id)
        group = self.confidential.with_user(self.administrator)
        other = self.env["res.groups"].create(
            {"name": "Other", "user_ids": self.employee.ids}
        )
        other = other.with_user(self.administrator)
        link, unlink = Command.link(self.confidential.id), Command.unlink(group.id)
        ways = {
            "person": (
                lambda: employee.write({"group_ids": [link]}),
                lambda: employee.write({"group_ids": [unlink]}),
            ),
            "group": (
                lambda: group.write({"user_ids": [Command.link(employee.id)]}),
                lambda: group.write({"user_ids": [Command.unlink(employee.id)]}),
            ),
            "inheritance": (
                lambda: other.write({"implied_ids": [link]}),
                lambda: other.write({"implied_ids": [unlink]}),
            ),
            "inverse inheritance": (
                lambda: group.write({"implied_by_ids": [Command.link(other.id)]}),
                lambda: group.write({"implied_by_ids": [Command.unlink(other.id)]}),
            ),
        }
        for way, (give, take) in ways.items():
            for act, change in ((give, "given"), (take, "taken")):
                with self.subTest(way=way, change=change):
                    self.last = max(self._changes().ids, default=self.last)
                    act()
                    found = self._changes()
                    self.assertEqual(self._said(), [(self.employee, "1", change)])
                    self.assertEqual(found.actor_id, self.administrator)
                    self.assertFalse(found.is_own)

    def test_new_and_reactivated_people_are_noticed(self):
        user = new_test_user(
            self.env,
            "secrecy_new",
            "base.group_user,customer_policy.group_clearance_secret",
        )
        self.assertEqual(self._said(), [(user, "1", "given"), (user, "2", "given")])
        user.active = False
        self.assertEqual(self._said()[2:], [(user, "1", "taken"), (user, "2", "taken")])
        user.active = True
        self.assertEqual(self._said()[4:], [(user, "1", "given"), (user, "2", "given")])

    def test_giving_and_taking_again_is_nothing(self):
        self.employee.group_ids += self.confidential
        self.employee.group_ids -= self.confidential
        self.assertFalse(self._said())

    def test_custodians_and_auditors_are_told(self):
        self.employee.with_user(self.administrator).write(
            {"group_ids": [Command.link(self.secret_group.id)]}
        )
        self._changes()
        for user in (self.custodian, self.auditor):
            body = self._messages(user)[:1].body
            self.assertIn("Administrator has given Employee the clearance", body)
            self.assertIn("Confidential, Secret", body)

    def test_giving_it_to_oneself_is_loud(self):
        Bus = type(self.env["bus.bus"])
        me = self.administrator.with_user(self.administrator)
        with patch.object(Bus, "_sendone", autospec=True) as send:
            me.write({"group_ids": [Command.link(self.top_secret.id)]})
            changes = self._changes()
        self.assertEqual(set(changes.mapped("is_own")), {True})
        self.assertIn("himself", self._messages(self.auditor)[:1].body)
        shown = {
            call.args[1].id
            for call in send.call_args_list
            if call.args[2] == "simple_notification"
        }
        self.assertLessEqual(
            {self.auditor.partner_id.id, self.custodian.partner_id.id}, shown
        )

    def test_it_is_put_on_the_access_log(self):
        Log = type(self.env["customer.access.log"])
        with patch.object(Log, "_note", autospec=True) as note:
            self.employee.group_ids += self.confidential
            self._changes()
        notes = [call for call in note.call_args_list if call.args[2] == "clearance"]
        self.assertEqual(len(notes), 1)
        self.assertIn(f"user {self.employee.id}", notes[0].kwargs["note"])

    def test_fewer_than_two_holders_are_a_warning(self):
        level = self.env.ref("customer_policy.confidentiality_level_3")
        self.assertGreaterEqual(level.holder_count, 2)
        self.assertFalse(level.holder_warning)
        holders = self.env["res.users"].search(
            [("all_group_ids", "in", self.top_secret.ids)]
        )
        self.top_secret.user_ids = self.insider
        self._changes()
        level.invalidate_recordset()
        self.assertEqual(level.holder_count, 1)
        self.assertIn("1 of the 2", level.holder_warning)
        self.assertTrue(holders)
        todo = self.env["mail.activity"].search([("user_id", "=", self.custodian.id)])
        self.assertIn("clearance Top Secret", str(todo.mapped("summary")))

    def test_a_holder_whose_access_is_on_hold_does_not_count(self):
        level = self.env.ref("customer_policy.confidentiality_level_3")
        before = level.holder_count
        self._hold(self.insider)
        self.assertEqual(level.holder_count, before - 1)

    def test_nobody_writes_the_changes(self):
        self.employee.group_ids += self.confidential
        change = self._changes()
        for user in (self.custodian, self.auditor, self.administrator):
            with self.subTest(user=user.name):
                mine = change.with_user(user)
                self.assertFalse(mine.has_access("write"))
                self.assertFalse(mine.has_access("unlink"))
                self.assertFalse(mine.has_access("create"))
