import io
from datetime import date, datetime

import openpyxl
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .complaint_common import ComplaintCase

READY = "customer_policy.mail_activity_type_complaint_statistic"
LATE = "customer_policy.mail_activity_type_complaint_statistic_late"
APRIL = datetime(2026, 4, 2, 8, 0)


@tagged("post_install", "-at_install")
class TestComplaintStatistic(ComplaintCase):
    """The month is March 2026, in a company of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Counted Company"})
        cls.calendar.company_id = cls.company
        cls.company.resource_calendar_id = cls.calendar
        people = (
            cls.registrar
            | cls.officer
            | cls.second_officer
            | cls.head
            | cls.general_manager
            | cls.complaint_manager
        )
        people.company_ids += cls.company
        people.company_id = cls.company
        cls.team = cls.env["customer.complaint.team"].create(
            {
                "name": "Counted Team",
                "company_id": cls.company.id,
                "user_id": cls.head.id,
                "manager_id": cls.general_manager.id,
                "member_ids": [Command.set(cls.officer.ids)],
                "assign_method": "manual",
                "resource_calendar_id": cls.calendar.id,
            }
        )
        cls.statistics = cls.env["customer.complaint.statistic"]
        cls.target = cls.env.ref("customer_policy.complaint_target")

    def _case(self, **values):
        return self._register(
            **{
                "user_id": self.officer.id,
                "company_id": self.company.id,
                "team_id": self.team.id,
                **values,
            }
        )

    def _count(self):
        self.statistics._count_month_of(self.company)
        return self._march()

    def _march(self):
        return self.statistics.search(
            [("company_id", "=", self.company.id), ("date_from", "=", "2026-03-01")]
        )

    def _a_month(self):
        """Two complaints, one of them unfounded, an enquiry that was answered."""
        with self._at():
            self.valid = self._case(severity="major")
            unfounded = self._case()
            self._lead(unfounded, "accept", "unfounded")
            enquiry = self._case(kind="enquiry")
            self._lead(enquiry, "accept")
        with self._at(hours=4):
            self._lead(enquiry, "answer", "close")

    def test_counts_by_kind_and_what_became_of_them(self):
        self._a_month()
        with self._at(APRIL):
            march = self._count()
        expected = {
            "received_count": 3,
            "complaint_count": 2,
            "enquiry_count": 1,
            "praise_count": 0,
            "valid_count": 1,
            "unfounded_count": 1,
            # The unfounded one is answered, too, and at once.
            "answered_count": 2,
            "answer_hours": 2,
            "closed_count": 2,
            "close_hours": 2,
            "open_count": 1,
            "reopened_count": 0,
        }
        found = {name: march[name] for name in expected}
        self.assertEqual(found, expected)

    def test_lines_add_up_to_the_month(self):
        self._a_month()
        with self._at(APRIL):
            march = self._count()
        for name in ("received_count", "valid_count", "deadline_count", "open_count"):
            self.assertEqual(sum(march.line_ids.mapped(name)), march[name])
        major = march.line_ids.filtered(lambda line: line.severity == "major")
        self.assertEqual(major.mapped("valid_count"), [1])
        self.assertEqual(march.line_ids.team_id, self.team)

    def test_deadlines_count_in_the_month_in_which_they_fall(self):
        with self._at():
            case = self._case(kind="suggestion")
            clocks = case.sudo().deadline_ids
            self._lead(case, "accept")
            self._clock(case, "close").date_deadline = datetime(2026, 4, 1, 8, 0)
        with self._at(APRIL):
            march = self._count()
            self.assertEqual(len(clocks), 3)
            # Acknowledged in time, never answered, to be closed in April.
            self.assertEqual(march.deadline_count, 2)
            self.assertEqual(march.deadline_met_count, 1)
            self.assertEqual(march.deadline_rate, 50)

    def test_a_clock_that_stands_still_in_time_is_not_counted(self):
        with self._at():
            case = self._case(kind="suggestion")
            case.with_user(self.officer).action_wait_customer()
        with self._at(APRIL):
            self.assertEqual(self._count().deadline_count, 0)

    def test_the_month_is_that_of_the_companys_clock(self):
        self.calendar.tz = "Asia/Shanghai"
        with self._at(datetime(2026, 2, 28, 17, 0)):  # 1 March, 01:00 there
            self._case()
        with self._at(datetime(2026, 3, 31, 17, 0)):  # 1 April there
            self._case()
        with self._at(APRIL):
            self.assertEqual(self._count().received_count, 1)

    def test_rates_are_made_of_sums_however_rows_are_grouped(self):
        with self._at():
            for kind, number in (("suggestion", 3), ("praise", 1)):
                for index in range(number):
                    case = self._case(kind=kind)
                    if index or kind == "praise":
                        self._lead(case, "accept")
        with self._at(APRIL):
            march = self._count()
        self.env.flush_all()
        [(rate, met, all_)] = march.line_ids._read_group(
            [("statistic_id", "=", march.id)],
            [],
            ["deadline_rate:avg", "deadline_met_count:sum", "deadline_count:sum"],
        )
        self.assertAlmostEqual(rate, 100 * met / all_)
        self.assertAlmostEqual(rate, march.deadline_rate)

    def test_a_case_merged_into_another_one_does_not_count(self):
        with self._at():
            cases = self._case() | self._case()
            cases.with_user(self.officer).action_merge()
        with self._at(APRIL):
            self.assertEqual(self._count().received_count, 1)

    def test_reopening_counts_in_its_month(self):
        with self._at():
            case = self._case(kind="enquiry")
            self._lead(case, "accept", "answer", "close", "reopen")
        with self._at(APRIL):
            self._lead(case, "answer", "close", "reopen")
            self.assertEqual(self._count().reopened_count, 1)

    def test_satisfaction_is_that_of_ratings_given_in_the_month(self):
        with self._at():
            case = self._case()
            for value, day in ((5, 3), (2, 4), (1, 40)):
                with self._at(days=day):
                    self.env["rating.rating"].create(
                        {
                            "res_model_id": self.env["ir.model"]._get_id(case._name),
                            "res_id": case.id,
                            "rating": value,
                            "consumed": True,
                        }
                    )
        with self._at(datetime(2026, 4, 20)):
            march = self._count()
        self.assertEqual((march.rating_count, march.rating_avg), (2, 3.5))

    def test_counting_twice_changes_nothing(self):
        self._a_month()
        with self._at(APRIL):
            march = self._count()
            before = march.read(["received_count", "deadline_rate", "valid_rate"])
            lines = len(march.line_ids)
            march.with_user(self.complaint_manager).action_compute()
            self.statistics._count_month_of(self.company)
        self.assertEqual(self._march(), march)
        self.assertEqual(
            march.read(["received_count", "deadline_rate", "valid_rate"]), before
        )
        self.assertEqual(len(march.line_ids), lines)

    def test_counting_again_takes_what_was_decided_since(self):
        self._a_month()
        with self._at(APRIL):
            march = self._count()
            self._lead(self.valid, "accept", "unfounded")
            march.with_user(self.complaint_manager).action_compute()
        self.assertEqual((march.valid_count, march.unfounded_count), (0, 2))

    # ------------------------------------------------------------------- rate and base

    def _grade(self, number):
        scheme = self.env["customer.grade.scheme"].create(
            {
                "name": "Counted",
                "code": "counted",
                "company_id": self.company.id,
                "grade_ids": [Command.create({"name": "One", "code": "X"})],
            }
        )
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(number)]
        )
        self.env["customer.grade.assignment"].create(
            [
                {
                    "partner_id": partner.id,
                    "scheme_id": scheme.id,
                    "grade_id": scheme.grade_ids.id,
                    "date_from": "2026-01-01",
                }
                for partner in partners
            ]
        )

    def _others(self):
        """Customers with a grade that other tests or data brought."""
        return self.target._count_graded_customers(
            self.company, date(2026, 3, 1), date(2026, 4, 1)
        )

    def test_the_rate_is_valid_complaints_per_customer_served(self):
        others = self._others()
        self._grade(50)
        self._a_month()
        with self._at(APRIL):
            march = self._count()
        self.assertEqual(march.base_count, others + 50)
        self.assertAlmostEqual(march.valid_rate, 100 / (others + 50))
        self.assertEqual(march.is_target_met, march.valid_rate < 1)
        self.assertEqual(march.max_valid_rate, 1)

    def test_a_companys_own_target_goes_first(self):
        self.target.copy({"company_id": self.company.id, "max_valid_rate": 3})
        self._a_month()
        with self._at(APRIL):
            self.assertEqual(self._count().max_valid_rate, 3)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.target.copy({"company_id": self.company.id})

    def test_a_month_waits_for_the_number_entered_by_hand(self):
        self.target.base = "manual"
        self._a_month()
        with self._at(APRIL):
            march = self._count()
            self.assertEqual(march.state, "draft")
            self.assertTrue(march.problem)
            march.with_user(self.complaint_manager).manual_base_count = 200
            self.assertEqual(march.state, "ready")
            self.assertEqual(march.valid_rate, 0.5)
            self.assertTrue(march.is_target_met)
            self.assertFalse(march.problem)

    # ------------------------------------------------------------------------- notices

    def _asked(self, activity_type):
        return self._march().activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(activity_type)
        )

    def test_general_managers_are_told_once_that_it_is_ready(self):
        self._a_month()
        with self._at(APRIL):
            self._count()
            self._count()
        asked = self._asked(READY)
        self.assertEqual(asked.user_id, self.general_manager)
        self.assertEqual(len(asked), 1)
        self.assertEqual(asked.date_deadline, date(2026, 4, 10))

    def test_they_are_warned_once_on_the_tenth_that_it_is_not(self):
        self.target.base = "manual"
        self._a_month()
        with self._at(datetime(2026, 4, 9, 8, 0)):
            self._count()
            self.assertFalse(self._asked(LATE))
        for day in (10, 11):
            with self._at(datetime(2026, 4, day, 8, 0)):
                self._count()
                self.assertEqual(len(self._asked(LATE)), 1)
        with self._at(datetime(2026, 4, 12, 8, 0)):
            self._march().manual_base_count = 100
            self._count()
        self.assertFalse(self._asked(LATE))
        self.assertTrue(self._asked(READY))

    @mute_logger(
        "odoo.addons.customer_policy.models.customer_complaint_statistic_notice"
    )
    def test_a_month_that_cannot_be_counted_says_why(self):
        self._a_month()

        def broken(statistic):
            raise ValueError("No figures today")

        self.patch(type(self.statistics), "_count_cells", broken)
        with self._at(datetime(2026, 4, 10, 8, 0)):
            march = self._count()
        self.assertEqual((march.state, march.problem), ("draft", "No figures today"))
        self.assertTrue(self._asked(LATE))

    def test_missing_months_are_made_up_for(self):
        self._a_month()
        with self._at(datetime(2026, 6, 2, 8, 0)):
            manager = self.complaint_manager.with_company(self.company)
            self.statistics.with_user(manager).with_context(
                allowed_company_ids=self.company.ids
            ).action_compute_missing()
        found = self.statistics.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            found.mapped("date_from"), [date(2026, m, 1) for m in (5, 4, 3)]
        )

    def test_only_managers_have_it_counted_again(self):
        self._a_month()
        with self._at(APRIL):
            march = self._count()
        for user in (self.officer, self.registrar, self.complaint_auditor):
            with self.assertRaises(AccessError):
                march.with_user(user).action_compute()

    # --------------------------------------------------------------- nobody is betrayed

    def test_cases_about_oneself_count_and_are_not_opened(self):
        self.respondent.sudo().company_ids += self.company
        with self._at():
            about = self._case(respondent_ids=[Command.link(self.employee.id)])
            other = self._case()
        with self._at(APRIL):
            march = self._count()
        march = march.with_user(self.respondent).with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertEqual(march.received_count, 2)
        found = march.env["customer.complaint"].search(
            march.action_open_cases()["domain"]
        )
        self.assertEqual(found.ids, other.ids)
        self.assertNotIn(about.id, found.ids)

    def test_nothing_stored_points_at_a_person_or_a_case(self):
        secret = {"res.partner", "res.users", "hr.employee", "customer.complaint"}
        for model in (
            "customer.complaint.statistic",
            "customer.complaint.statistic.line",
        ):
            for name, field in self.env[model]._fields.items():
                if field.store and field.comodel_name in secret:
                    self.assertIn(name, ("create_uid", "write_uid"))

    def test_the_workbook_holds_the_figures(self):
        self._a_month()
        with self._at(APRIL):
            march = self._count()
        report = self.env["customer.report"].with_user(self.officer)
        report = report.create(
            {
                "report": "complaint_statistic",
                "month": march.date_from,
                "company_id": march.company_id.id,
            }
        )
        content = io.BytesIO()
        report._write_workbook(content)
        book = openpyxl.load_workbook(content)
        totals = {row[0].value: row[1].value for row in book.worksheets[0]}
        self.assertEqual(totals["Received"], 3)
        self.assertEqual(totals["Unfounded"], 1)
        details = [[cell.value for cell in row] for row in book.worksheets[1]]
        # A heading before, the totals after.
        self.assertEqual(len(details), 2 + len(march.line_ids))
        self.assertIn("Counted Team", details[1])
        names = {value for row in details for value in row}
        self.assertNotIn("Complaining Company", names)

    def test_the_cron_counts_every_company_that_has_a_team(self):
        self._a_month()
        with self._at(APRIL), self.enter_registry_test_mode():
            self.env.ref(
                "customer_policy.ir_cron_count_complaints"
            ).method_direct_trigger()
        self.assertEqual(self._march().received_count, 3)
        main = self.env.ref("base.main_company")
        months = self.statistics.search([("company_id", "=", main.id)])
        self.assertIn(date(2026, 3, 1), months.mapped("date_from"))
