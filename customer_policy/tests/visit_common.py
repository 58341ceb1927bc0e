"""Visitors, their head, and customers."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command

from .common import PolicyCase

USER = "customer_policy.group_user"
PEOPLE = {
    "visitor": USER,
    "second_visitor": USER,
    "supervisor": USER,
    "visit_manager": "customer_policy.group_visit_manager",
    "visit_auditor": "customer_policy.group_auditor",
}
EVERYBODY = (
    "portal",
    "outsider",
    "staff",
    "visitor",
    "second_visitor",
    "supervisor",
    "visit_manager",
    "manager",
    "visit_auditor",
)
MONDAY = datetime(2026, 3, 2, 9, 0)  # UTC, as is the working time


class VisitMixin:
    """For a ``PolicyCase``: people as ``self.<name>``, a customer, a calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_people(PEOPLE, "visit", tz="UTC")
        cls.calendar = cls._calendar()
        cls.env.company.resource_calendar_id = cls.calendar
        cls.head_employee = cls._employee(cls.supervisor)
        cls.employee = cls._employee(cls.visitor, cls.head_employee)
        cls._employee(cls.second_visitor, cls.head_employee)
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Visited Company",
                "is_company": True,
                "user_id": cls.visitor.id,
                "partner_latitude": 52.52,
                "partner_longitude": 13.405,
            }
        )
        for code in ("on_site", "phone", "letter", "satisfaction_call"):
            setattr(cls, code, cls.env.ref(f"customer_policy.visit_type_{code}"))

    @classmethod
    def _calendar(cls):
        return cls.env["resource.calendar"].create(
            {
                "name": "Visiting Hours",
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

    @classmethod
    def _employee(cls, user, manager=None):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "parent_id": manager.id if manager else False,
                "resource_calendar_id": cls.calendar.id,
            }
        )

    @classmethod
    def _visit(cls, user=None, **values):
        visits = cls.env["customer.visit"].with_user(user or cls.visitor)
        return visits.create(
            {
                "partner_id": cls.customer.id,
                "visit_type_id": cls.phone.id,
                "date_planned": MONDAY,
                "user_id": (user or cls.visitor).id,
                **values,
            }
        )

    @contextmanager
    def _at(self, moment=MONDAY, **later):
        with freeze_time(moment + timedelta(**later)):
            self.env.invalidate_all()
            yield


class VisitCase(VisitMixin, PolicyCase):
    pass
