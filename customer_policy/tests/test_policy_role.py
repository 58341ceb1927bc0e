from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .http_common import RpcMixin

EVERYBODY = ("portal", "outsider", "staff", "grading_manager", "manager")


class RoleCase(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["customer.policy.role"].create(
            {
                "code": "test",
                "name": "Test role",
                "holder_id": cls.manager.id,
                "deputy_id": cls.other_manager.id,
            }
        )
        cls.head_role = cls.env.ref("customer_policy.role_department_head")

    @classmethod
    def _employee_of(cls, user=None, name=None, **values):
        return cls.env["hr.employee"].create(
            {"name": name or user.name, "user_id": user and user.id, **values}
        )

    def _leave(self, employee, days=1):
        now = fields.Datetime.now()
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": employee.resource_id.id,
                "calendar_id": employee.resource_calendar_id.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(days=days),
            }
        )


@tagged("post_install", "-at_install")
class TestPolicyRole(RoleCase):
    def test_the_holder_acts(self):
        self.assertEqual(self.role._deciders(), self.manager)

    def test_the_stand_in_acts_for_whoever_cannot(self):
        employee = self._employee_of(self.manager)
        hold = self.env["customer.access.hold"].sudo()
        today = fields.Date.context_today(self.role)
        absences = {
            "leave": lambda: self._leave(employee),
            "archived": lambda: self.manager.write({"active": False}),
            "hold": lambda: hold.create({"user_id": self.manager.id, "reason": "X"}),
            "dates": lambda: self.role.write(
                {"deputy_from": today, "deputy_to": today}
            ),
            "from a day on": lambda: self.role.write({"deputy_from": today}),
            "until a day": lambda: self.role.write({"deputy_to": today}),
        }
        for what, absence in absences.items():
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                absence()
                self.assertEqual(self.role._deciders(), self.other_manager)
                savepoint.rollback()
                self.env.invalidate_all()
                self.assertEqual(self.role._deciders(), self.manager)

    def test_a_suspended_holder_does_not_act(self):
        now = fields.Datetime.now()
        spans = {self.manager.id: [(1, now - timedelta(days=1), now)]}
        penalties = type(self.env["customer.penalty"])
        self.patch(penalties, "_suspensions", lambda self: spans)
        before = now - timedelta(hours=1)
        self.assertEqual(self.role._deciders(moment=before), self.other_manager)
        self.assertEqual(self.role._deciders(moment=now), self.manager)

    def test_absence_is_asked_for_the_moment(self):
        self._leave(self._employee_of(self.manager))
        later = fields.Datetime.now() + timedelta(days=3)
        self.assertEqual(self.role._deciders(), self.other_manager)
        self.assertEqual(self.role._deciders(moment=later), self.manager)

    def test_outside_the_dates_the_holder_acts(self):
        today = fields.Date.context_today(self.role)
        for first, last in ((1, 2), (-2, -1)):
            self.role.write(
                {
                    "deputy_from": today + timedelta(days=first),
                    "deputy_to": today + timedelta(days=last),
                }
            )
            self.assertEqual(self.role._deciders(), self.manager)

    def test_nobody_is_left_when_both_are_out(self):
        both = self.manager | self.other_manager
        self.assertEqual(self.role._deciders(excluded=self.manager), self.other_manager)
        self.assertFalse(self.role._deciders(excluded=both))
        self.role.deputy_id = False
        self.assertFalse(self.role._deciders(excluded=self.manager))

    def test_nobody_decides_their_own(self):
        employee = self._employee_of(self.manager)
        self.assertEqual(self.role._deciders(employee), self.other_manager)

    def test_whoever_does_not_work_in_the_company_does_not_decide_there(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(self.role._deciders(company=company))
        self.other_manager.company_ids += company
        self.assertEqual(self.role._deciders(company=company), self.other_manager)

    def test_the_head_of_department_is_looked_up_upwards(self):
        departments = self.env["hr.department"]
        boss = self._employee_of(self.other_manager)
        head = self._employee_of(self.manager)
        above = departments.create({"name": "Above", "manager_id": boss.id})
        below = departments.create(
            {"name": "Below", "parent_id": above.id, "manager_id": head.id}
        )
        person = self._employee_of(self.staff, department_id=below.id)
        self.assertEqual(self.head_role._deciders(person), self.manager)
        self.assertEqual(
            self.head_role._deciders(person, excluded=self.manager),
            self.other_manager,
        )
        head.department_id = below
        self.assertEqual(self.head_role._deciders(head), self.other_manager)
        below.manager_id = False
        self.assertEqual(self.head_role._deciders(person), self.other_manager)
        above.manager_id = False
        person.parent_id = head
        self.assertEqual(self.head_role._deciders(person), self.manager)
        self.assertFalse(self.head_role._deciders())

    def test_many_roles_and_employees_cost_no_query_each(self):
        def queries(count):
            people = self.env["hr.employee"].create(
                [
                    {"name": f"Q{count} {index}", "parent_id": boss.id}
                    for index in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = (self.role | self.head_role)._deciders_by_role(people)
            self.assertEqual(len(found), 2 * count)
            self.assertEqual(found[self.head_role, people[-1]], self.manager)
            return self.env.cr.sql_log_count - before

        boss = self._employee_of(self.manager)
        queries(2)
        self.assertLessEqual(queries(30), queries(3) + 2)

    def test_a_companys_own_role_comes_before_the_one_of_all(self):
        company = self.env.company
        own = self.role.copy({"code": "test", "company_id": company.id})
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.role._of_code("test", company), own)
        self.assertEqual(self.role._of_code("test", other), self.role)

    @mute_logger("odoo.sql_db")
    def test_what_makes_no_sense_is_refused(self):
        attempts = {
            "own stand-in": {"deputy_id": self.manager.id},
            "ends before it begins": {
                "deputy_from": "2026-05-02",
                "deputy_to": "2026-05-01",
            },
        }
        for what, vals in attempts.items():
            with self.subTest(what), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self.role.write(vals)
                    self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.role.copy({"code": "test"})
        company = self.env["res.company"].create({"name": "Elsewhere"})
        refused = {
            "internal": {"holder_id": self.portal.id},
            "stands in": {"deputy_id": False, "deputy_from": "2026-05-01"},
            "Elsewhere": {"company_id": company.id},
        }
        for message, vals in refused.items():
            with self.subTest(message), self.assertRaises(ValidationError) as caught:
                with self.env.cr.savepoint():
                    self.role.write(vals)
            self.assertIn(message, str(caught.exception))
            self.env.invalidate_all()

    def test_the_shipped_roles_are_there_and_wait_for_holders(self):
        codes = {
            "general_manager",
            "department_head",
            "hr",
            "keeper",
            "quality_head",
            "policy_interpreter",
        }
        roles = self.env["customer.policy.role"].search([("code", "in", list(codes))])
        self.assertEqual(set(roles.mapped("code")), codes)
        self.assertEqual(self.head_role.kind, "department_head")
        self.assertFalse(roles.holder_id)


@tagged("post_install", "-at_install")
class TestPolicyRoleAccess(RpcMixin, RoleCase, HttpCase):
    def test_staff_reads_and_the_manager_edits(self):
        rights = {
            "read": {"staff", "grading_manager", "manager"},
            "write": {"manager"},
            "create": {"manager"},
            "unlink": {"manager"},
        }
        calls = {
            "read": lambda role, _who: (role.ids, ["name"]),
            "write": lambda role, _who: (role.ids, {"note": "X"}),
            "create": lambda _role, who: ([{"code": f"x {who}", "name": "X"}],),
            "unlink": lambda role, _who: (role.ids,),
        }
        for persona in EVERYBODY:
            self._login(persona)
            for operation, allowed in rights.items():
                with self.subTest(persona=persona, operation=operation):
                    role = self.role.copy({"code": f"{operation} {persona}"})
                    args = calls[operation](role, persona)
                    _result, error = self._rpc("customer.policy.role", operation, *args)
                    expected = None if persona in allowed else "AccessError"
                    self.assertEqual((error or "").rpartition(".")[2] or None, expected)

    def test_a_role_of_another_company_is_out_of_sight(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.role.write({"holder_id": False, "deputy_id": False})
        self.role.company_id = company
        self._login("manager")
        _result, error = self._rpc(
            "customer.policy.role", "read", self.role.ids, ["name"]
        )
        self.assertIn("AccessError", error)
        self.manager.write({"company_ids": [Command.link(company.id)]})
        result, _error = self._rpc(
            "customer.policy.role",
            "read",
            self.role.ids,
            ["name"],
            context={"allowed_company_ids": self.manager.company_ids.ids},
        )
        self.assertTrue(result)
