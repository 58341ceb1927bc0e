from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PolicyCase
from .report_common import ReportMixin
from .violation_common import ViolationMixin

MARCH = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}


@tagged("post_install", "-at_install")
class TestReportViolation(ReportMixin, ViolationMixin, PolicyCase):
    """The register of violations and the sheet of points."""

    def _numbers(self, user):
        book = self._workbook(user, "violation_register", **MARCH)
        return {row["Number"] for row in self._rows(book.worksheets[0])}

    def test_the_register_says_what_a_case_led_to_and_not_who_reported_it(self):
        kind = self._ladder(
            {"sequence": 1, "measure": "fine", "fine_min": 100, "fine_max": 100}
        )
        with self._at():
            case = self._lead(self._report(type_id=kind.id))
        book = self._workbook(self.violation_officer, "violation_register", **MARCH)
        [row] = [
            row
            for row in self._rows(book.worksheets[0])
            if row["Number"] == case.number
        ]
        self.assertEqual(row["Respondent"], self.employee.name)
        self.assertEqual(row["Penalties"], "Fine")
        self.assertEqual(row["Deducted"], 100)
        texts = self._texts(book)
        self.assertNotIn(self.reporter.name, texts)

    def test_amounts_are_in_the_way_of_their_currency(self):
        with self._at():
            case = self._report(loss_amount=250)
        case.company_id.currency_id.write({"symbol": "¥", "position": "before"})
        book = self._workbook(self.violation_officer, "violation_register", **MARCH)
        page = book.worksheets[0]
        cell = next(
            cell for row in page.iter_rows() for cell in row if cell.value == 250
        )
        self.assertEqual(cell.number_format, '"¥"#,##0.00')

    def test_who_finds_a_case_that_is_not_told_yet(self):
        with self._at():
            case = self._report(type_id=self.leak.id)
        self.assertTrue(case.is_sealed)
        for user, finds in (
            (self.violation_officer, True),
            (self.deciding_manager, True),
            (self.violation_auditor, True),
            (self.culprit, False),
            (self.underling, False),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(case.number in self._numbers(user), finds)

    def test_the_supervision_report_counts_and_names_nobody(self):
        with self._at():
            before = self._counted()
            self._report()
            self._report(type_id=self.leak.id)
            after = self._counted()
        # What the person concerned must not learn is no number either.
        self.assertEqual(after[0] - before[0], 1)
        self.assertEqual(after[1], after[0])
        for name in (self.employee.name, self.department.name, self.reporter.name):
            self.assertNotIn(name, after[2])

    def _counted(self):
        book = self._workbook(
            self.deciding_manager, "supervision", month=date(2026, 3, 1)
        )
        rows = {row["What"]: row["2026-03"] for row in self._rows(book["Summary"])}
        page = book["Violations"]
        quantity = self._totals(page)["Quantity"] if page.max_row > 1 else 0
        return rows["Violations"], quantity, self._texts(book)

    def test_the_sheet_of_points_has_the_lines_of_the_period(self):
        period = self.env["customer.point.period"].create({"name": "March", **MARCH})
        self.env["customer.point.entry"].create(
            {
                "period_id": period.id,
                "employee_id": self.employee.id,
                "date": date(2026, 3, 2),
                "points": -25,
            }
        )
        with self.assertRaisesRegex(UserError, "Close the period"):
            self._workbook(self.personnel, "points", point_period_id=period.id)
        period.with_user(self.violation_officer).action_close()
        book = self._workbook(self.personnel, "points", point_period_id=period.id)
        page = book.worksheets[0]
        self.assertEqual(page.title, "March")
        rows = {row["Employee"]: row for row in self._rows(page)}
        mine = rows[self.employee.name]
        self.assertEqual((mine["Points"], mine["To Deduct"]), (75, 450))
        self.assertEqual(len(rows), len(period.result_ids))
        self.assertEqual(
            self._totals(page)["To Deduct"], sum(period.result_ids.mapped("amount"))
        )
        action = period.with_user(self.personnel).action_export()
        self.assertEqual(action["type"], "ir.actions.act_url")
