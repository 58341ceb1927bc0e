"""A team that handles cases, those above it, and an employee complained of."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command

from .common import PolicyCase

OFFICER = "customer_policy.group_complaint_officer"
PEOPLE = {
    "registrar": "customer_policy.group_user",
    "officer": OFFICER,
    "second_officer": OFFICER,
    "third_officer": OFFICER,
    "head": OFFICER,
    "upper_head": OFFICER,
    "strange_officer": OFFICER,
    "complaint_manager": "customer_policy.group_complaint_manager",
    "general_manager": "customer_policy.group_complaint_manager",
    "respondent": "customer_policy.group_manager,base.group_system",
    "subordinate": OFFICER,
    "complaint_auditor": "customer_policy.group_auditor",
}
# For tables of rights: from who has none to who has all and is complained of.
EVERYBODY = (
    "portal",
    "outsider",
    "staff",
    "registrar",
    "officer",
    "strange_officer",
    "complaint_manager",
    "manager",
    "complaint_auditor",
    "respondent",
)
MONDAY = datetime(2026, 3, 2, 9, 0)  # UTC, as is the team's working time


class ComplaintMixin:
    """For a ``PolicyCase``: people as ``self.<name>``, ``self.team``, a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_people(PEOPLE, "complaint", tz="UTC")
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "UTC",
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{day} {begin}",
                                "dayofweek": str(day),
                                "hour_from": begin,
                                "hour_to": end,
                                "day_period": period,
                            }
                        )
                        for day in range(5)
                        for begin, end, period in (
                            (8, 12, "morning"),
                            (13, 17, "afternoon"),
                        )
                    ),
                ],
            }
        )
        Team = cls.env["customer.complaint.team"]
        cls.upper_team = Team.create(
            {"name": "Above", "user_id": cls.upper_head.id, "sequence": 90}
        )
        cls.team = Team.create(
            {
                "name": "Service",
                "sequence": 1,
                "user_id": cls.head.id,
                "parent_id": cls.upper_team.id,
                "manager_id": cls.general_manager.id,
                "member_ids": [
                    Command.set(
                        (cls.officer | cls.second_officer | cls.third_officer).ids
                    )
                ],
                "assign_method": "manual",
                "resource_calendar_id": cls.calendar.id,
            }
        )
        cls.employee = cls._employee(cls.respondent)
        cls.employee_below = cls._employee(cls.subordinate, cls.employee)
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Complaining Company",
                "is_company": True,
                "email": "c@x.test",
            }
        )

    @classmethod
    def _employee(cls, user, manager=None):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "parent_id": manager.id if manager else False,
            }
        )

    @classmethod
    def _register(cls, user=None, **values):
        complaints = cls.env["customer.complaint"].with_user(user or cls.registrar)
        return complaints.create(
            {
                "name": "Delivered late",
                "partner_id": cls.customer.id,
                "team_id": cls.team.id,
                **values,
            }
        )

    @contextmanager
    def _at(self, moment=MONDAY, **later):
        with freeze_time(moment + timedelta(**later)):
            self.env.invalidate_all()
            yield

    def _lead(self, complaint, *acts, user=None):
        """Carry out acts one after the other, as the officer if not said otherwise."""
        for act in acts:
            if act == "answer":
                complaint.sudo().reply = "We are sorry."
            actor = {"approve": self.head}.get(act, self.officer)
            getattr(complaint.with_user(user or actor), f"action_{act}")()
        return complaint.with_user(self.officer)

    def _tell_handlers(self):
        """What the scheduler does at once when cases were given to somebody."""
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_policy.ir_cron_complaint_assignment")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def _clock(self, complaint, step):
        clocks = complaint.sudo().deadline_ids
        return clocks.filtered(lambda c: c.step == step)

    def assertSees(self, user, complaint):
        self.assertTrue(self._found(user, complaint))

    def assertBlind(self, user, complaint):
        self.assertFalse(self._found(user, complaint))

    def _found(self, user, complaint):
        self.env.flush_all()
        self.env.invalidate_all()
        mine = complaint.with_user(user)
        found = mine.search([("id", "=", complaint.id)])
        self.assertEqual(bool(found), mine.has_access("read"))
        return found


class ComplaintCase(ComplaintMixin, PolicyCase):
    pass
