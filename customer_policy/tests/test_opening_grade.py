import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .grading_common import GradingMixin
from .opening_common import OpeningMixin


@tagged("post_install", "-at_install")
class TestOpeningGrade(OpeningMixin, GradingMixin, TransactionCase):
    """Grades of before: in the history, nobody told, nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.customers = cls._create_customers(2)
        cls.first.ref, cls.second.ref = "K1", "K2"

    def _row(self, reference, customer="K1", **values):
        return {
            "external_reference": reference,
            "scheme": self.scheme.code,
            "grade": self.key.code,
            "date_since": "2024-05-01",
            "customer_reference": customer,
            **values,
        }

    def _held(self, customer):
        found = self.env["customer.grade.assignment"].search(
            [("partner_id", "=", customer.id), ("scheme_id", "=", self.scheme.id)],
            order="date_from",
        )
        return [(a.grade_id, a.date_from, a.date_to) for a in found]

    def test_it_is_the_current_grade_from_its_day_on(self):
        rows = self._row("G1"), self._row("G2", "K2", grade=self.core.name)
        self.assertEqual(self._import(self.grader, "grade", *rows), (2, 0, 0))
        self.assertEqual(self._held(self.first), [(self.key, date(2024, 5, 1), False)])
        self.assertEqual(self.second.customer_grade_id, self.core)
        self.assertIn("opening state", self.first.message_ids[0].body)
        self.assertFalse(self.first.activity_ids)

    def test_the_same_sheet_twice_changes_nothing(self):
        rows = self._row("G1"), self._row("G2", "K2")
        self._import(self.grader, "grade", *rows)
        before = self._held(self.first), self._held(self.second)
        notes = len(self.first.message_ids)
        self.assertEqual(self._import(self.grader, "grade", *rows), (0, 2, 0))
        self.assertEqual((self._held(self.first), self._held(self.second)), before)
        self.assertEqual(len(self.first.message_ids), notes)

    def test_before_a_grade_that_is_there_it_is_the_past(self):
        self.env["customer.grade.assignment"]._assign(
            self.first, self.core, "By hand", date=date(2025, 1, 1)
        )
        self._import(self.grader, "grade", self._row("G1"))
        self.assertEqual(
            self._held(self.first),
            [
                (self.key, date(2024, 5, 1), date(2025, 1, 1)),
                (self.core, date(2025, 1, 1), False),
            ],
        )
        self.assertEqual(self.first.customer_grade_id, self.core)
        [problem] = self._problems(
            self.grader, "grade", self._row("G2", date_since="2025-01-01")
        )
        self.assertIn("since", problem)

    def test_each_row_says_what_is_wrong(self):
        rows = (
            self._row("G1", "K9"),
            self._row("G2", grade="Nonsense"),
            self._row("G3", scheme="Nonsense"),
            self._row("G4", date_since="03/04/2025"),
            self._row("G5", date_since="2099-01-01"),
            self._row("G6", grade=None),
            self._row("G7"),
            self._row("G8"),
            self._row("G7", "K2"),
        )
        problems = self._problems(self.grader, "grade", *rows)
        expected = (
            "K9",
            "Nonsense",
            "Nonsense",
            "cannot be read",
            "future",
            "missing",
            "row 8",
            "row 8",
        )
        self.assertEqual(len(problems), len(expected))
        for problem, text in zip(problems, expected, strict=True):
            self.assertIn(text, problem)
        wizard = self._opening(self.grader, "grade", *rows)
        with self.assertRaisesRegex(UserError, "8 rows have errors"):
            wizard.action_import()
        self.assertFalse(self._held(self.first))
        self._import(self.grader, "grade", *rows, skip_errors=True)
        self.assertEqual(len(self._held(self.first)), 1)

    def test_a_grade_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.first.company_id = other
        self.grader.company_ids += other
        wizard = self._opening(self.grader, "grade", self._row("G1"))
        wizard = wizard.with_context(
            allowed_company_ids=[self.env.company.id, other.id]
        )
        wizard.action_preview()
        self.assertIn("different companies", wizard.line_ids.problem)

    def test_the_template_has_the_columns_of_what_is_chosen(self):
        for kind, column in (
            ("grade", "date_since"),
            ("visit", "date_done"),
            ("violation", "violation_type"),
        ):
            wizard = self.env["customer.policy.opening"].create({"kind": kind})
            self.assertIn(wizard._name, wizard.action_template()["url"])
            book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
            headings = [cell.value for cell in book.worksheets[0][1]]
            self.assertIn(column, headings)
        wizard = self.env["customer.policy.opening"].create({"kind": "complaint"})
        with self.assertRaisesRegex(UserError, "Import Cases"):
            wizard.action_template()
        action = wizard.action_complaints()
        self.assertEqual(action["res_model"], "customer.complaint.import")

    def test_wrong_sheets_are_refused_whole(self):
        with self.assertRaisesRegex(UserError, "Nothing is known"):
            self._problems(self.grader, "grade", {**self._row("G1"), "shoe": 1})
        with self.assertRaisesRegex(UserError, "columns are missing"):
            self._problems(self.grader, "grade", {"external_reference": "G1"})

    def test_a_large_sheet_needs_few_queries(self):
        counts = []
        for number, size in enumerate((2, 40)):
            customers = self._create_customers(size)
            for place, customer in enumerate(customers):
                customer.ref = f"B{number}-{place}"
            rows = [
                self._row(f"B{number}-{place}", f"B{number}-{place}")
                for place in range(size)
            ]
            wizard = self._opening(self.grader, "grade", *rows)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_import()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 20, counts)
