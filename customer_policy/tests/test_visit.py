from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from .visit_common import MONDAY, VisitCase


class TestVisit(VisitCase):
    def test_visits_are_numbered_by_company_and_year(self):
        visits = self._visit()
        visits |= self._visit(date_planned=MONDAY.replace(year=2027))
        self.assertRegex(visits[0].number, r"^VIS/2026/\d{5}$")
        self.assertRegex(visits[1].number, r"^VIS/2027/\d{5}$")

    def test_a_visit_by_hand_is_marked_so_and_takes_the_time_of_its_type(self):
        visit = self._visit()
        self.assertTrue(visit.is_touched)
        self.assertEqual(visit.duration, self.phone.duration)
        planned = self._visit().sudo()
        planned.is_touched = False
        planned.duration = 2
        self.assertFalse(planned.is_touched)
        planned.with_user(self.visitor).date_planned += timedelta(days=1)
        self.assertTrue(planned.is_touched)

    def test_columns_of_the_process_refuse_everybody(self):
        visit = self._visit()
        for user in (self.visitor, self.visit_manager, self.manager):
            for name, value in (
                ("state", "done"),
                ("number", "VIS/1"),
                ("date_done", MONDAY),
                ("check_in_distance", 1.0),
                ("is_touched", False),
                ("rule_id", False),
            ):
                with self.subTest(user=user.name, field=name):
                    with self.assertRaises(AccessError):
                        visit.with_user(user).write({name: value})

    def test_one_live_visit_for_each_customer_rule_and_window(self):
        rule = self.env.ref("customer_policy.visit_rule_key")
        due = {"rule_id": rule.id, "date_due_from": date(2026, 3, 1)}
        visit = self._visit().sudo()
        visit.write(due)
        visit.flush_recordset()
        other = self._visit().sudo()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                other.write(due)
                other.flush_recordset()
        visit.state = "missed"
        visit.flush_recordset()
        other.write(due)
        other.flush_recordset()
        self.assertEqual(other.rule_id, rule)

    def test_what_a_customer_had_and_will_have_last_and_next(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id}
        )
        done = self._visit(partner_id=contact.id).sudo()
        done.write({"state": "done", "date_done": MONDAY})
        ahead = self._visit(date_planned=MONDAY + timedelta(days=9))
        self._visit(date_planned=MONDAY + timedelta(days=20))
        self.assertEqual(self.customer.last_visit_date, MONDAY)
        self.assertEqual(self.customer.next_visit_date, ahead.date_planned)
        self.assertEqual(contact.last_visit_date, MONDAY)
        self.assertEqual(self.customer.visit_count, 3)
        self.assertEqual(contact.visit_count, 1)
        never = self.env["res.partner"].create({"name": "Never"})
        both = [("id", "in", (self.customer | never).ids)]
        Partner = self.env["res.partner"]
        self.assertEqual(
            Partner.search([*both, ("last_visit_date", "=", False)]), never
        )
        self.assertEqual(
            Partner.search([*both, ("last_visit_date", "<", MONDAY + timedelta(1))]),
            self.customer,
        )
        self.assertFalse(Partner.search([*both, ("last_visit_date", ">", MONDAY)]))
        self.assertEqual(
            Partner.search([*both, ("next_visit_date", "!=", False)]), self.customer
        )

    def test_what_is_over_stays_and_nothing_is_deleted(self):
        visit = self._visit()
        visit.sudo().state = "done"
        with self.assertRaises(UserError):
            visit.report = "Something else"
        with self.assertRaises(AccessError):
            visit.unlink()
        self.assertTrue(visit.sudo().exists())


class TestVisitRule(VisitCase):
    def _rule(self, **values):
        return self.env["customer.visit.rule"].create(
            {"name": "Rule", "visit_type_id": self.phone.id, **values}
        )

    def test_an_interval_is_at_least_one(self):
        for values in (
            {"interval_number": 0},
            {"interval_unit": False},
            {"event": "repair", "days_after_from": 9, "days_after_within": 3},
            {"sampling_rate": 0},
            {"sampling_rate": 1.1},
            {"age_from_months": 12, "age_to_months": 12},
        ):
            with self.subTest(values=values), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.cr.savepoint():
                    self._rule(**values)

    def test_grades_are_of_one_scheme_and_severity_goes_with_complaints(self):
        grades = self.env.ref("customer_policy.grade_importance_key")
        grades |= self.env.ref("customer_policy.grade_scale_large")
        with self.assertRaises(ValidationError):
            self._rule(grade_ids=[Command.set(grades.ids)])
        with self.assertRaises(ValidationError):
            self._rule(severity="major")
        self.assertTrue(self._rule(severity="major", event="complaint_closed"))

    def test_shipped_rules_carry_the_figures_of_the_sources(self):
        complaint = self.env.ref("customer_policy.visit_rule_complaint")
        major = self.env.ref("customer_policy.visit_rule_complaint_major")
        self.assertEqual((complaint.days_after_within, major.days_after_within), (3, 3))
        self.assertEqual((complaint.sampling_rate, major.sampling_rate), (0.5, 1.0))
        first = self.env.ref("customer_policy.visit_rule_first_year")
        later = self.env.ref("customer_policy.visit_rule_later_years")
        self.assertEqual((first.interval_number, later.interval_number), (1, 3))
        self.assertEqual(first.age_to_months, later.age_from_months)
        everything = self.env["customer.visit.rule"].search([])
        self.assertTrue(all(everything.mapped("clause_id")))

    def test_an_occasion_has_taken_place(self):
        with self.assertRaises(ValidationError):
            self.env["customer.visit.occasion"].with_user(self.visitor).create(
                {"partner_id": self.customer.id, "date": date(2090, 1, 1)}
            )
