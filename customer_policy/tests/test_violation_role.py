from odoo.tests import tagged

from .violation_common import ViolationCase


@tagged("post_install", "-at_install")
class TestViolationRole(ViolationCase):
    def setUp(self):
        super().setUp()
        self.role = self.env["customer.policy.role"].create(
            {
                "code": "gm",
                "name": "General manager",
                "holder_id": self.deciding_manager.id,
                "deputy_id": self.staff.id,
            }
        )
        self.head_role = self.env.ref("customer_policy.role_department_head")

    def _case(self, roles, **step):
        kind = self._ladder(
            {
                "sequence": 1,
                "measure": "warning",
                "notify_head": False,
                "notify_role_ids": [(6, 0, roles.ids)],
                **step,
            }
        )
        return self._lead(self._report(type_id=kind.id))

    def _told(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("subject", "like", "Notice 〔"),
            ]
        )

    def test_the_step_says_which_roles_are_told(self):
        self._case(self.role)
        message = self._told(self.deciding_manager)
        self.assertEqual(len(message), 1)
        self.assertIn("Culprit", message.body)
        self.assertNotIn("Friday", message.body)
        self.assertFalse(self._told(self.department_head))

    def test_the_head_of_department_reads_the_facts(self):
        self._case(self.head_role)
        self.assertIn("Friday", self._told(self.department_head).body)

    def test_nobody_is_told_twice(self):
        self._case(self.head_role, notify_head=True)
        self.assertEqual(len(self._told(self.department_head)), 1)

    def test_neither_the_person_nor_who_works_below_is_told_in_a_role(self):
        for holder in (self.culprit, self.underling):
            with self.subTest(holder.name):
                self.role.holder_id = holder
                before = self._told(self.staff)
                self._case(self.role)
                self.assertFalse(self._told(holder))
                self.assertEqual(len(self._told(self.staff) - before), 1)

    def test_a_role_nobody_holds_tells_nobody(self):
        self.role.write({"holder_id": False, "deputy_id": False})
        violation = self._case(self.role)
        self.assertEqual(violation.state, "in_force")
