from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .complaint_common import MONDAY, ComplaintCase
from .http_common import RpcMixin

DECISION = "customer_policy.mail_activity_type_complaint_decision"


class RoleCase(ComplaintCase):
    """The approval of general complaints names a role: holder and stand-in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["customer.policy.role"].create(
            {
                "code": "service",
                "name": "Head of Service",
                "holder_id": cls.strange_officer.id,
                "deputy_id": cls.upper_head.id,
            }
        )
        cls.link = cls.env.ref("customer_policy.approval_general_department_head")
        cls.link.role_id = cls.role

    def _propose(self, **values):
        complaint = self._register(**values)
        return self._lead(complaint, "accept", "investigate", "propose")

    def _asked(self, complaint):
        activities = complaint.sudo().activity_ids
        kind = self.env.ref(DECISION)
        return activities.filtered(lambda a: a.activity_type_id == kind).user_id

    def _send_away(self, user):
        employee = self.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": employee.resource_id.id,
                "calendar_id": employee.resource_calendar_id.id,
                "date_from": MONDAY - timedelta(days=1),
                "date_to": MONDAY + timedelta(days=9),
            }
        )


@tagged("post_install", "-at_install")
class TestComplaintRole(RoleCase):
    def test_the_holder_of_the_role_decides_instead_of_the_head(self):
        complaint = self._propose()
        self.assertEqual(complaint.next_role_id, self.role)
        self.assertEqual(self._asked(complaint), self.strange_officer)
        self.assertTrue(complaint.with_user(self.strange_officer).can_decide)
        for user in (self.head, self.upper_head, self.complaint_manager):
            with self.subTest(user.name), self.assertRaises(AccessError):
                complaint.with_user(user).action_approve()
        complaint.with_user(self.strange_officer).action_approve()
        self.assertEqual(complaint.state, "approved")

    def test_the_stand_in_decides_while_the_holder_is_away(self):
        with self._at():
            complaint = self._propose()
            self._send_away(self.strange_officer)
            self.env["customer.complaint"]._cron_ask_deciders()
            self.assertEqual(self._asked(complaint), self.upper_head)
            with self.assertRaises(AccessError):
                complaint.with_user(self.strange_officer).action_approve()
            complaint.with_user(self.upper_head).action_approve()
        self.assertEqual(complaint.state, "approved")

    def test_nobody_decides_on_a_complaint_about_themselves_or_their_superior(self):
        for holder in (self.respondent, self.subordinate):
            with self.subTest(holder.name):
                self.role.holder_id = holder
                complaint = self._propose(
                    respondent_ids=[Command.link(self.employee.id)]
                )
                self.assertEqual(self._asked(complaint), self.upper_head)
                with self.assertRaises(AccessError):
                    complaint.with_user(holder).action_approve()

    def test_who_proposed_does_not_decide_in_the_role(self):
        self.role.holder_id = self.officer
        complaint = self._propose()
        self.assertEqual(self._asked(complaint), self.upper_head)

    def test_while_nobody_in_the_role_can_decide_it_goes_as_without(self):
        for vals in (
            {"holder_id": False, "deputy_id": False},
            {"holder_id": self.staff.id},
        ):
            with self.subTest(vals):
                self.role.write(vals)
                complaint = self._propose()
                self.assertEqual(self._asked(complaint), self.head)
                complaint.with_user(self.head).action_approve()
                self.assertEqual(complaint.state, "approved")

    def test_the_head_of_department_is_the_handlers(self):
        boss = self.env["hr.employee"].create(
            {"name": "Boss", "user_id": self.upper_head.id}
        )
        self._employee(self.officer, boss)
        self.link.role_id = self.env.ref("customer_policy.role_department_head")
        self.assertEqual(self._asked(self._propose()), self.upper_head)

    def test_a_rule_tells_the_role_of_a_deadline_and_the_head_where_it_is_vacant(self):
        rules = self.env["customer.complaint.escalation"]
        with self._at():
            rule = rules.create({"timing": "at", "role_id": self.role.id})
            plain = next(one for one in rules._all() if one.id == rule.id)
            self.assertEqual(plain.target, self.role.id)
            case = self._register().sudo()
            wanted = [(case, plain.target)]

            def told():
                self.env.invalidate_all()
                return case._people_for(wanted)[0][case, plain.target]

            self.assertEqual(told(), self.strange_officer)
            self._send_away(self.strange_officer)
            self.assertEqual(told(), self.upper_head)
            self.role.deputy_id = False
            self.assertEqual(told(), self.head)
            self.role.write(
                {"holder_id": self.respondent.id, "deputy_id": self.upper_head.id}
            )
            case.respondent_ids = self.employee
            self.assertEqual(told(), self.upper_head)

    def test_the_sweep_tells_who_acts_in_the_role(self):
        self.env["customer.complaint.escalation"].search([]).active = False
        with self._at():
            self.env["customer.complaint.escalation"].create(
                {"timing": "at", "role_id": self.role.id}
            )
            complaint = self._register()
            self.env.flush_all()
        with self._at(minutes=4):
            clock = self._clock(complaint, "acknowledge")
            rule = self.env["customer.complaint.escalation"]._rules_for(clock)[0]
            self.env["customer.complaint.deadline"].sudo()._tell([(clock, rule)])
        notice = self.env["mail.message"].search(
            [("partner_ids", "in", self.strange_officer.partner_id.ids)],
            order="id desc",
            limit=1,
        )
        self.assertIn("missed", notice.subject)


@tagged("post_install", "-at_install")
class TestComplaintRoleAccess(RpcMixin, RoleCase, HttpCase):
    def test_only_who_acts_in_the_role_decides(self):
        complaint = self._propose()
        for persona in ("staff", "officer", "head", "complaint_manager", "upper_head"):
            with self.subTest(persona):
                self._login(persona)
                _result, error = self._rpc(
                    "customer.complaint", "action_approve", complaint.ids
                )
                self.assertTrue(error)
        self.assertEqual(complaint.state, "proposed")
        self._login("strange_officer")
        _result, error = self._rpc(
            "customer.complaint", "action_approve", complaint.ids
        )
        self.assertFalse(error)
        self.assertEqual(complaint.state, "approved")

    def test_the_complaint_manager_names_the_role(self):
        for persona in ("staff", "officer", "complaint_manager"):
            self._login(persona)
            _result, error = self._rpc(
                "customer.complaint.approval",
                "write",
                self.link.ids,
                {"role_id": self.role.id},
            )
            self.assertEqual(bool(error), persona != "complaint_manager")
