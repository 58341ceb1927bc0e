from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .grading_common import SUMMER, GradingMixin
from .test_home import HomeCase


class FirstDayMixin(GradingMixin):
    """What everybody does on the first day, from the tile of the app on.

    The steps are the same in each language, and look for a word of it on the way.
    """

    lang = "en_US"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(cls.lang)
        cls.harbour = cls.env["res.partner"].create(
            {"name": "Harbour Company", "is_company": True}
        )

    def _spend(self, role, user):
        user.lang = self.lang
        self.env.flush_all()
        self.env.cr.flush()
        self.start_tour(
            "/odoo",
            f"customer_policy_first_day_{role}",
            login=user.login,
            timeout=120,
        )
        self.env.invalidate_all()

    def test_staff_open_a_customer_and_log_a_call(self):
        self.harbour.user_id = self.staff
        self._spend("staff", self.staff)
        visit = self.env["customer.visit"].search(
            [("partner_id", "=", self.harbour.id)]
        )
        self.assertEqual(
            (visit.state, visit.user_id, visit.report),
            ("done", self.staff, "Asked for a crane"),
        )

    def test_an_officer_accepts_a_case_tells_of_it_and_answers(self):
        team = self.env["customer.complaint.team"].create(
            {
                "name": "Quay",
                "user_id": self.manager.id,
                "member_ids": [Command.set(self.officer.ids)],
                "assign_method": "manual",
            }
        )
        cases = self.env["customer.complaint"].with_user(self.staff)
        case = cases.create(
            {
                "name": "Harbour horn",
                "kind": "discontent",
                "contact_name": "Ann Caller",
                "team_id": team.id,
            }
        ).with_env(self.env)
        self._spend("officer", self.officer)
        self.assertEqual((case.state, case.user_id), ("answered", self.officer))
        self.assertIn("It is silent now.", case.reply)
        told = case.message_ids.filtered(lambda m: "We listen to it." in m.body)
        self.assertEqual(told.author_id, self.officer.partner_id)

    def test_a_manager_looks_at_the_first_steps_and_approves_what_waits(self):
        self.env["customer.policy.setup"].search([]).unlink()
        customer = self._create_customers(1)
        self._give({customer: 90}, SUMMER)
        review = self._review(SUMMER)
        self._spend("manager", self.manager)
        self.assertEqual(review.state, "approved")
        setup = self.env["customer.policy.setup"].search([])
        self.assertEqual((setup.state, setup.step), ("open", "people"))

    def test_a_violation_officer_hears_who_is_accused(self):
        accused = self.env["hr.employee"].create(
            {"name": "Accused", "user_id": self.outsider.id}
        )
        gift = self.env.ref("customer_policy.violation_type_gift")
        reports = self.env["customer.violation"].with_user(self.staff)
        case = reports._report(
            [
                {
                    "name": "Harbour bribe",
                    "employee_id": accused.id,
                    "type_id": gift.id,
                    "facts": "Took a lobster.",
                    "company_id": self.env.company.id,
                }
            ]
        ).with_env(self.env)
        self._spend("violation_officer", self.violation_officer)
        self.assertEqual((case.state, case.statement_channel), ("heard", "refused"))
        self.assertIn("Ann Witness", case.statement)

    def test_a_custodian_classifies_a_customer_and_decides_who_knows_it(self):
        self._clear(self.custodian)
        grant = (
            self.env["customer.access.grant"]
            .with_user(self.staff)
            .action_request("Harbour in Ghent", "They want a delivery")
            .with_env(self.env)
        )
        self._spend("custodian", self.custodian)
        self.assertEqual(self.harbour.confidentiality_level, "2")
        self.assertEqual((grant.state, grant.partner_id), ("granted", self.harbour))

    def test_an_auditor_reads_the_access_log_and_checks_it(self):
        self._clear(self.custodian)
        self.harbour.with_user(self.custodian).action_classify(
            "2", "Builds a pier", fields.Date.today() + timedelta(days=90)
        )
        self._spend("auditor", self.auditor)

    def test_a_general_manager_decides_with_one_tap(self):
        self.policy.with_user(self.manager).action_submit()
        self._spend("general_manager", self.director)
        self.assertEqual(self.policy.state, "approved")
        self.assertFalse(
            self.env["customer.policy.request"]
            .with_user(self.director)
            .search([("can_decide", "=", True)])
        )

    def _clear(self, user):
        for xmlid in (
            "customer_policy.group_clearance_top_secret",
            "base.group_partner_manager",
        ):
            user.group_ids = [Command.link(self.env.ref(xmlid).id)]


@tagged("post_install", "-at_install")
class TestFirstDayEnglish(FirstDayMixin, HomeCase, HttpCase):
    pass


@tagged("post_install", "-at_install")
class TestFirstDayChinese(FirstDayMixin, HomeCase, HttpCase):
    lang = "zh_CN"
