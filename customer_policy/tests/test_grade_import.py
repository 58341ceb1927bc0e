import base64
import io
from datetime import date, timedelta

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase

from .grading_common import SPRING, GradingMixin

HEADINGS = ("external_id", "reference", "vat", "name", "email", "month", "turnover")


class TestGradeImport(GradingMixin, TransactionCase):
    """Figures from elsewhere: never counted twice, and every row says what is wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.customers = cls._create_customers(2)
        cls.first.write(
            {"ref": "K1", "vat": "DE 136.695-976", "email": "first@example.com"}
        )
        cls.second.ref = "K2"
        cls.env["ir.model.data"].create(
            {
                "module": "books",
                "name": "first",
                "model": "res.partner",
                "res_id": cls.first.id,
            }
        )
        cls.turnover = cls.env["customer.grade.metric"].create(
            {"name": "Turnover", "code": "turnover"}
        )

    # ---------------------------------------------------------------------- helpers

    def _wizard(self, *rows, headings=HEADINGS, user=None, **vals):
        book = openpyxl.Workbook()
        for row in (headings, *rows):
            book.active.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return (
            self.env["customer.grade.metric.import"]
            .with_user(user or self.grader)
            .create({"file": base64.b64encode(buffer.getvalue()), **vals})
        )

    @staticmethod
    def _row(value, month="2025-03", **keys):
        return [keys.get(name) for name in HEADINGS[:5]] + [month, value]

    def _import(self, *rows, **kwargs):
        wizard = self._wizard(*rows, **kwargs)
        wizard.action_import()
        return wizard.new_count, wizard.changed_count, wizard.same_count

    def _values(self):
        self.env.invalidate_all()
        return {
            (value.partner_id, value.month): value.value
            for value in self.turnover.value_ids
        }

    def _problems(self, *rows, **kwargs):
        wizard = self._wizard(*rows, **kwargs)
        wizard.action_preview()
        return [line.problem for line in wizard.line_ids if line.kind == "error"]

    # ------------------------------------------------------------------ never twice

    def test_the_same_sheet_twice_changes_nothing(self):
        rows = self._row(100, reference="K1"), self._row(50, reference="K2")
        self.assertEqual(self._import(*rows), (2, 0, 0))
        before = self.turnover.value_ids.mapped("write_date"), self._values()
        self.assertEqual(self._import(*rows), (0, 0, 2))
        self.assertEqual(
            (self.turnover.value_ids.mapped("write_date"), self._values()), before
        )

    def test_a_second_figure_of_a_month_replaces_the_first(self):
        self._import(self._row(100, reference="K1"))
        self.assertEqual(self._import(self._row(70, reference="K1")), (0, 1, 0))
        self.assertEqual(self._values(), {(self.first, date(2025, 3, 1)): 70})

    def test_an_empty_figure_leaves_what_there_is(self):
        other = self.env["customer.grade.metric"].create(
            {"name": "Returns", "code": "returns"}
        )
        self._import(self._row(100, reference="K1"))
        row = [*self._row(None, reference="K1"), 5]
        self._import(row, headings=[*HEADINGS, "returns"])
        self.assertEqual(self._values(), {(self.first, date(2025, 3, 1)): 100})
        self.assertEqual(other.value_ids.value, 5)

    def test_a_customer_stands_in_a_sheet_once_a_month(self):
        rows = self._row(1, reference="K1"), self._row(1, external_id="books.first")
        [problem] = self._problems(*rows)
        self.assertIn("row 2", problem)

    # -------------------------------------------------------------------- preview

    def test_the_preview_says_what_changes_and_changes_nothing(self):
        self._import(self._row(100, reference="K1"), self._row(5, reference="K2"))
        before = self._values()
        wizard = self._wizard(
            self._row(70, reference="K1"),
            self._row(5, reference="K2"),
            self._row(1, "2025-04", reference="K2"),
            self._row(1, reference="K9"),
        )
        wizard.action_preview()
        self.assertEqual(
            (wizard.changed_count, wizard.same_count, wizard.new_count),
            (1, 1, 1),
        )
        self.assertEqual(wizard.error_count, 1)
        changed = wizard.line_ids.filtered(lambda line: line.kind == "changed")
        self.assertEqual((changed.value_before, changed.value), (100, 70))
        self.assertEqual(self._values(), before)

    def test_errors_stop_the_import_unless_left_out(self):
        rows = self._row(1, reference="K9"), self._row(5, reference="K2")
        wizard = self._wizard(*rows)
        with self.assertRefused("row 2", "K9"):
            wizard.action_import()
        self.assertFalse(self._values())
        wizard.skip_errors = True
        wizard.action_import()
        self.assertEqual(self._values(), {(self.second, date(2025, 3, 1)): 5})

    # -------------------------------------------------------------------- matching

    def test_customers_are_found_by_each_key(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.first.id, "email": "c@example.com"}
        )
        for keys in (
            {"external_id": "books.first"},
            {"reference": "K1"},
            {"vat": "de136695976"},
            {"name": "customer 1", "email": "First@Example.com"},
            {"name": contact.name, "email": contact.email},
        ):
            with self.subTest(keys=keys), self.env.cr.savepoint() as savepoint:
                self._import(self._row(3, **keys))
                self.assertEqual(self._values(), {(self.first, date(2025, 3, 1)): 3})
                savepoint.rollback()
            self.env.invalidate_all()

    def test_wrong_rows_say_why(self):
        self.second.ref = "K1"
        for row, words in (
            (self._row(1), "missing"),
            (self._row(1, name="Customer 1"), "missing"),
            (self._row(1, reference="K1"), "2 customers"),
            (self._row(1, reference="K7"), "no customer"),
            (self._row(1, external_id="books.second"), "no customer"),
            (self._row(1, None, external_id="books.first"), "month is missing"),
            (self._row(1, "May", external_id="books.first"), "2025-03"),
            (self._row(1, "2999-01", external_id="books.first"), "not begun"),
            (self._row("much", external_id="books.first"), "no number"),
            (self._row(None, external_id="books.first"), "no figure"),
        ):
            with self.subTest(row=row):
                [problem] = self._problems(row)
                self.assertIn(words, problem)

    def test_a_hidden_customer_is_answered_like_an_unknown_one(self):
        user = self.users["other_manager"]
        user.group_ids = [
            Command.link(self.env.ref(f"customer_policy.group_{name}").id)
            for name in ("custodian", "clearance_top_secret")
        ]
        self.first.with_user(user).action_classify(
            "3", "Merger", self._today() + timedelta(days=30)
        )
        for keys in (
            {"reference": "K1"},
            {"external_id": "books.first"},
            {"vat": "DE136695976"},
            {"name": "Customer 1", "email": "first@example.com"},
        ):
            self.env.invalidate_all()
            with self.subTest(keys=keys):
                [problem] = self._problems(self._row(1, **keys))
                self.assertIn("There is no customer", problem)
        self.env.invalidate_all()
        self._import(self._row(1, reference="K1"), user=user)
        self.assertEqual(self._values(), {(self.first, date(2025, 3, 1)): 1})

    # ----------------------------------------------------------------------- files

    def test_the_template_can_be_imported(self):
        wizard = self.env["customer.grade.metric.import"].with_user(self.grader)
        wizard = wizard.create({})
        wizard.action_template()
        content = io.BytesIO(base64.b64decode(wizard.file))
        sheet = openpyxl.load_workbook(content).worksheets[0]
        headings = [cell.value for cell in sheet[1]]
        self.assertEqual(headings[:6], list(HEADINGS[:6]))
        self.assertIn("turnover", headings)
        wizard.action_preview()
        self.assertFalse(wizard.error_count)

    def test_other_files_are_refused(self):
        wizard = self._wizard()
        wizard.file = base64.b64encode(b"month;turnover")
        with self.assertRefused("no XLSX"):
            wizard.action_preview()
        with self.assertRefused("Choose a sheet"):
            self.env["customer.grade.metric.import"].create({}).action_preview()
        with self.assertRefused("sales"):
            self._wizard(headings=["reference", "month", "sales"]).action_preview()
        with self.assertRefused("needs a column"):
            self._wizard(headings=["reference", "turnover"]).action_preview()

    def test_staff_do_not_import(self):
        wizard = self._wizard(self._row(1, reference="K1"))
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["staff"]).action_import()

    # --------------------------------------------------------------------- grading

    def _figures(self, day=SPRING, months=3, **vals):
        self.turnover.write(vals)
        self.criterion.write(
            {
                "metric": "imported",
                "imported_metric_id": self.turnover.id,
                "period_months": months,
            }
        )
        review = self._review(day, is_simulation=True)
        return {
            line.partner_id: line.breakdown[0]["value"]
            for line in review.line_ids
            if line.partner_id in self.customers
        }

    def test_the_months_of_the_period_count(self):
        months = {"2024-12": 1000, "2025-01": 10, "2025-02": 40, "2025-03": 20}
        self._import(
            *(
                self._row(value, month, reference="K1")
                for month, value in months.items()
            )
        )
        for vals, value in (
            ({"aggregation": "sum"}, 70),
            ({"aggregation": "max"}, 40),
            ({"aggregation": "min"}, 10),
            ({"aggregation": "last"}, 20),
            ({"aggregation": "sum", "months": 0}, 1070),
            # A month that is not over does not count yet.
            ({"aggregation": "sum", "day": date(2025, 3, 30)}, 1050),
            ({"aggregation": "sum", "day": date(2025, 2, 28)}, 1050),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self._figures(**vals), {self.first: value})

    def test_the_figures_behind_a_score_open(self):
        self._import(
            self._row(10, reference="K1"), self._row(5, "2025-01", reference="K2")
        )
        self._figures()
        action = self.criterion._metric_action(self.first, SPRING, date(2024, 12, 31))
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.mapped("value"), [10])

    def test_a_criterion_names_its_figure(self):
        with self.assertRefused("Choose which", error=ValidationError):
            self.criterion.metric = "imported"
        self.criterion.write(
            {
                "metric": "imported",
                "imported_metric_id": self.turnover.id,
                "name": False,
            }
        )
        self.assertEqual(self.criterion.display_name, "Turnover")
        self.assertEqual(self.criterion.unit, "money")
        with self.assertRefused("Archive"):
            self.turnover.unlink()
