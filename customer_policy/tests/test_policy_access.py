from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PolicyCase

READERS = ("staff", "grading_manager", "manager")
EVERYBODY = ("staff", "grading_manager", "manager", "outsider", "portal")


@tagged("post_install", "-at_install")
class TestPolicyAccess(PolicyCase):
    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_staff_reads_and_managers_write(self):
        table = {
            "read": (READERS, lambda policy: policy.read(["name"])),
            "write": (("manager",), lambda policy: policy.write({"name": "X"})),
            "create": (
                ("manager",),
                lambda policy: policy.create({"number": policy.env.uid, "name": "X"}),
            ),
            "submit": (("manager",), lambda policy: policy.action_submit()),
            "read clause": (READERS, lambda policy: policy.clause_ids.read(["name"])),
            "write clause": (
                ("manager",),
                lambda policy: policy.clause_ids.write({"name": "X"}),
            ),
            "unlink": (("manager",), lambda policy: policy.unlink()),
        }
        for operation, (allowed, run) in table.items():
            for persona in EVERYBODY:
                with self.subTest(operation=operation, persona=persona):
                    self.env.invalidate_all()
                    policy = self._create_policy(number=f"{operation} {persona}")
                    self.env.invalidate_all()
                    policy = policy.with_user(getattr(self, persona))
                    if persona in allowed:
                        run(policy)
                    else:
                        self.assertRaises(AccessError, run, policy)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_nobody_but_the_actions_moves_a_protected_column(self):
        admin = self.env.ref("base.user_admin")
        admin.group_ids = [
            Command.link(self.env.ref("customer_policy.group_manager").id)
        ]
        policies = self.policy.with_user(admin)
        attempts = {
            "write": lambda: policies.write({"state": "in_force"}),
            "create": lambda: policies.create(
                {"number": "X", "name": "X", "state": "in_force"}
            ),
            "context default": lambda: policies.with_context(
                default_state="in_force"
            ).create({"number": "X", "name": "X"}),
            "copy": lambda: policies.copy({"version": 7}),
            "approver": lambda: policies.write({"approved_by_id": admin.id}),
            "clause": lambda: policies.clause_ids.write(
                {"previous_id": policies.clause_ids[0].id}
            ),
        }
        for what, attempt in attempts.items():
            with self.subTest(what):
                self.env.invalidate_all()
                self.assertRaises(AccessError, attempt)
        self.assertEqual(self.policy.state, "draft")

    @mute_logger("odoo.models")
    def test_an_import_moves_no_protected_column(self):
        result = (
            self.env["customer.policy"]
            .with_user(self.manager)
            .load(["number", "name", "state"], [["X", "X", "In Force"]])
        )
        self.assertFalse(result["ids"])
        self.assertFalse(self.env["customer.policy"].search([("number", "=", "X")]))

    def test_a_default_does_not_smuggle_a_protected_value_in(self):
        self.env["ir.default"].with_user(self.manager).set(
            "customer.policy", "state", "in_force", user_id=True
        )
        policy = self._create_policy(number="X")
        self.assertEqual(policy.state, "draft")
        self._enforce(policy)
        action = policy.with_context(default_state="in_force").action_new_version()
        self.assertEqual(self.policy.browse(action["res_id"]).state, "draft")

    def test_protected_columns_are_read_only_and_not_copied(self):
        registry = self.env.registry
        mixin = "customer.policy.protected.mixin"
        for name in registry.descendants([mixin], "_inherit"):
            model = self.env[name].with_user(self.manager)
            for field in model._fields.values():
                if getattr(field, "policy_protected", False):
                    with self.subTest(str(field)):
                        self.assertFalse(field.copy)
                        info = model.fields_get([field.name], ["readonly"])
                        if info:  # else the manager does not even see it
                            self.assertTrue(info[field.name]["readonly"])

    def test_a_policy_of_another_company_is_out_of_sight(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.policy.sudo().company_id = company
        self.env.invalidate_all()
        policy = self.policy.with_user(self.staff)
        self.assertNotIn(policy, policy.search([]))
        clauses = self.env["customer.policy.clause"].with_user(self.staff)
        self.assertFalse(clauses.search([("policy_id", "=", policy.id)]))
        with self.assertRaises(AccessError):
            policy.read(["name"])

    def test_roles_imply_each_other_upwards_only(self):
        chain = ("staff", "grading_manager", "manager")
        groups = (
            "customer_policy.group_user",
            "customer_policy.group_grading_manager",
            "customer_policy.group_manager",
        )
        for rank, persona in enumerate(chain):
            user = getattr(self, persona)
            for level, group in enumerate(groups):
                self.assertEqual(user.has_group(group), level <= rank, persona)
        for persona in ("outsider", "portal"):
            self.assertFalse(getattr(self, persona).has_group(groups[0]))

    def test_settled_text_stays_even_for_a_manager(self):
        self._enforce(self.policy)
        with self.assertRaises(UserError):
            self.policy.write({"date_effective": fields.Date.today()})
