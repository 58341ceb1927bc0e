"""People around a violation: who reports, handles, decides, and is concerned."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from freezegun import freeze_time

from .common import PolicyCase

OFFICER = "customer_policy.group_violation_officer"
PEOPLE = {
    "reporter": "customer_policy.group_user",
    "violation_officer": OFFICER,
    "second_violation_officer": OFFICER,
    "third_violation_officer": OFFICER,
    "deciding_manager": "customer_policy.group_violation_general_manager",
    "culprit": f"{OFFICER},customer_policy.group_manager",
    "underling": OFFICER,
    "boss": "base.group_user",
    "department_head": "customer_policy.group_user",
    "other_head": "customer_policy.group_user",
    "personnel": "hr.group_hr_user",
    "violation_auditor": "customer_policy.group_auditor",
    "administrator": "customer_policy.group_manager,base.group_system",
}
MONDAY = datetime(2026, 3, 2, 9, 0)


class ViolationMixin:
    """For a ``PolicyCase``: people as ``self.<name>``; the culprit is an employee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for xmlid in (OFFICER, "customer_policy.group_violation_general_manager"):
            cls.env.ref(xmlid).user_ids = False
        cls._create_people(PEOPLE, "violation", tz="UTC")
        cls.boss_employee = cls._employee(cls.boss)
        cls.head_employee = cls._employee(cls.department_head)
        cls.other_head_employee = cls._employee(cls.other_head)
        Department = cls.env["hr.department"]
        cls.division = Department.create(
            {"name": "Division", "manager_id": cls.head_employee.id}
        )
        cls.department = Department.create(
            {"name": "Sales", "parent_id": cls.division.id}
        )
        cls.other_department = Department.create(
            {"name": "Other", "manager_id": cls.other_head_employee.id}
        )
        cls.employee = cls._employee(
            cls.culprit,
            parent_id=cls.boss_employee.id,
            department_id=cls.department.id,
        )
        cls.employee_below = cls._employee(cls.underling, parent_id=cls.employee.id)
        cls.other_employee = cls._employee(
            cls.reporter, department_id=cls.other_department.id
        )
        cls.first_responsible = cls.env["hr.employee"].create({"name": "On Site"})
        cls.ladder = cls.env.ref("customer_policy.penalty_ladder_information")
        cls.conduct = cls.env.ref("customer_policy.penalty_ladder_conduct")
        cls.leak = cls.env.ref("customer_policy.violation_type_leak")
        cls.gift = cls.env.ref("customer_policy.violation_type_gift")
        cls.promise = cls.env.ref("customer_policy.violation_type_promise")

    @classmethod
    def _employee(cls, user, **values):
        return cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "tz": "UTC", **values}
        )

    @classmethod
    def _ladder(cls, *steps, **values):
        """A ladder of steps, each a dict; and a type that uses it."""
        ladder = cls.env["customer.penalty.ladder"].create(
            {
                "name": "Ladder of a test",
                "step_ids": [(0, 0, step) for step in steps],
                **values,
            }
        )
        return cls.env["customer.violation.type"].create(
            {"name": "Type of a test", "ladder_id": ladder.id, "severity": "2"}
        )

    @contextmanager
    def _at(self, moment=MONDAY, **later):
        with freeze_time(moment + timedelta(**later)):
            self.env.invalidate_all()
            yield

    def _report(self, user=None, **values):
        """As the wizard does it; found again by the superuser."""
        violations = self.env["customer.violation"].with_user(user or self.reporter)
        violations = violations._report(
            [
                {
                    "name": "Took a watch",
                    "employee_id": self.employee.id,
                    "type_id": self.gift.id,
                    "facts": "The customer gave it to him on Friday.",
                    "company_id": self.env.company.id,
                    **values,
                }
            ]
        )
        return violations.with_env(self.env)

    def _lead(self, violation, state="in_force"):
        """Lead a case as far as a state, the officers and the manager taking turns."""
        officer = violation.with_user(self.violation_officer)
        decider = violation.with_user(self.deciding_manager)
        acts = {
            "investigating": officer.action_investigate,
            "heard": lambda: officer.action_hear("I did not want it."),
            "decided": lambda: decider.action_decide("So decided."),
            "in_force": officer.action_enforce,
        }
        states = ["reported", *acts]
        done = states.index(violation.state)
        for target in states[done + 1 : states.index(state) + 1]:
            acts[target]()
        return violation

    def assertSees(self, user, violation):
        self.assertTrue(self._found(user, violation))

    def assertBlind(self, user, violation):
        self.assertFalse(self._found(user, violation))

    def _found(self, user, violation):
        self.env.flush_all()
        self.env.invalidate_all()
        mine = violation.with_user(user)
        found = mine.search([("id", "=", violation.id)])
        self.assertEqual(bool(found), mine.has_access("read"))
        return found


class ViolationCase(ViolationMixin, PolicyCase):
    pass
