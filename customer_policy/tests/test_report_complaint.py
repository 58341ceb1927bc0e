from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PolicyCase
from .complaint_common import MONDAY, ComplaintMixin
from .report_common import ReportMixin

MARCH = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}
APRIL = datetime(2026, 4, 2, 8, 0)


@tagged("post_install", "-at_install")
class TestReportComplaint(ReportMixin, ComplaintMixin, PolicyCase):
    """The register, the statistics and the supervision report of March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["customer.complaint.category"].create(
            {"name": "=Lateness", "team_id": cls.team.id}
        )

    def _case(self, **values):
        return self._register(
            user_id=self.officer.id, category_id=self.category.id, **values
        )

    def _a_month(self):
        with self._at():
            self.valid = self._case(name="=1+1", severity="major")
            self.unfounded = self._case(name="Unfounded")
            self._lead(self.unfounded, "accept", "unfounded")
            self.idea = self._case(name="An idea", kind="suggestion")
            self._lead(self.idea, "accept")
        with self._at(hours=4):
            self._lead(self.idea, "answer", "close")

    def _register_of(self, user=None, **values):
        return self._workbook(
            user or self.officer, "complaint_register", **{**MARCH, **values}
        )

    def _own(self, book):
        """The rows of the cases of this test."""
        numbers = (self.valid | self.unfounded | self.idea).mapped("number")
        rows = self._rows(book.worksheets[0])
        return [row for row in rows if row["Number"] in numbers]

    # ------------------------------------------------------------------- the register

    def test_the_register_lists_the_cases_of_the_period(self):
        self._a_month()
        rows = self._own(self._register_of())
        self.assertEqual(
            [row["Subject"] for row in rows], ["=1+1", "Unfounded", "An idea"]
        )
        first = rows[0]
        self.assertEqual(first["Customer"], "Complaining Company")
        self.assertEqual(first["Severity"], "Major")
        self.assertEqual(first["Received On"], MONDAY)
        self.assertEqual(rows[2]["Hours to Answer"], 4)
        self.assertEqual(rows[1]["State"], "Unfounded")
        april = {"date_from": date(2026, 4, 1), "date_to": date(2026, 4, 30)}
        self.assertFalse(self._own(self._register_of(**april)))

    def test_what_somebody_typed_is_never_calculated(self):
        self._a_month()
        book = self._register_of()
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
        found = [cell for cell in cells if cell.value == "=1+1"]
        self.assertEqual([cell.data_type for cell in found], ["s"])

    def test_totals_are_formulas_with_their_value(self):
        self._a_month()
        values = {"category_ids": [Command.set(self.category.ids)]}
        totals = self._totals(self._register_of(**values).worksheets[0])
        self.assertEqual(totals["Number"], 3)
        self.assertEqual(totals["Hours to Answer"], 2)
        formulas = self._totals(
            self._register_of(data_only=False, **values).worksheets[0]
        )
        self.assertEqual(formulas["Number"], "=SUBTOTAL(103,A2:A4)")

    def test_the_overview_counts_what_is_listed(self):
        self._a_month()
        values = {"category_ids": [Command.set(self.category.ids)]}
        page = self._register_of(**values).worksheets[1]
        self.assertEqual(page.title, "Overview")
        rows = [list(row[:2]) for row in page.iter_rows(values_only=True)]
        self.assertEqual(
            rows[:3],
            [["Cases by Category", "Quantity"], ["=Lateness", 3], ["Total", 3]],
        )
        self.assertEqual(page["A2"].data_type, "s")
        self.assertIn(["Major", 1], rows)

    def test_who_complained_in_confidence_is_in_no_file(self):
        self._a_month()
        self.valid.sudo().is_confidential = True
        self.idea.sudo().write(
            {"partner_id": False, "contact_name": False, "is_anonymous": True}
        )
        rows = self._own(self._register_of())
        self.assertEqual(
            [(row["Customer"], row["Complainant"]) for row in rows],
            [
                ("In confidence",) * 2,
                ("Complaining Company",) * 2,
                ("Anonymous case",) * 2,
            ],
        )

    def test_filters(self):
        self._a_month()
        for values, expected in (
            ({"kind": "suggestion"}, ["An idea"]),
            ({"severity": "major"}, ["=1+1"]),
            ({"team_ids": [Command.set(self.upper_team.ids)]}, []),
            ({"user_ids": [Command.set(self.head.ids)]}, []),
        ):
            with self.subTest(values=values):
                rows = self._own(self._register_of(**values))
                self.assertEqual([row["Subject"] for row in rows], expected)

    def test_it_says_who_took_it_out_and_what_it_is_about(self):
        self._a_month()
        page = self._register_of(kind="complaint").worksheets[-1]
        lines = {row[0]: row[1] for row in page.iter_rows(values_only=True)}
        self.assertEqual(lines["Report"], "Complaint Register")
        self.assertEqual(lines["From"].date(), MARCH["date_from"])
        self.assertEqual(lines["Kind"], "Complaint")
        self.assertEqual(lines["Login"], self.officer.login)

    def test_whoever_is_complained_of_does_not_find_the_case(self):
        self._a_month()
        self.valid.sudo().respondent_ids = self.employee
        self.assertEqual(len(self._own(self._register_of(self.complaint_manager))), 3)
        self.assertEqual(len(self._own(self._register_of(self.respondent))), 2)

    def test_a_report_speaks_the_language_that_was_chosen(self):
        self._a_month()
        lang = self.env["res.lang"]._activate_lang("zh_CN")
        lang.write({"date_format": "%Y年%m月%d日", "time_format": "%H:%M:%S"})
        book = self._register_of(lang="zh_CN")
        page = book.worksheets[0]
        cell = next(
            cell for row in page.iter_rows() for cell in row if cell.value == MONDAY
        )
        self.assertEqual(cell.number_format, 'yyyy"年"mm"月"dd"日" hh:mm:ss')

    def test_the_right_to_export_is_needed(self):
        self.officer.group_ids -= self.env.ref("base.group_allow_export")
        reports = self.env["customer.report"].with_user(self.officer)
        keys = [key for key, _name in reports._selection_report()]
        self.assertNotIn("complaint_register", keys)
        self.assertIn("complaint_statistic", keys)
        with self.assertRaises(AccessError):
            reports._sheet_model("complaint_register")._report_check()

    # ----------------------------------------------------------------- months

    def _count(self):
        statistics = self.env["customer.complaint.statistic"]
        statistics.search([("company_id", "=", self.env.company.id)]).unlink()
        self.env.flush_all()
        statistics._count_month_of(self.env.company)
        return statistics.search(
            [
                ("company_id", "=", self.env.company.id),
                ("date_from", "=", "2026-03-01"),
            ]
        )

    def test_a_month_that_was_not_counted_says_so(self):
        with self.assertRaisesRegex(UserError, "has not been counted"):
            self._workbook(self.officer, "complaint_statistic", month=date(2031, 3, 5))

    def _offered(self, report, now):
        with self._at(now):
            return self.env["customer.report"].create({"report": report}).month

    def test_the_statistics_offer_the_last_month_that_is_counted(self):
        self._a_month()
        with self._at(APRIL):
            self._count()
        not_counted_yet = datetime(2026, 5, 1, 0, 10)
        offered = self._offered("complaint_statistic", not_counted_yet)
        self.assertEqual(offered, date(2026, 3, 1))
        # The supervision report counts the month itself.
        offered = self._offered("supervision", not_counted_yet)
        self.assertEqual(offered, date(2026, 4, 1))

    def test_where_no_month_is_counted_the_last_one_is_offered(self):
        self._count().unlink()
        offered = self._offered("complaint_statistic", datetime(2020, 5, 6, 8, 0))
        self.assertEqual(offered, date(2020, 4, 1))

    def test_the_supervision_report_has_the_figures_of_the_statistics(self):
        self._a_month()
        with self._at(APRIL):
            march = self._count()
            book = self._workbook(self.manager, "supervision", month=date(2026, 3, 15))
        rows = {row["What"]: row["2026-03"] for row in self._rows(book.worksheets[0])}
        for name in (
            "received_count",
            "complaint_count",
            "suggestion_count",
            "valid_count",
            "unfounded_count",
            "answered_count",
            "closed_count",
            "open_count",
            "deadline_rate",
            "answer_hours",
        ):
            with self.subTest(name=name):
                label = march._fields[name]._description_string(self.env)
                self.assertEqual(rows[f"Complaints: {label}"] or 0, march[name] or 0)
        self.assertEqual(
            self._totals(book["By Category"])["Received"], march.received_count
        )
        self.assertEqual(
            self._totals(book["By Severity"])["Valid Complaints"], march.valid_count
        )
        self.assertEqual(
            self._totals(book["Deadlines by Team"])["Deadlines"], march.deadline_count
        )
        self.assertEqual(
            self._totals(book["Suggestions"])["Received"], march.suggestion_count
        )
        texts = self._texts(book)
        for name in ("Complaining Company", "An idea", self.officer.name):
            self.assertNotIn(name, texts)

    def test_a_month_that_is_not_over_is_counted_for_the_report(self):
        self._a_month()
        values = {"month": date(2026, 3, 15)}
        with self._at(APRIL):
            march = self._count()
            counted = self._workbook(self.manager, "supervision", **values)
            march.unlink()
            live = self._workbook(self.manager, "supervision", **values)
        for sheet in (counted.sheetnames[0], "By Category", "Deadlines by Team"):
            self.assertEqual(
                list(live[sheet].iter_rows(values_only=True)),
                list(counted[sheet].iter_rows(values_only=True)),
            )

    def test_promises_of_complaints(self):
        with self._at():
            cases = [self._case(promise_date=date(2026, 3, day)) for day in (4, 5, 6)]
            before = self._promises()
            cases[0].sudo().date_answered = datetime(2026, 3, 4, 20, 0)
            cases[1].sudo().date_answered = datetime(2026, 3, 6, 8, 0)
        with self._at(days=10):
            after = self._promises()
        added = [new - old for new, old in zip(after, before, strict=True)]
        self.assertEqual(added, [0, 1, 1, 1])

    def _promises(self):
        sheet = self.env["customer.report.supervision"]
        return sheet._promises(self.env.company, date(2026, 3, 1))["cases"]

    def test_another_companys_report_is_refused(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        with self.assertRaises(AccessError):
            self._workbook(
                self.manager,
                "supervision",
                month=date(2026, 3, 1),
                company_id=other.id,
            )
