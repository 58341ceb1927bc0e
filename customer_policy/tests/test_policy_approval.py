from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .http_common import RpcMixin
from .test_policy_role import RoleCase

APPROVAL = "customer_policy.activity_type_policy_approval"


class ApprovalCase(RoleCase):
    """The head of the manager's department reviews, the general manager approves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("head", "general", "deputy"):
            user = new_test_user(
                cls.env,
                login=f"policy_{name}",
                name=name.title(),
                email=f"{name}@example.com",
                groups="customer_policy.group_user",
                lang="en_US",
            )
            setattr(cls, name, user)
        cls.head_employee = cls._employee_of(cls.head)
        cls.department = cls.env["hr.department"].create(
            {"name": "Sales", "manager_id": cls.head_employee.id}
        )
        cls.author = cls._employee_of(cls.manager, department_id=cls.department.id)
        cls.env.ref("customer_policy.role_general_manager").write(
            {"holder_id": cls.general.id, "deputy_id": cls.deputy.id}
        )

    def _asked(self, policy=None):
        activities = (policy or self.policy).sudo().activity_ids
        kind = self.env.ref(APPROVAL)
        return activities.filtered(lambda a: a.activity_type_id == kind).user_id


@tagged("post_install", "-at_install")
class TestPolicyApproval(ApprovalCase):
    def test_the_head_reviews_and_the_general_manager_approves(self):
        self.policy.action_submit()
        self.assertEqual(self._asked(), self.head)
        self.policy.with_user(self.head).action_approve("Well written")
        self.assertEqual(self.policy.state, "draft")
        self.assertEqual(self.policy.reviewed_by_id, self.head)
        self.assertEqual(self._asked(), self.general)
        self.policy.with_user(self.general).action_approve()
        self.assertEqual(self.policy.state, "approved")
        self.assertEqual(self.policy.approved_by_id, self.general)
        self.assertFalse(self._asked())
        lines = self.policy.approval_ids
        self.assertEqual(lines.mapped("outcome"), ["approved"] * 2)
        self.assertEqual(lines[0].opinion, "Well written")
        self.assertEqual(lines.user_id, self.head | self.general)

    def test_nobody_decides_out_of_turn(self):
        self.policy.action_submit()
        for persona in ("general", "other_manager", "deputy", "staff"):
            with self.subTest(persona), self.assertRaises(AccessError):
                self.policy.with_user(getattr(self, persona)).action_approve()
        self.policy.with_user(self.head).action_approve()
        with self.assertRaises(AccessError):
            self.policy.with_user(self.head).action_approve()
        self.assertEqual(self.policy.state, "draft")

    def test_an_absent_holders_step_goes_to_the_stand_in(self):
        self.policy.action_submit()
        self.policy.with_user(self.head).action_approve()
        self._leave(self._employee_of(self.general))
        self.env["customer.policy"]._cron_ask_deciders()
        self.assertEqual(self._asked(), self.deputy)
        with self.assertRaises(AccessError):
            self.policy.with_user(self.general).action_approve()
        self.policy.with_user(self.deputy).action_approve()
        self.assertEqual(self.policy.state, "approved")

    def test_nobody_approves_what_they_drew_up_or_submitted(self):
        role = self.env.ref("customer_policy.role_general_manager")
        role.holder_id = self.manager
        self.policy.action_submit()
        self.policy.with_user(self.head).action_approve()
        with self.assertRaisesRegex(UserError, "drew it up"):
            self.policy.action_approve()
        self.assertEqual(self._asked(), self.deputy)
        other = self._create_policy(number="T-02", drawn_up_by_id=self.general.id)
        role.holder_id = self.general
        other.action_submit()
        self.assertEqual(other._next_approval().role_id, role)
        self.assertEqual(self._asked(other), self.deputy)

    def test_where_nobody_in_the_role_may_decide_another_manager_does(self):
        role = self.env.ref("customer_policy.role_general_manager")
        role.write({"holder_id": self.manager.id, "deputy_id": False})
        self.policy.action_submit()
        self.policy.with_user(self.head).action_approve()
        self.assertEqual(self._asked(), self.other_manager)
        self.policy.with_user(self.other_manager).action_approve()
        self.assertEqual(self.policy.state, "approved")

    def test_a_holder_who_may_not_read_the_policy_is_no_decider(self):
        role = self.env.ref("customer_policy.role_general_manager")
        role.write({"holder_id": self.outsider.id, "deputy_id": False})
        self.policy.action_submit()
        review, approval = self.policy.approval_ids
        self.assertEqual(
            review.role_id, self.env.ref("customer_policy.role_department_head")
        )
        self.assertFalse(approval.role_id)
        self.policy.with_user(self.head).action_approve()
        self.assertEqual(self._asked(), self.other_manager)

    def test_two_managers_who_wrote_it_together_are_told_at_once(self):
        steps = self.env["customer.policy.approval.step"].search([])
        steps.active = False
        self.env.flush_all()
        self.policy.drawn_up_by_id = self.other_manager
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            self.policy.action_submit()
        self.policy.with_user(self.other_manager).action_submit()
        self.assertEqual(self._asked(), self.manager)

    def test_a_text_that_is_sent_back_is_submitted_anew(self):
        self.policy.action_submit()
        self.policy.with_user(self.head).action_approve()
        general = self.policy.with_user(self.general)
        action = general.action_reject()
        self.assertEqual(action["res_model"], "customer.policy.reason")
        wizard = (
            self.env["customer.policy.reason"]
            .with_user(self.general)
            .with_context(**action["context"])
            .create({"reason": "Too strict"})
        )
        wizard.action_confirm()
        self.assertEqual(self.policy.state, "draft")
        self.assertFalse(self.policy.submitted_by_id)
        self.assertFalse(self._asked())
        notice = self.env["mail.message"].search(
            [
                ("model", "=", "customer.policy"),
                ("res_id", "=", self.policy.id),
                ("message_type", "=", "user_notification"),
                ("body", "ilike", "Too strict"),
            ]
        )
        self.assertIn(self.manager.partner_id, notice.notified_partner_ids)
        self.assertEqual(
            set(self.policy.approval_ids.mapped("outcome")), {"approved", "rejected"}
        )
        self.assertFalse(any(self.policy.approval_ids.mapped("is_current")))
        self.policy.action_submit()
        self.assertEqual(self._asked(), self.head)
        self.assertEqual(len(self.policy.approval_ids), 4)

    def test_a_change_during_the_approval_starts_it_anew(self):
        self.policy.action_submit()
        self.policy.with_user(self.head).action_approve()
        self.policy.clause_ids[0].body = "Changed"
        with self.assertRaisesRegex(UserError, "Submit it first"):
            self.policy.with_user(self.general).action_approve()
        self.policy.action_submit()
        self.assertEqual(self._asked(), self.head)

    def test_a_companys_own_steps_replace_those_of_all(self):
        self.env["customer.policy.approval.step"].create(
            {
                "role_id": self.env.ref("customer_policy.role_general_manager").id,
                "company_id": self.env.company.id,
            }
        )
        self.policy.company_id = self.env.company
        self.policy.action_submit()
        self.assertEqual(self._asked(), self.general)

    def test_a_policy_comes_into_force_on_its_day_by_itself(self):
        today = fields.Date.today()
        texts = {}
        for number, days in (("D-1", 0), ("D-2", 5)):
            policy = self._create_policy(number=number)
            policy.date_effective = today + timedelta(days=days)
            policy.action_submit()
            policy.with_user(self.head).action_approve()
            policy.with_user(self.general).action_approve()
            texts[days] = policy
        cron = self.env.ref("customer_policy.ir_cron_policy_enforce")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(texts[0].state, "in_force")
        self.assertEqual(texts[5].state, "approved")

    def test_what_cannot_come_into_force_is_told_and_holds_up_nothing(self):
        self._settle(self.policy)
        self.policy.action_enforce()
        self._create_setting(self.policy.clause_ids[0])
        action = self.policy.action_new_version()
        broken = self.policy.browse(action["res_id"])
        broken.clause_ids[0].unlink()
        sound = self._create_policy(number="D-3")
        for policy in (broken, sound):
            policy.date_effective = fields.Date.today()
            self._settle(policy)
        cron = self.env.ref("customer_policy.ir_cron_policy_enforce")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(sound.state, "in_force")
        self.assertEqual(broken.state, "approved")
        warning = self.env.ref("mail.mail_activity_data_warning")
        told = broken.activity_ids.filtered(lambda a: a.activity_type_id == warning)
        self.assertEqual(told.user_id, self.general)
        self.assertIn("leaves out", told.note)

    def _settle(self, policy):
        policy.with_user(self.manager).action_submit()
        policy.with_user(self.head).action_approve()
        policy.with_user(self.general).action_approve()


@tagged("post_install", "-at_install")
class TestPolicyApprovalAccess(RpcMixin, ApprovalCase, HttpCase):
    def test_only_whose_turn_it_is_decides(self):
        self.policy.action_submit()
        for persona in ("portal", "outsider", "staff", "manager", "other_manager"):
            self._login(persona)
            for act in ("action_approve", "action_reject"):
                with self.subTest(persona=persona, act=act):
                    _result, error = self._rpc(
                        "customer.policy", act, self.policy.ids, "X"
                    )
                    self.assertTrue(error)
        self.assertFalse(any(self.policy.approval_ids.mapped("outcome")))
        self._login("head")
        _result, error = self._rpc("customer.policy", "action_approve", self.policy.ids)
        self.assertFalse(error)
        self.assertEqual(self.policy.approval_ids[0].user_id, self.head)

    def test_nobody_writes_a_decision(self):
        self.policy.action_submit()
        line = self.policy.approval_ids[0]
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("customer_policy.group_manager")
        for persona in ("staff", "manager", "head"):
            self._login(persona)
            calls = {
                "write": ([line.id], {"outcome": "approved"}),
                "create": ([{"policy_id": self.policy.id, "outcome": "approved"}],),
                "unlink": ([line.id],),
            }
            for method, args in calls.items():
                with self.subTest(persona=persona, method=method):
                    _result, error = self._rpc(
                        "customer.policy.approval", method, *args
                    )
                    self.assertIn("AccessError", error)
        self.assertFalse(line.outcome)

    def test_the_manager_sets_the_steps(self):
        step = self.env.ref("customer_policy.approval_step_general_manager")
        rule = self.env.ref("customer_policy.acknowledgement_rule")
        for persona in ("outsider", "staff", "manager"):
            self._login(persona)
            for record, vals in ((step, {"sequence": 30}), (rule, {"remind_days": 3})):
                with self.subTest(persona=persona, model=record._name):
                    _result, error = self._rpc(record._name, "write", record.ids, vals)
                    self.assertEqual(bool(error), persona != "manager")
