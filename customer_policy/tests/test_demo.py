"""The demo company: what it comes to in a database that has no demo data."""

from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file
from odoo.tools.safe_eval import safe_eval

from ..models.customer_complaint import KINDS
from ..models.customer_complaint import STATES as CASE_STATES
from ..models.customer_violation import STATES as VIOLATION_STATES
from ..models.customer_visit import STATES as VISIT_STATES
from ..tools import past

FILES = (
    "demo/res_users_demo.xml",
    "demo/res.partner-customers.csv",
    "demo/res.partner-contacts.csv",
    "demo/customer_policy_demo.xml",
)
# What each person of the demo company looks at first.
STARTS = {
    "staff": (
        "customer_visit_action_mine",
        "customer_visit_action_promise",
        "customer_visit_action",
        "res_partner_action",
        "customer_violation_action_mine",
        "customer_access_grant_action_mine",
        "customer_grade_downgrade_action",
        "customer_policy_request_action_mine",
    ),
    "sales_head": (
        "customer_visit_plan_action",
        "customer_visit_action_review",
        "customer_visit_compliance_action",
        "customer_neglect_action",
        "customer_visit_occasion_action",
        "customer_grade_review_action",
        "customer_grade_assignment_action",
        "customer_grade_objection_action",
        "customer_grade_entry_action",
        "customer_policy_request_action",
    ),
    "officer": (
        "customer_complaint_action_queue",
        "customer_complaint_action_mine",
        "customer_complaint_action",
        "customer_complaint_action_record_action",
        "customer_complaint_problem_action",
        "customer_complaint_statistic_action",
        "customer_complaint_statistic_line_action",
    ),
    "service_head": ("customer_policy_request_action",),
    "general_manager": (
        "customer_policy_request_action",
        "customer_violation_action",
        "customer_penalty_action",
    ),
    "violation_officer": (
        "customer_violation_action",
        "customer_point_period_action",
        "customer_point_entry_action",
        "customer_point_result_action",
        "customer_violation_seal_action",
    ),
    "custodian": (
        "customer_access_grant_action_decide",
        "customer_access_grant_action",
        "customer_export_request_action",
        "customer_access_log_action",
        "customer_violation_seal_action",
    ),
    "auditor": ("customer_access_log_action", "customer_violation_action"),
    "hr": ("customer_penalty_action",),
    "manager": (
        "customer_policy_action",
        "customer_policy_clause_action",
        "customer_policy_acknowledgement_action",
        "customer_policy_change_action",
    ),
}


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    moment = datetime(2026, 11, 25, 6)  # a Wednesday, in the afternoon of Shanghai

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(past.at(cls.env, cls.moment))
        for language in ("en_US", "zh_CN"):
            cls.env["res.lang"]._activate_lang(language)
        for name in FILES:
            convert_file(cls.env, "customer_policy", name, {}, "init", noupdate=True)
        cls.env.invalidate_all()
        cls.demo = cls.env["customer.policy.demo"]
        cls.customers = cls.demo._customers()
        cls.cases = cls.env["customer.complaint"].search(
            [("team_id.user_id", "=", cls.demo._user("service_head").id)]
        )
        cls.visits = cls.env["customer.visit"].search(
            [("partner_id", "in", cls.customers.ids)]
        )
        people = cls.env["hr.employee"].search([("user_id.login", "!=", False)])
        people += cls.demo._employee("technician") + cls.demo._employee("warehouse")
        cls.violations = cls.env["customer.violation"].search(
            [("employee_id", "in", people.ids)]
        )

    def test_every_state_is_there(self):
        for records, states in (
            (self.cases, CASE_STATES),
            (self.visits, VISIT_STATES),
            (self.violations, VIOLATION_STATES),
        ):
            with self.subTest(records._name):
                self.assertEqual(set(records.mapped("state")), set(dict(states)))
        self.assertEqual(set(self.cases.mapped("kind")), set(dict(KINDS)))

    def test_numbers_are_unique_and_tell_the_year(self):
        for records, moment in ((self.cases, "date_received"), (self.visits, None)):
            numbers = records.mapped("number")
            self.assertEqual(len(numbers), len(set(numbers)))
            for record in records if moment else ():
                self.assertIn(str(record[moment].year), record.number)
        self.assertNotIn(False, self.violations.mapped("number"))

    def test_clocks_of_open_cases_run(self):
        clocks = self.env["customer.complaint.deadline"].search(
            [("complaint_id", "in", self.cases.ids)]
        )
        states = clocks.grouped("state")
        self.assertEqual(set(states), {"running", "paused", "met", "breached"})
        self.assertTrue(
            all(c.complaint_id.is_open for c in states["running"]),
            "a clock of a case that is over still runs",
        )
        due = fields.Datetime.now() + relativedelta(hours=16)
        self.assertTrue(any(c.date_deadline < due for c in states["running"]))
        open_cases = self.cases.filtered("is_open")
        self.assertTrue(open_cases.filtered("is_waiting"))
        self.assertTrue(open_cases.filtered("is_anonymous"))
        self.assertTrue(open_cases.filtered("is_overdue"))
        self.assertTrue(open_cases.filtered("is_promise_broken"))
        self.assertTrue(open_cases.filtered("reopen_count"))

    def test_what_is_over_lies_in_the_past(self):
        now = fields.Datetime.now()
        for case in self.cases.filtered(lambda c: c.state == "closed"):
            self.assertLess(case.date_received, case.date_accepted)
            self.assertLess(case.date_accepted, case.date_closed)
            self.assertLess(case.date_closed, now)
        for message in self.cases.message_ids:
            self.assertLessEqual(message.date, now)
        first = min(self.cases.mapped("date_received"))
        self.assertLess(first, now - relativedelta(months=20))
        days = self.cases.message_ids.mapped("date")
        self.assertLess(min(days), now - relativedelta(months=20))

    def test_grades_go_back_two_years(self):
        scheme = self.env.ref("customer_policy.scheme_importance")
        held = self.env["customer.grade.assignment"].search(
            [
                ("scheme_id", "=", scheme.id),
                ("partner_id", "in", self.customers.ids),
            ]
        )
        two_years = fields.Date.today() - relativedelta(years=2)
        self.assertLess(min(held.mapped("date_from")), two_years)
        self.assertEqual(
            set(self.customers.customer_grade_id.ids), set(scheme.grade_ids.ids)
        )
        self.assertGreater(len(held), len(self.customers) + 20)
        self.assertEqual(len(held.filtered("is_current")), len(self.customers))
        movements = held.line_id.review_id.line_ids.mapped("movement")
        self.assertGreaterEqual(set(movements), {"up", "down", "same"})

    def test_nobody_is_told(self):
        began = self.env.cr.now()
        lately = [("create_date", ">=", began)]
        self.assertFalse(self.env["mail.mail"].search(lately))
        people = self.env["res.users"].search([("login", "in", [*STARTS])])
        for model in ("mail.mail", "mail.notification"):
            notices = self.env[model].search([])
            partners = notices.mapped(
                "recipient_ids" if model == "mail.mail" else "res_partner_id"
            )
            self.assertFalse(partners & (people.partner_id | self.customers))
        self.assertFalse(self.cases.filtered("is_notice_due"))

    def test_penalties_climb_the_ladder(self):
        technician = self.demo._employee("technician")
        steps = self.violations.filtered(
            lambda v: v.employee_id == technician and v.type_id.ladder_id.type_ids
        )
        self.assertGreater(max(steps.mapped("occurrence")), 1)
        measures = set(self.violations.penalty_ids.mapped("measure"))
        self.assertGreaterEqual(
            measures, {"warning", "fine", "points", "suspension", "criticism"}
        )
        self.assertTrue(self.violations.filtered("appeal_outcome"))

    def test_the_log_is_written_in_order(self):
        lines = self.env["customer.access.log"].search(
            [("user_id.login", "in", [*STARTS])], order="id"
        )
        dates = lines.mapped("date")
        self.assertGreater(len(dates), 40)
        self.assertEqual(dates, sorted(dates))

    def test_secrecy_of_each_level(self):
        levels = set(self.customers.mapped("confidentiality_level"))
        self.assertEqual(levels, {"0", "1", "2", "3"})
        grants = self.env["customer.access.grant"].search([])
        self.assertEqual(
            set(grants.mapped("state")),
            {"requested", "granted", "refused", "revoked", "expired"},
        )
        staff = self.demo._user("staff_novak")
        hidden = self.customers.filtered(lambda c: c.confidentiality_level == "3")
        hidden = hidden.filtered(lambda c: c.user_id != staff)
        self.env.invalidate_all()
        found = (
            self.env["res.partner"].with_user(staff).search([("id", "in", hidden.ids)])
        )
        self.assertFalse(found)
        self.assertFalse(self.env["customer.access.log"]._verify()["broken"])

    def test_lists_show_something(self):
        """The list of each menu is not empty for the person it is made for."""
        for key, names in STARTS.items():
            user = self.demo._user(key)
            for name in names:
                with self.subTest(f"{key}: {name}"):
                    self.env.invalidate_all()
                    self.assertTrue(self._first_of(name, user))

    def _first_of(self, name, user):
        action = self.env.ref(f"customer_policy.{name}")
        context = {"uid": user.id, "allowed_company_ids": user.company_ids.ids}
        domain = safe_eval(action.sudo().domain or "[]", context)
        return self.env[action.sudo().res_model].with_user(user).search(domain, limit=1)

    def test_day_of_a_visitor(self):
        visits = self.env["customer.visit"].with_user(self.demo._user("staff"))
        today = visits.get_today()
        self.assertGreaterEqual(len(today["visits"]), 4)
        self.assertTrue(all(v["customer_address"] for v in today["visits"]))
        self.assertTrue(today["promises"])
        self.assertTrue(today["returned"])

    def test_work_reports_were_sent_and_mostly_read(self):
        reports = self.env["customer.work.report"].search(
            [("user_id", "=", self.demo._user("staff").id)]
        )
        self.assertEqual(set(reports.mapped("state")), {"sent", "read"})
        self.assertEqual(set(reports.mapped("kind")), {"daily", "weekly"})
        self.assertEqual(reports.manager_id, self.demo._user("sales_head"))
        self.assertTrue(reports.filtered("is_late") < reports)
        self.assertGreater(sum(reports.mapped("visit_count")), 0)

    def test_most_have_read_the_policy(self):
        policy = self.env.ref("customer_policy.policy_customer")
        lines = policy.acknowledgement_ids
        self.assertEqual(set(lines.mapped("state")), {"asked", "acknowledged"})
        self.assertEqual(policy.state, "in_force")
        waiting = self.env["customer.policy"].search(
            [("number", "=", policy.number), ("state", "=", "draft")]
        )
        self.assertTrue(waiting.submitted_by_id)

    def test_the_next_version_of_the_policy_keeps_its_chinese_text(self):
        policy = self.env.ref("customer_policy.policy_customer")
        draft = self.env["customer.policy"].search(
            [("number", "=", policy.number), ("state", "=", "draft")]
        )
        policy, draft = (policy + draft).with_context(lang="zh_CN")
        self.assertEqual(draft.name, policy.name)
        self.assertNotEqual(draft.name, draft.with_context(lang="en_US").name)
        clause = draft.clause_ids.filtered(lambda clause: clause.number == "6")
        self.assertNotEqual(clause.name, clause.with_context(lang="en_US").name)

    def test_the_application_does_not_open_with_the_set_up(self):
        self.assertFalse(self.env.ref("customer_policy.menu_setup_start").active)

    def test_twice_is_once(self):
        def count():
            return [
                self.env[records._name].search_count([])
                for records in (self.cases, self.visits, self.violations)
            ]

        before = count()
        self.demo._build()
        self.assertEqual(count(), before)

    def test_logins_work(self):
        for login in ("staff", "manager", "officer", "general_manager"):
            credential = {"login": login, "password": login, "type": "password"}
            user = self.env["res.users"].search([("login", "=", login)])
            auth = user.with_user(user)._check_credentials(
                credential, {"interactive": True}
            )
            self.assertEqual(auth["uid"], user.id)


@tagged("post_install", "-at_install")
class TestDemoOfASundayNight(TestDemo):
    """The company works on no Sunday; in Shanghai it is Monday already."""

    moment = datetime(2026, 11, 29, 19, 30)


@tagged("post_install", "-at_install")
class TestDemoOfTheLastDayOfTheYear(TestDemo):
    moment = datetime(2026, 12, 31, 11)
