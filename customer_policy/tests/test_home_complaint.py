from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .complaint_common import MONDAY, ComplaintCase
from .home_common import HomeMixin


@tagged("post_install", "-at_install")
class TestHomeComplaint(HomeMixin, ComplaintCase):
    """Cases on the pages of officers, managers and the general manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        role = cls.env.ref("customer_policy.role_general_manager")
        role.write({"holder_id": cls.general_manager.id, "deputy_id": False})
        cls.env["customer.grade.assignment"].search([]).sudo().unlink()
        scheme = cls.env["customer.grade.scheme"].search(
            [("company_id", "=", False)], limit=1
        )
        cls.others = cls.env["res.partner"].create(
            [{"name": f"Graded {place}", "is_company": True} for place in range(3)]
        )
        cls.env["customer.grade.assignment"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "scheme_id": scheme.id,
                    "grade_id": scheme.grade_ids[0].id,
                    "date_from": "2026-01-01",
                }
                for partner in (cls.customer | cls.others)
            ]
        )

    def _some_cases(self):
        """One overdue, one promised, one waiting, one decided on; one unfounded."""
        overdue = self._register()
        overdue.sudo().deadline_ids.date_deadline = MONDAY - timedelta(hours=1)
        promised = self._register(promise_date=MONDAY.date())
        self._lead(promised, "accept")
        self._register(user_id=self.officer.id)
        proposed = self._register()
        self._lead(proposed, "accept", "investigate", "propose")
        over = self._register()
        self._lead(over, "accept", "unfounded")
        return overdue, promised, proposed

    def test_figures_of_an_officer_are_the_lists_behind_them(self):
        with self._at():
            self._some_cases()
        with self._at(days=1):
            figures = self.assertListsHoldWhatIsCounted(
                self.officer,
                "officer",
                filled=(
                    "overdue_cases",
                    "case_promises_broken",
                    "to_accept",
                    "to_decide",
                    "open_cases",
                    "unassigned",
                ),
            )
            self.assertEqual(figures["open_cases"].value, 4)
            self.assertEqual(figures["case_promises_broken"].value, 1)
            self.assertEqual(figures["to_decide"].value, 1)
            self.assertEqual(figures["to_accept"].value, 2)
            self.assertListsHoldWhatIsCounted(
                self.officer, "staff", filled=("my_cases_due",)
            )
            self.assertListsHoldWhatIsCounted(self.manager, "manager")

    def test_valid_complaints_are_measured_by_customers_and_the_target(self):
        with self._at():
            self._some_cases()
        with self._at(days=1):
            figure = self._figure(self.general_manager, "general_manager", "valid_rate")
            self.assertEqual(figure.count, 4)
            self.assertEqual(figure.value, 100)
            self.assertEqual((figure.target, figure.better), (1, "below"))
            self.assertEqual(figure.verdict, "missed")
            self.assertEqual((figure.before, figure.trend), (0, "worse"))
            self.assertEqual(figure.value_text, "100.00 %")
            self.assertEqual(figure.target_text, "below 1.00 %")
            self.assertEqual(figure.list_text, "4 valid complaints, 4 customers")
            worst = self._home(self.general_manager, "general_manager").worst_ids
            self.assertEqual(worst[0].code, "valid_rate")
            self.assertLessEqual(len(worst), 3)
            self.assertEqual(set(worst.mapped("verdict")), {"missed"})

    def test_a_month_ago_is_the_same_day_and_hour(self):
        with self._at():
            old = self._register()
            self._register()
            self._lead(old, "accept", "unfounded")
        with self._at(days=10):
            self._register()
        with self._at(days=31 + 5):
            figure = self._figure(self.general_manager, "general_manager", "valid_rate")
            self.assertEqual((figure.value, figure.before), (0, 25))
            self.assertEqual(figure.trend, "better")
            figure = self._figure(self.manager, "manager", "open_cases")
            self.assertEqual((figure.value, figure.before), (2, 1))
            self.assertEqual(figure.trend, "worse")

    def test_deadlines_met_are_a_share_and_the_list_holds_the_others(self):
        with self._at():
            case = self._register()
        with self._at(days=20):
            figure = self._figure(
                self.general_manager, "general_manager", "deadlines_met"
            )
            clocks = case.sudo().deadline_ids
            due = clocks.filtered(
                lambda clock: clock.date_deadline < fields.Datetime.now()
            )
            self.assertTrue(due)
            self.assertEqual(figure.value, 0)
            self.assertEqual(self._listed(figure).sudo(), due.sorted())
            self.assertEqual(figure.verdict, "missed")
            clocks[0].date_met = MONDAY
            figure = self._figure(
                self.general_manager, "general_manager", "deadlines_met"
            )
            self.assertAlmostEqual(figure.value, 100 / len(due))
            self.assertEqual(figure.count, len(due) - 1)

    def test_overdue_a_month_ago_is_what_was_overdue_then(self):
        with self._at():
            case = self._register()
        with self._at(days=20):
            now = self._figure(self.manager, "manager", "overdue_cases")
            self.assertEqual((now.value, now.before), (1, 0))
            self._lead(case, "accept", "unfounded")
        with self._at(days=20 + 31 + 1):
            later = self._figure(self.manager, "manager", "overdue_cases")
            self.assertEqual(later.value, 0)

    def test_hidden_customers_and_cases_one_stands_aside_in_are_not_counted(self):
        with self._at():
            self._register()
            self._register(partner_id=self.others[0].id)
            self.assertEqual(
                self._figure(self.officer, "officer", "open_cases").value, 2
            )
            self._classify()
            figure = self._figure(self.officer, "officer", "open_cases")
            self.assertEqual(figure.value, 1)
            self.assertEqual(len(self._listed(figure)), 1)
            figure = self._figure(self.general_manager, "general_manager", "valid_rate")
            self.assertEqual(figure.list_text, "1 valid complaints, 3 customers")
            self.assertListsHoldWhatIsCounted(self.general_manager, "general_manager")
            about = self._register(
                partner_id=self.others[1].id,
                respondent_ids=[(4, self.employee.id)],
            )
            figure = self._figure(self.respondent, "manager", "open_cases")
            self.assertNotIn(about.id, self._listed(figure).ids)
            self.assertEqual(figure.value, 1)

    def _classify(self):
        self.manager.sudo().group_ids += self.env.ref(
            "customer_policy.group_custodian"
        ) + self.env.ref("customer_policy.group_clearance_secret")
        self.customer.with_user(self.manager).action_classify(
            "1", "Secret", fields.Date.today() + timedelta(days=90)
        )

    def test_satisfaction_is_the_average_of_what_customers_said(self):
        with self._at():
            case = self._register()
            self.env["rating.rating"].sudo().create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id(case._name),
                        "res_id": case.id,
                        "rating": rating,
                        "consumed": True,
                    }
                    for rating in (5, 2)
                ]
            )
        with self._at(hours=1):
            figure = self._figure(
                self.general_manager, "general_manager", "satisfaction"
            )
            self.assertEqual((figure.value, figure.count), (3.5, 2))
            self.assertEqual((figure.target, figure.verdict), (4, "missed"))
            self.assertEqual(len(self._listed(figure)), 2)

    def test_without_anything_no_target_is_missed_by_a_share(self):
        with self._at():
            figures = self._figures(self.general_manager, "general_manager")
            for code in ("deadlines_met", "satisfaction", "visits_kept"):
                self.assertFalse(figures[code].has_value)
                self.assertEqual(figures[code].verdict, "none")
                self.assertEqual(figures[code].value_text, "–")

    def test_the_number_of_queries_does_not_depend_on_the_number_of_cases(self):
        with self._at():
            self._register()
            few = self._queries()
            for _number in range(6):
                self._register()
            self.assertLessEqual(self._queries(), few)

    def _queries(self):
        def look():
            home = self._home(self.general_manager, "general_manager")
            home.figure_ids.mapped("value_text")
            home.worst_ids.mapped("name")
            home.mapped("graph_text")

        look()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        look()
        return self.env.cr.sql_log_count - before
