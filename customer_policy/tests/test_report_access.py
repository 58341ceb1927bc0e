import io
from datetime import date

import openpyxl

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .http_common import RpcMixin

ROLES = {
    "staff_only": "customer_policy.group_user",
    "no_export": "customer_policy.group_manager",
    "complaints": "customer_policy.group_complaint_officer",
    "visits": "customer_policy.group_visit_manager",
    "head": "customer_policy.group_manager",
    "audit": "customer_policy.group_auditor",
    "violations": "customer_policy.group_violation_officer",
    "decider": "customer_policy.group_violation_general_manager",
    "hr_staff": "hr.group_hr_user",
    "keeper": "customer_policy.group_custodian",
}
STAFF = {*ROLES} - {"no_export", "hr_staff"}
ALLOWED = {
    "grading": STAFF,
    "visit_plan": STAFF,
    "visit_compliance": STAFF,
    "complaint_register": {"complaints", "head", "audit"},
    "complaint_statistic": {"complaints", "head", "audit", "no_export"},
    "supervision": {"head", "audit", "decider", "no_export"},
    "violation_register": {"violations", "decider", "audit"},
    "points": {"violations", "hr_staff"},
    "secrecy_register": {"keeper", "audit"},
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install")
class TestReportAccess(RpcMixin, PolicyCase, HttpCase):
    """Which role gets which report, over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, groups in ROLES.items():
            export = (
                ""
                if name in ("no_export", "hr_staff")
                else (",base.group_allow_export")
            )
            user = new_test_user(
                cls.env, f"report_{name}", groups=groups + export, lang="en_US"
            )
            setattr(cls, name, user)
        month = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}
        cls.period = cls.env["customer.point.period"].create({"name": "March", **month})
        cls.period.sudo().write({"state": "closed"})
        cls.statistic = cls.env["customer.complaint.statistic"].sudo().search(
            [("company_id", "=", cls.env.company.id), ("date_from", "=", "2026-03-01")]
        ) or cls.env["customer.complaint.statistic"].sudo().create(
            {"company_id": cls.env.company.id, "date_from": "2026-03-01"}
        )

    def setUp(self):
        super().setUp()
        self.set_registry_readonly_mode(False)

    def _values(self, report):
        return {
            "report": report,
            "company_id": self.env.company.id,
            "date_from": "2026-03-01",
            "date_to": "2026-03-31",
            "month": "2026-03-01",
            "point_period_id": self.period.id if report == "points" else False,
        }

    def _chosen(self, report):
        """:return: (id of what was chosen in the dialog, error)"""
        ids, error = self._rpc("customer.report", "create", [self._values(report)])
        return ids and ids[0], error

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_decision_table(self):
        for name in ROLES:
            self._login(name)
            for report, allowed in ALLOWED.items():
                with self.subTest(user=name, report=report):
                    report_id, error = self._chosen(report)
                    if name not in allowed:
                        self.assertTrue(error)
                        continue
                    self.assertFalse(error)
                    action, error = self._rpc(
                        "customer.report", "action_download", [report_id]
                    )
                    self.assertFalse(error)
                    response = self.url_open(action["url"])
                    self.assertEqual(response.status_code, 200, response.text[:500])
                    self.assertEqual(response.headers["Content-Type"], XLSX)
                    book = openpyxl.load_workbook(io.BytesIO(response.content))
                    self.assertEqual(
                        len(response.content), int(response.headers["Content-Length"])
                    )
                    self.assertEqual(book.worksheets[-1].title, "About")

    def test_the_dialog_offers_what_the_role_may_have(self):
        for name in ("staff_only", "hr_staff", "decider"):
            self._login(name)
            fields, error = self._rpc("customer.report", "fields_get", ["report"])
            self.assertFalse(error)
            offered = {key for key, _label in fields["report"]["selection"]}
            expected = {report for report, roles in ALLOWED.items() if name in roles}
            self.assertEqual(offered, expected)

    @mute_logger("odoo.http")
    def test_nobody_opens_what_somebody_else_chose(self):
        self._login("head")
        report_id, _error = self._chosen("grading")
        url = f"/customer_policy/report/{report_id}.xlsx"
        self.assertEqual(self.url_open(url).status_code, 200)
        self._login("staff_only")
        self.assertEqual(self.url_open(url).status_code, 404)
        self._login("portal")
        self.assertIn(self.url_open(url).status_code, (403, 404))
        self.authenticate(None, None)
        response = self.url_open(url, allow_redirects=False)
        self.assertNotEqual(response.status_code, 200)

    @mute_logger("odoo.http")
    def test_whoever_lost_the_role_lost_the_report(self):
        self._login("keeper")
        report_id, _error = self._chosen("secrecy_register")
        self.keeper.group_ids = self.env.ref("customer_policy.group_user")
        self.env.flush_all()
        response = self.url_open(f"/customer_policy/report/{report_id}.xlsx")
        self.assertEqual(response.status_code, 403)

    @mute_logger("odoo.http")
    def test_without_leave_comes_a_page_that_says_how_to_ask(self):
        self.head.group_ids += self.env.ref("customer_policy.group_clearance_secret")
        secret = self.env["res.partner"].create(
            {"name": "Zwielicht Holding", "is_company": True}
        )
        secret.sudo().confidentiality_own_level = "2"
        grade = self.env["customer.grade"].search(
            [("scheme_id.company_id", "=", False)], limit=1
        )
        self.env["customer.grade.assignment"]._assign(secret, grade, "Because")
        self.env["customer.confidentiality"]._forget()
        self._login("head")
        report_id, _error = self._chosen("grading")
        response = self.url_open(f"/customer_policy/report/{report_id}.xlsx")
        self.assertEqual(response.status_code, 403)
        self.assertIn("approved export request", response.text)
        self.assertNotIn("Zwielicht", response.text)
        # Nothing of it is left behind, and the next report comes.
        report_id, _error = self._chosen("supervision")
        response = self.url_open(f"/customer_policy/report/{report_id}.xlsx")
        self.assertEqual(response.status_code, 200)

    def test_a_period_the_wrong_way_round_is_refused(self):
        self._login("head")
        values = {**self._values("visit_plan"), "date_from": "2026-05-01"}
        _ids, error = self._rpc("customer.report", "create", [values])
        self.assertEqual(error, "odoo.exceptions.ValidationError")
