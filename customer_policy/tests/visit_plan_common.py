"""Rules of their own, a plan for a week or more, and what it comes to."""

from datetime import date, datetime

from freezegun import freeze_time

from odoo.fields import Command

from .visit_common import MONDAY, VisitCase, VisitMixin

FIRST = date(2026, 3, 9)  # a Monday
LAST = date(2026, 4, 3)


class VisitPlanMixin(VisitMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["customer.visit.rule"]
        cls.Rule.search([]).active = False
        cls.people = cls.visitor + cls.second_visitor
        cls.env["res.partner"].search(
            [("user_id", "in", cls.people.ids)]
        ).user_id = False
        cls.settings = cls.env.ref("customer_policy.visit_planning")

    @classmethod
    def _customers(cls, number, **values):
        spots = [
            {"partner_latitude": 52.5 + n / 100, "partner_longitude": 13.4}
            for n in range(number)
        ]
        customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Planned {n}",
                    "is_company": True,
                    "user_id": cls.visitor.id,
                    **spot,
                    **values,
                }
                for n, spot in enumerate(spots)
            ]
        )
        cls._known_since(customers, datetime(2025, 1, 1))
        return customers

    @classmethod
    def _known_since(cls, customers, moment):
        customers.flush_recordset()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
            (moment, customers.ids),
        )
        customers.invalidate_recordset(["create_date"])

    @classmethod
    def _rule(cls, **values):
        return cls.Rule.create(
            {
                "name": "Monthly call",
                "visit_type_id": cls.phone.id,
                "interval_number": 1,
                "interval_unit": "month",
                "merge_days": 3,
                **values,
            }
        )

    @classmethod
    def _plan(cls, **values):
        return (
            cls.env["customer.visit.plan"]
            .with_user(cls.visit_manager)
            .create(
                {
                    "name": "Spring",
                    "date_from": FIRST,
                    "date_to": LAST,
                    "user_ids": [Command.set(cls.people.ids)],
                    **values,
                }
            )
        )

    @staticmethod
    def _frozen():
        return freeze_time(MONDAY)

    def _generate(self, plan):
        with self._at():
            plan.with_user(self.visit_manager).action_generate()
        self.env.invalidate_all()
        return plan.sudo().visit_ids

    def _done(self, customer, moment, rule, **values):
        visit = (
            self.env["customer.visit"]
            .sudo()
            .create(
                {
                    "partner_id": customer.id,
                    "user_id": self.visitor.id,
                    "visit_type_id": rule.visit_type_id.id,
                    "rule_id": rule.id,
                    "date_planned": moment,
                    **values,
                }
            )
        )
        visit.write({"state": "done", "date_done": moment})
        return visit

    def _reasons(self, plan):
        gaps = plan.sudo().gap_ids
        return {gap.partner_id: gap.reason for gap in gaps}

    def _state_of(self, plan):
        """All that planning may write, with when it was written."""
        names = ["number", "user_id", "date_planned", "date_due_from", "write_date"]
        self.env.invalidate_all()
        plan = plan.sudo()
        return (
            plan.visit_ids.sorted("id").read(names),
            plan.gap_ids.sorted("id").read(["reason", "write_date"]),
            plan.write_date,
            len(plan.message_ids),
        )


class VisitPlanCase(VisitPlanMixin, VisitCase):
    pass
