from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo.tools import mute_logger

from .visit_plan_common import FIRST, VisitPlanCase


class TestVisitPlanRole(VisitPlanCase):
    """Visits of whoever acts in a role of the organisation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["customer.policy.role"].create(
            {
                "name": "Head of Service",
                "code": "visit_test_role",
                "holder_id": cls.visitor.id,
                "deputy_id": cls.second_visitor.id,
            }
        )
        cls.rule = cls._rule(performer="role", role_id=cls.role.id)
        cls.customer.sudo().user_id = False

    def _week(self, **values):
        return self._generate(self._plan(date_to=FIRST + timedelta(days=4), **values))

    def test_a_rule_of_a_role_names_it(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.rule.role_id = False
            self.rule.flush_recordset()

    def test_the_holder_goes(self):
        customers = self._customers(3, user_id=self.supervisor.id)
        visits = self._week()
        self.assertEqual(visits.partner_id & customers, customers)
        self.assertEqual(visits.user_id, self.visitor)

    def test_on_leave_the_stand_in_goes(self):
        self._customers(2, user_id=self.supervisor.id)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": self.employee.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 1),
                "date_to": datetime(2026, 3, 31),
            }
        )
        self.assertEqual(self._week().user_id, self.second_visitor)

    def test_between_the_dates_the_stand_in_goes_alone(self):
        self._customers(2, user_id=self.supervisor.id)
        self.role.write(
            {"deputy_from": date(2026, 3, 1), "deputy_to": date(2026, 3, 31)}
        )
        self.assertEqual(self._week().user_id, self.second_visitor)

    def test_a_plan_for_others_leaves_the_role_s_visits_alone(self):
        self._customers(2, user_id=self.supervisor.id)
        visits = self._week(user_ids=[(6, 0, self.supervisor.ids)])
        self.assertFalse(visits)

    def test_a_head_of_department_goes_to_the_customers_of_the_own_people(self):
        department = self.env["hr.department"].create(
            {"name": "North", "manager_id": self.head_employee.id}
        )
        self.employee.department_id = department
        self.role.write({"kind": "department_head", "holder_id": False})
        self.role.deputy_id = False
        self._customers(2)
        people = [(6, 0, self.supervisor.ids)]
        visits = self._week(user_ids=people)
        self.assertEqual(len(visits), 2)
        self.assertEqual(visits.user_id, self.supervisor)

    def test_nobody_in_the_role_shows(self):
        self.role.write({"holder_id": False, "deputy_id": False})
        self._customers(1, user_id=self.visitor.id)
        plan = self._plan(user_ids=False, date_to=FIRST + timedelta(days=4))
        self._generate(plan)
        reasons = {gap.rule_id: gap.reason for gap in plan.sudo().gap_ids}
        self.assertEqual(reasons[self.rule], "no_performer")
