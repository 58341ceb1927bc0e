from datetime import date

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .opening_common import OpeningMixin

GROUPS = {
    "visit_manager": "customer_policy.group_visit_manager",
    "complaint_manager": "customer_policy.group_complaint_manager",
    "violation_officer": "customer_policy.group_violation_officer",
    "hr_manager": "hr.group_hr_manager",
    "hr_user": "hr.group_hr_user",
    "policy_auditor": "customer_policy.group_auditor",
}
EVERYBODY = ("portal", "outsider", "staff", "grading_manager", "manager", *GROUPS)
# Kind of opening state -> who brings it in.
IMPORTS = {
    "grade": {"grading_manager", "manager"},
    "visit": {"visit_manager", "manager"},
    "violation": {"violation_officer", "hr_manager"},
}
SWITCHES = {
    "customer_policy_trial": True,
    "customer_policy_go_live": "2026-03-02",
    "customer_policy_live_since": "2026-03-02 00:00:00",
}
PROTECTED = (
    "customer.grade.assignment",
    "customer.visit",
    "customer.violation",
)


@tagged("post_install", "-at_install")
class TestOpeningAccess(RpcMixin, OpeningMixin, PolicyCase, HttpCase):
    """Who brings in what, and who goes live, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, groups in GROUPS.items():
            user = new_test_user(
                cls.env, login=f"opening_{name}", groups=groups, lang="en_US"
            )
            setattr(cls, name, user)
        cls.env.company.customer_policy_go_live = date(2026, 3, 1)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Company", "is_company": True, "ref": "OPENING-1"}
        )
        employee = cls.env["hr.employee"].create(
            {"name": "Person", "work_email": "person@work.test"}
        )
        kind = cls.env.ref("customer_policy.violation_type_gift")
        scheme = cls.env["customer.grade.scheme"].create(
            {
                "name": "Opening",
                "code": "opening",
                "grade_ids": [
                    Command.create({"name": "Best", "code": "best", "sequence": 1})
                ],
            }
        )
        customer = {"customer_reference": "OPENING-1"}
        cls.rows = {
            "grade": {
                "scheme": scheme.code,
                "grade": "best",
                "date_since": "2025-01-01",
                **customer,
            },
            "visit": {
                "visit_type": cls.env.ref("customer_policy.visit_type_phone").name,
                "date_done": "2025-01-01",
                **customer,
            },
            "violation": {
                "employee": employee.work_email,
                "violation_type": kind.name,
                "date": "2025-01-01",
                "facts": "Took a watch.",
            },
        }

    def _brings_in(self, user, kind):
        row = {"external_reference": f"{user}-{kind}", **self.rows[kind]}
        model = "customer.policy.opening"
        values = {"kind": kind, "file": self._content(row).decode()}
        ids, error = self._rpc(model, "create", [values])
        if error:
            return False
        _result, preview = self._rpc(model, "action_preview", ids)
        _result, error = self._rpc(model, "action_import", ids)
        self.assertEqual(bool(preview), bool(error))
        found = {
            "grade": self.env["customer.grade.assignment"],
            "visit": self.env["customer.visit"],
            "violation": self.env["customer.violation"],
        }[kind].sudo()
        there = found.search_count(
            [("opening_reference", "=", row["external_reference"])]
        )
        self.assertEqual(bool(there), not error)
        found.search([("opening_reference", "=", row["external_reference"])]).write(
            {"opening_reference": False}
        )
        if kind == "grade" and there:
            self.env["customer.grade.assignment"].search(
                [("partner_id", "=", self.customer.id)]
            ).sudo().unlink()
        return not error

    def test_who_may_what(self):
        for user in EVERYBODY:
            self._login(user)
            for kind, allowed in IMPORTS.items():
                with self.subTest(user=user, kind=kind):
                    self.assertEqual(self._brings_in(user, kind), user in allowed)
            with self.subTest(user=user, act="switch"):
                for name, value in SWITCHES.items():
                    _result, error = self._rpc(
                        "res.company", "write", self.env.company.ids, {name: value}
                    )
                    self.assertTrue(error)
            with self.subTest(user=user, act="forge"):
                for model in PROTECTED:
                    record = self.env[model].sudo().search([], limit=1)
                    if not record:
                        continue
                    _result, error = self._rpc(
                        model, "write", record.ids, {"opening_reference": "X"}
                    )
                    self.assertTrue(error)
            ids, error = self._rpc("customer.policy.go.live", "create", [{}])
            with self.subTest(user=user, act="trial"):
                self.assertEqual(not error, user == "manager")
                if ids:
                    _result, error = self._rpc(
                        "customer.policy.go.live", "action_trial", ids
                    )
                    self.assertFalse(error)
                    self.assertTrue(self.env.company.customer_policy_trial)
                    self.env.company.customer_policy_trial = False
                    self.env.flush_all()

    def test_private_methods_are_out_of_reach(self):
        self._login("manager")
        for model, method in (
            ("res.company", "_customer_policy_start"),
            ("customer.violation", "_import_opening"),
            ("customer.visit", "_import_opening"),
            ("customer.grade.assignment", "_import_opening"),
        ):
            _result, error = self._rpc(model, method, [self.env.company.id])
            self.assertTrue(error)
