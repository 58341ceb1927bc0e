from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import PolicyCase
from .report_common import ReportMixin
from .visit_common import MONDAY, VisitMixin

MARCH = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}


@tagged("post_install", "-at_install")
class TestReportVisit(ReportMixin, VisitMixin, PolicyCase):
    """What was planned, what took place, and how much of what was due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = cls.env["customer.visit"]
        for day, state, user in (
            (2, "done", cls.visitor),
            (3, "done", cls.visitor),
            (4, "missed", cls.visitor),
            (5, "planned", cls.second_visitor),
        ):
            moment = MONDAY.replace(day=day)
            visit = cls._visit(user, date_planned=moment, report="=Findings")
            done = {"state": state}
            if state == "done":
                done |= {"date_done": moment, "result": "satisfied"}
            visit.sudo().write(done)
            cls.visits |= visit
        cls.env.flush_all()

    def _own(self, page):
        numbers = self.visits.mapped("number")
        return [
            row
            for row in self._rows(page)
            if (row.get("Number") or row.get("Visit")) in numbers
        ]

    def test_the_plan_lists_visits_and_results(self):
        book = self._workbook(self.visit_manager, "visit_plan", **MARCH)
        self.assertEqual(book.sheetnames[:2], ["Visits", "Not Placed"])
        rows = self._own(book["Visits"])
        self.assertEqual(
            sorted(row["State"] for row in rows),
            ["Done", "Done", "Missed", "Planned"],
        )
        self.assertEqual({row["Customer"] for row in rows}, {"Visited Company"})
        self.assertEqual({row["Findings"] for row in rows}, {"=Findings"})

    def test_somebodys_visits_alone(self):
        people = {"user_ids": [Command.set(self.second_visitor.ids)]}
        book = self._workbook(self.visit_manager, "visit_plan", **MARCH, **people)
        self.assertEqual(len(self._own(book["Visits"])), 1)

    def test_visitors_take_out_what_they_may_read(self):
        book = self._workbook(self.second_visitor, "visit_plan", **MARCH)
        mine = self.visits.with_user(self.second_visitor)
        mine = mine.search([("id", "in", self.visits.ids)])
        self.assertEqual(len(self._own(book["Visits"])), len(mine))
        self.assertLess(len(mine), len(self.visits))

    def test_what_was_kept_has_the_figures_of_the_screen(self):
        book = self._workbook(self.visit_manager, "visit_compliance", **MARCH)
        rows = self._own(book["Visits"])
        self.assertEqual(
            [row["Outcome"] for row in rows],
            ["Done in time", "Done in time", "Missed", "Still to be done"],
        )
        by_visitor = {row["Visitor"]: row for row in self._rows(book["By Visitor"])}
        mine = by_visitor[self.visitor.name]
        self.assertEqual((mine["Done"], mine["Missed"]), (2, 1))
        self.assertAlmostEqual(mine["Done (%)"], 200 / 3)
        self.assertIn("Coverage", book.sheetnames)

    def test_coverage_is_for_those_who_answer_for_it(self):
        book = self._workbook(self.visitor, "visit_compliance", **MARCH)
        self.assertNotIn("Coverage", book.sheetnames)

    def test_coverage_is_that_of_the_screen(self):
        self.env["customer.visit.target"].search([]).active = False
        target = self.env["customer.visit.target"].create(
            {"name": "=All", "basis": "visits", "rate": 0.9}
        )
        values = {**MARCH, "company_id": self.env.company.id}
        screen = self.env["customer.visit.coverage"].with_user(self.visit_manager)
        line = screen.create(values).line_ids
        self.assertEqual(line.target_id, target)
        book = self._workbook(self.visit_manager, "visit_compliance", **MARCH)
        [row] = self._rows(book["Coverage"])
        self.assertEqual(row["What"], "=All")
        self.assertEqual(
            (row["Was Due"], row["Done"]), (line.due_count, line.done_count)
        )

    def test_the_supervision_report_counts_the_same_visits(self):
        kept = self.env["customer.visit.compliance"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("date_planned", ">=", "2026-03-01"),
                ("date_planned", "<", "2026-04-01"),
            ]
        )
        book = self._workbook(self.manager, "supervision", month=date(2026, 3, 2))
        totals = self._totals(book["Visits by Type"])
        rows = {row["What"]: row["2026-03"] for row in self._rows(book["Summary"])}
        for name in ("planned_count", "done_count", "missed_count", "open_count"):
            label = kept._fields[name]._description_string(self.env)
            expected = sum(kept.mapped(name))
            self.assertTrue(expected)
            self.assertEqual(totals[label], expected)
            self.assertEqual(rows[f"Visits: {label}"], expected)
        told = {
            row["Told by"]: row["Quantity"] for row in self._rows(book["Satisfaction"])
        }
        self.assertGreaterEqual(told["Visits: Satisfied"], 2)
        self.assertNotIn("Visited Company", self._texts(book))

    def test_promises_of_visits(self):
        before = self._promises()
        kept, late, broken = self.visits[:3]
        for visit, promised, done in (
            (kept, 5, 5),
            (late, 5, 6),
            (broken, 5, None),
        ):
            visit.sudo().write(
                {
                    "state": "done",
                    "promise_date": date(2026, 3, promised),
                    "date_promise_kept": done and date(2026, 3, done),
                }
            )
        with self._at(days=20):
            after = self._promises()
        added = [new - old for new, old in zip(after, before, strict=True)]
        self.assertEqual(added, [3, 1, 1, 1])

    def _promises(self):
        sheet = self.env["customer.report.supervision"]
        return sheet._promises(self.env.company, date(2026, 3, 1))["visits"]
