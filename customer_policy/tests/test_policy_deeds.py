from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PolicyCase


@tagged("post_install", "-at_install")
class TestPolicyDeeds(PolicyCase):
    """What was done under a clause this month, and the lists behind the numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.policy.clause_ids
        cls.today = fields.Date.context_today(cls.policy)
        cls.start = cls.today.replace(day=1)
        cls.end = fields.Date.add(cls.start, months=1)
        cls.scheme = cls._scheme("deeds", cls.first)
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Deeds {place}", "is_company": True} for place in range(3)]
        )

    @classmethod
    def _scheme(cls, code, clause):
        return cls.env["customer.grade.scheme"].create(
            {
                "name": code,
                "code": code,
                "clause_id": clause.id,
                "grade_ids": [Command.create({"name": "A", "code": "A"})],
            }
        )

    def _assign(self, customer, date_from, scheme=None, date_to=False):
        scheme = scheme or self.scheme
        return self.env["customer.grade.assignment"].create(
            {
                "partner_id": customer.id,
                "scheme_id": scheme.id,
                "grade_id": scheme.grade_ids.id,
                "date_from": date_from,
                "date_to": date_to,
            }
        )

    def _deeds(self, clauses, user=None):
        clauses = clauses.with_user(user or self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            clause.number: {deed["label"]: deed["count"] for deed in clause.deeds or []}
            for clause in clauses
        }

    def test_grades_of_this_month_are_counted_by_clause(self):
        other = self._scheme("other", self.second)
        self._assign(self.customers[0], self.start)
        self._assign(self.customers[1], self.today)
        self._assign(self.customers[2], fields.Date.subtract(self.start, days=1))
        self._assign(self.customers[2], self.today, other)
        self.assertEqual(
            self._deeds(self.policy.clause_ids),
            {"1": {"Grades assigned": 2}, "2": {"Grades assigned": 1}},
        )
        self.assertEqual(self.first.with_user(self.manager).deed_count, 2)

    def test_each_number_opens_the_list_behind_it(self):
        held = self._assign(self.customers[0], self.today)
        self._assign(self.customers[1], fields.Date.subtract(self.start, days=1))
        self._assign(self.customers[2], self.today, self._scheme("o", self.second))
        [deed] = self.first.with_user(self.manager).deeds
        action = deed["action"]
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), held)

    def test_clocks_cases_and_violations_are_counted_where_they_belong(self):
        deadline = self.env.ref("customer_policy.deadline_rule_complaint_close")
        category = self.env["customer.complaint.category"].create(
            {"name": "Deeds", "clause_id": self.first.id}
        )
        deadline.clause_id = self.second
        complaint = self.env["customer.complaint"].create(
            {
                "name": "Late",
                "partner_id": self.customers[0].id,
                "category_id": category.id,
                "description": "Late again",
            }
        )
        clock = complaint.deadline_ids.filtered(lambda c: c.rule_id == deadline)
        clock.sudo().date_deadline = fields.Datetime.subtract(
            fields.Datetime.now(), seconds=1
        )
        found = self._deeds(self.policy.clause_ids, self.env.ref("base.user_root"))
        self.assertEqual(found["1"], {"Cases of the category": 1})
        self.assertEqual(found["2"], {"Deadlines missed": 1})

    def test_one_counts_what_one_may_see(self):
        ladder = self.env["customer.penalty.ladder"].create(
            {
                "name": "L",
                "step_ids": [Command.create({"sequence": 1, "measure": "warning"})],
            }
        )
        kind = self.env["customer.violation.type"].create(
            {"name": "Deeds", "ladder_id": ladder.id, "clause_id": self.second.id}
        )
        for login in ("deeds_officer", "deeds_other"):
            new_test_user(
                self.env, login=login, groups="customer_policy.group_violation_officer"
            )
        person = self.env["hr.employee"].create({"name": "Somebody"})
        self.env["customer.violation"].sudo().create(
            {
                "name": "Took a gift",
                "employee_id": person.id,
                "type_id": kind.id,
                "facts": "A watch",
            }
        )
        root = self.env.ref("base.user_root")
        self.assertEqual(
            self._deeds(self.second, root)["2"], {"Violations reported": 1}
        )
        for persona in (self.staff, self.manager):
            self.assertEqual(self._deeds(self.second, persona)["2"], {})

    def test_the_queries_do_not_grow_with_the_clauses(self):
        def queries(count):
            policy = self._create_policy(
                number=f"D-{count}",
                clause_ids=[
                    Command.create({"number": f"{i}", "name": f"{i}"})
                    for i in range(count)
                ],
            )
            for clause in policy.clause_ids:
                scheme = self._scheme(f"d{count}-{clause.number}", clause)
                self._assign(self.customers[0], self.today, scheme)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            policy.clause_ids.mapped("deeds")
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(12), queries(2))

    def test_visits_of_this_month_are_counted_by_the_clause_of_their_rule(self):
        kind = self.env.ref("customer_policy.visit_type_phone")
        rule = self.env["customer.visit.rule"].create(
            {
                "name": "Call",
                "visit_type_id": kind.id,
                "interval_number": 1,
                "interval_unit": "month",
                "clause_id": self.second.id,
            }
        )
        visits = self.env["customer.visit"].create(
            [
                {
                    "partner_id": customer.id,
                    "user_id": self.manager.id,
                    "visit_type_id": kind.id,
                    "rule_id": rule.id,
                    "date_planned": fields.Datetime.now(),
                }
                for customer in self.customers
            ]
        )
        done = fields.Datetime.now()
        visits[:2].sudo().write({"state": "done", "date_done": done})
        self.assertEqual(
            self._deeds(self.second),
            {self.second.number: {"Visits made by the rule": 2}},
        )
