from datetime import date
from unittest.mock import patch

from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..models import customer_report_sheet
from .access_log_common import MARK, AccessLogMixin
from .report_common import ReportMixin


@tagged("post_install", "-at_install")
class TestReportSecrecy(ReportMixin, AccessLogMixin, TransactionCase):
    """Reports hide, ask for leave, count and log as every export does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        staff = cls.env.ref("customer_policy.group_user")
        for user in (cls.cleared, cls.uncleared):
            user.group_ids += staff
        cls.keeper = cls._user("keeper", "group_custodian", "group_clearance_secret")
        cls.scheme = cls.env["customer.grade.scheme"].create(
            {
                "name": "Listed",
                "code": "listed",
                "review_date_next": date(2026, 7, 1),
                "grade_ids": [
                    Command.create({"name": "Gold", "code": "G", "min_score": 50}),
                    Command.create({"name": "Iron", "code": "I", "min_score": 0}),
                ],
            }
        )
        cls.gold, cls.iron = cls.scheme.grade_ids
        assignments = cls.env["customer.grade.assignment"]
        assignments._assign(cls.secret, cls.gold, "Because", date=date(2026, 1, 1))
        assignments._assign(cls.open, cls.iron, "Because", date=date(2026, 1, 1))
        assignments._assign(cls.open, cls.gold, "Better", date=date(2026, 3, 1))
        cls.open.user_id = cls.cleared

    def _list(self, user, **values):
        values = {"scheme_ids": [Command.set(self.scheme.ids)], **values}
        return self._workbook(user, "grading", **values)

    def _names(self, book):
        return [row["Name"] for row in self._rows(book.worksheets[0])]

    def _leave(self):
        export = (
            self.env["customer.export.request"]
            .with_user(self.cleared)
            .create(
                {
                    "purpose": "Annual letter",
                    "partner_ids": [Command.set(self.secret.ids)],
                    "use_limit": 0,
                }
            )
        )
        export.with_user(self.keeper).action_approve()

    # ----------------------------------------------------------------- the list itself

    def test_the_list_says_the_grade_in_each_scheme(self):
        book = self._list(self.uncleared, date=date(2026, 3, 2))
        [row] = self._rows(book.worksheets[0])
        self.assertEqual(row["Name"], self.open.name)
        self.assertEqual(row["Salesperson"], self.cleared.name)
        self.assertEqual(row["Listed: Grade"], "Gold")
        self.assertEqual(row["Listed: Since"].date(), date(2026, 3, 1))
        self.assertEqual(row["Listed: Next Review"].date(), date(2026, 7, 1))

    def test_it_is_as_of_a_day(self):
        book = self._list(self.uncleared, date=date(2026, 2, 1))
        [row] = self._rows(book.worksheets[0])
        self.assertEqual(row["Listed: Grade"], "Iron")
        self.assertFalse(self._names(self._list(self.uncleared, date=date(2025, 1, 1))))

    def test_the_picture_shows_the_grades_of_the_day(self):
        for day, grade in ((date(2026, 2, 1), "Iron"), (date(2026, 3, 2), "Gold")):
            page = self._list(self.uncleared, date=day)["Overview"]
            rows = [list(row[:2]) for row in page.iter_rows(values_only=True)]
            self.assertEqual(rows[0], ["Listed: Customers by Grade", "Quantity"])
            self.assertEqual(rows[1:3], [[grade, 1], ["Total", 1]])

    def test_only_some_grades(self):
        grades = {"grade_ids": [Command.set(self.iron.ids)]}
        self.assertFalse(
            self._names(self._list(self.uncleared, date=date(2026, 3, 2), **grades))
        )

    # ------------------------------------------------------------------------- secrecy

    def test_a_hidden_customer_is_not_in_it(self):
        self._start()
        book = self._list(self.uncleared)
        self.assertEqual(self._names(book), [self.open.name])
        self.assertNotIn(self.secret.name, self._texts(book))
        self.assertFalse(self._lines())

    def test_a_classified_customer_leaves_with_leave_only_and_on_record(self):
        with self.assertRaises(RedirectWarning) as raised:
            self._list(self.cleared)
        self.assertNotIn(MARK, str(raised.exception.args[0]))
        self._leave()
        self._start()
        names = self._names(self._list(self.cleared))
        self.assertEqual(sorted(names), sorted([self.open.name, self.secret.name]))
        self.assertLogged(self.secret, "export")

    def test_open_customers_count_within_the_quota(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("customer_policy.export_block_count", "1")
        self._list(self.uncleared)
        with self.assertRaisesRegex(UserError, "customers a day"):
            self._list(self.uncleared)

    def test_chunks_make_no_difference(self):
        more = self.env["res.partner"].create(
            [{"name": f"{MARK} {n:02}", "is_company": True} for n in range(7)]
        )
        self.env["customer.grade.assignment"]._assign(
            more, self.gold, "Because", date=date(2026, 1, 1)
        )
        once = self._names(self._list(self.uncleared))
        with patch.object(customer_report_sheet, "CHUNK", 3):
            self.assertEqual(self._names(self._list(self.uncleared)), once)
        self.assertEqual(len(once), 8)

    # ------------------------------------------------------------ the secrecy register

    def test_the_secrecy_register_names_nobody_to_whom_it_is_hidden(self):
        self._classified()
        for user, knows in ((self.auditor, False), (self.custodian, False)):
            with self.subTest(user=user.name):
                book = self._workbook(user, "secrecy_register")
                code = self.secret.confidential_code
                rows = [
                    row
                    for row in self._rows(book.worksheets[0])
                    if code in row.values()
                ]
                self.assertEqual(len(rows), 1)
                self.assertEqual(self.secret.name in self._texts(book), knows)

    def test_the_secrecy_register_needs_leave_for_what_one_knows(self):
        self._classified()
        with self.assertRaises(RedirectWarning):
            self._workbook(self.keeper, "secrecy_register")

    def _classified(self):
        self.env["customer.confidentiality.register"].sudo().create(
            {
                "partner_id": self.secret.id,
                "level": "2",
                "reason": "A merger",
                "date_from": "2026-01-01",
                "keeper_id": self.keeper.id,
            }
        )
