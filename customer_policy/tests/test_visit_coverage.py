import io
from datetime import date, datetime, timedelta
from zipfile import ZipFile

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .visit_common import MONDAY, VisitCase

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


class TestVisitCoverage(VisitCase):
    """What was due, what was done, and whether that is enough."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.visit.target"].search([]).active = False
        grade = cls.env["customer.grade"].search([], limit=1)
        cls.env["res.partner"].search(
            [("customer_grade_id", "!=", False)]
        ).sudo().customer_grade_id = False
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "is_company": True, "user_id": cls.visitor.id}
                for n in range(10)
            ]
        )
        cls.customers.sudo().customer_grade_id = grade

    def _target(self, basis, **values):
        return self.env["customer.visit.target"].create(
            {"name": f"Target {basis}", "basis": basis, "rate": 0.5, **values}
        )

    def _coverage(self, period=MARCH, user=None):
        return (
            self.env["customer.visit.coverage"]
            .with_user(user or self.visit_manager)
            .create({"date_from": period[0], "date_to": period[1]})
        )

    def _line(self, target, period=MARCH):
        self.env.flush_all()
        lines = self._coverage(period).line_ids
        return lines.filtered(lambda line: line.target_id == target)

    def _figures(self, target, period=MARCH):
        line = self._line(target, period)
        return line.due_count, line.done_count, line.state

    def _done(self, partner, moment=MONDAY, **values):
        visit = self._visit(
            partner_id=partner.id, date_planned=moment, report="x", **values
        )
        visit.sudo().write({"state": "done", "date_done": moment})
        return visit

    def test_visits_count_by_the_last_day_they_are_due(self):
        target = self._target("visits", rate=0.5)
        april = self._visit()
        april.sudo().date_due_until = date(2026, 4, 1)
        self._done(self.customers[0])
        late = self._done(self.customers[1], MONDAY + timedelta(days=5))
        late.sudo().date_due_until = MONDAY.date()
        self._visit().action_cancel("Closed")
        self.assertEqual(self._figures(target), (2, 1, "met"))
        target.rate = 0.51
        self.assertEqual(self._figures(target), (2, 1, "missed"))
        april_days = (date(2026, 4, 1), date(2026, 4, 30))
        self.assertEqual(self._figures(target, april_days), (1, 0, "missed"))

    def test_a_rule_counts_the_visits_that_serve_it_as_well(self):
        rule = self.env["customer.visit.rule"].search([], limit=1)
        target = self._target("visits", rule_id=rule.id)
        own, other = self._done(self.customers[0]), self._done(self.customers[1])
        self._done(self.customers[2])
        own.sudo().rule_id = rule
        other.sudo().merged_rule_ids = [Command.link(rule.id)]
        self.assertEqual(self._figures(target), (2, 2, "met"))

    def test_of_the_customers_each_counts_once_and_may_be_met_in_person(self):
        visited = self._target("customers", rate=0.3)
        met = self._target("customers", is_in_person=True)
        for _twice in range(2):
            self._done(self.customers[0])
        self._done(self.customers[1], visit_type_id=self.on_site.id)
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customers[2].id}
        )
        self._done(contact)
        self._done(self.customers[3], MONDAY - timedelta(days=10))
        self.assertEqual(self._figures(visited), (10, 3, "met"))
        self.assertEqual(self._figures(met), (10, 1, "missed"))

    def test_customers_may_be_narrowed_by_tag(self):
        tag = self.env["res.partner.category"].create({"name": "Tenant"})
        self.customers[:4].category_id = tag
        target = self._target("customers", tag_ids=[Command.set(tag.ids)])
        self._done(self.customers[0])
        self._done(self.customers[9])
        self.assertEqual(self._figures(target), (4, 1, "missed"))

    def test_events_are_followed_by_a_visit_within_the_days(self):
        target = self._target("event", event="repair", days_within=30, rate=0.3)
        self.env["customer.visit.occasion"].create(
            [
                {"partner_id": partner.id, "kind": "repair", "date": MONDAY.date()}
                for partner in self.customers[:3]
            ]
        )
        self._done(self.customers[0], MONDAY - timedelta(days=1))
        self._done(self.customers[1], MONDAY + timedelta(days=30, hours=8))
        self._done(self.customers[2], MONDAY + timedelta(days=31, hours=8))
        self.assertEqual(self._figures(target), (3, 1, "met"))

    def test_closed_complaints_are_followed_within_three_days(self):
        target = self._target("event", event="complaint_closed", days_within=3)
        for index, state in enumerate(("closed", "closed", "unfounded")):
            case = self.env["customer.complaint"].create(
                {"name": "Late", "partner_id": self.customers[index].id}
            )
            case.sudo().write({"state": state, "date_closed": MONDAY})
        self._done(self.customers[0], MONDAY + timedelta(days=2))
        self.assertEqual(self._figures(target), (2, 1, "met"))

    def test_what_visits_brought_up_is_dealt_with(self):
        target = self._target("raised", rate=1.0)
        kept, open_ = (
            self._done(customer, promise="Parts", promise_date=date(2026, 3, 9))
            for customer in self.customers[:2]
        )
        self._done(self.customers[2])
        kept.sudo().date_promise_kept = date(2026, 3, 8)
        self.assertEqual(self._figures(target), (2, 1, "missed"))
        open_.sudo().date_promise_kept = date(2026, 3, 20)
        self.assertEqual(self._figures(target), (2, 2, "met"))

    def test_where_nothing_was_due_nothing_is_met_or_missed(self):
        target = self._target("event", event="move_in")
        self.assertEqual(self._figures(target), (0, 0, "none"))

    def test_the_days_are_those_of_the_company(self):
        self.calendar.tz = "Asia/Shanghai"
        target = self._target("customers")
        self._done(self.customers[0], datetime(2026, 2, 28, 16, 30))
        self._done(self.customers[1], datetime(2026, 3, 31, 16, 30))
        self.assertEqual(self._figures(target)[1], 1)

    def test_a_company_has_its_own_targets_and_visits(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._target("visits", company_id=other.id)
        self.assertFalse(self._line(foreign))

    def test_what_is_left_opens(self):
        target = self._target("customers")
        self._done(self.customers[0])
        action = self._line(target).action_open_left()
        self.assertEqual(action["res_model"], "res.partner")
        left = self.env["res.partner"].search(action["domain"])
        self.assertEqual(left, self.customers[1:])

    def _shown(self, form):
        [line] = form.line_ids._records
        return line["done_count"]

    def test_the_list_changes_with_the_period(self):
        target = self._target("customers")
        self._done(self.customers[0])
        self.env.flush_all()
        model = self.env["customer.visit.coverage"].with_user(self.visit_manager)
        with Form(model) as form:
            form.date_from, form.date_to = date(2026, 1, 1), date(2026, 1, 31)
            self.assertEqual(self._shown(form), 0)
            form.date_to = MARCH[1]
            form.date_from = MARCH[0]
            self.assertEqual(self._shown(form), 1)
        self.assertEqual(form.record.line_ids.target_id, target)

    def test_periods_move_by_their_length(self):
        coverage = self._coverage()
        coverage.action_next()
        april = (date(2026, 4, 1), date(2026, 4, 30))
        self.assertEqual((coverage.date_from, coverage.date_to), april)
        coverage.action_quarter()
        coverage.action_previous()
        first = (date(2026, 1, 1), date(2026, 3, 31))
        self.assertEqual((coverage.date_from, coverage.date_to), first)
        coverage.action_year()
        coverage.action_next()
        year = (date(2027, 1, 1), date(2027, 12, 31))
        self.assertEqual((coverage.date_from, coverage.date_to), year)
        with self.assertRaises(ValidationError):
            self._coverage((MARCH[1], MARCH[0]))

    def test_the_workbook_holds_the_list(self):
        self._target("customers", name="=All of them")
        self._done(self.customers[0])
        self.env.flush_all()
        with ZipFile(io.BytesIO(self._coverage()._sheet())) as book:
            cells = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn("=All of them", cells)
        self.assertNotIn("<f>", cells)
        self.assertIn("<v>10</v>", cells)
        action = self._coverage().action_export()
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_one_query_for_each_target_however_many_customers(self):
        self._target("customers")
        coverage = self._coverage()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            coverage._rows()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for customer in self.customers:
            self._done(customer)
        self.assertEqual(count(), few)

    def test_only_managers_and_auditors_see_it(self):
        self._coverage(user=self.visit_auditor)
        for user in (self.visitor, self.supervisor, self.outsider):
            with self.assertRaises(AccessError):
                self._coverage(user=user)

    def test_shipped_targets_carry_the_figures_of_their_clauses(self):
        targets = self.env["customer.visit.target"].with_context(active_test=False)
        rates = {
            name: targets.env.ref(f"customer_policy.visit_target_{name}").rate
            for name in (
                "raised",
                "customers",
                "in_person",
                "complaint",
                "repair",
                "activity",
            )
        }
        self.assertEqual(
            rates,
            {
                "raised": 1.0,
                "customers": 1.0,
                "in_person": 0.9,
                "complaint": 0.5,
                "repair": 0.3,
                "activity": 0.1,
            },
        )


class TestVisitCompliance(VisitCase):
    def _count(self, user, *groupby):
        self.env.flush_all()
        rows = (
            self.env["customer.visit.compliance"]
            .with_user(user)
            ._read_group(
                [("partner_id", "=", self.customer.id)],
                groupby,
                ["planned_count:sum", "done_count:sum", "missed_count:sum"],
            )
        )
        return rows

    def test_visits_are_counted_by_what_became_of_them(self):
        visits = [self._visit() for _n in range(5)]
        done, late, missed, gone, _ahead = visits
        for visit in (done, late):
            visit.sudo().write({"state": "done", "date_done": MONDAY})
        late.sudo().date_due_until = MONDAY.date() - timedelta(days=1)
        missed.sudo().state = "missed"
        gone.action_cancel("Closed")
        rows = dict(
            (outcome, count)
            for outcome, count in self.env["customer.visit.compliance"]._read_group(
                [("partner_id", "=", self.customer.id)], ["outcome"], ["__count"]
            )
        )
        self.assertEqual(rows, {"in_time": 1, "late": 1, "missed": 1, "open": 1})
        [(planned, did, lost)] = self._count(self.visit_manager)
        self.assertEqual((planned, did, lost), (4, 2, 1))
        [(rate,)] = self.env["customer.visit.compliance"]._read_group(
            [("partner_id", "=", self.customer.id)], [], ["in_time_rate:avg"]
        )
        self.assertAlmostEqual(rate, 100 / 3)

    def test_everybody_counts_what_one_may_read(self):
        self._visit()
        self._visit(user=self.second_visitor)
        for user, number in (
            (self.visit_manager, 2),
            (self.visit_auditor, 2),
            (self.supervisor, 2),
            (self.second_visitor, 1),
            (self.staff, 0),
        ):
            with self.subTest(user=user.login):
                found = self.env["customer.visit.compliance"].with_user(user)
                domain = [("partner_id", "=", self.customer.id)]
                self.assertEqual(found.search_count(domain), number)

    def test_visits_to_a_hidden_customer_are_not_counted(self):
        self._visit(user=self.visitor)
        self.customer.sudo().action_classify("2", "Secret", date(2030, 1, 1))
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["customer.visit.compliance"].with_user(self.visit_manager)
        self.assertFalse(found.search([("partner_id", "=", self.customer.id)]))
