from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .violation_common import ViolationMixin

HANDLERS = {
    "violation_officer",
    "second_violation_officer",
    "third_violation_officer",
    "deciding_manager",
}
WATCHERS = {*HANDLERS, "violation_auditor"}
EVERYBODY = (
    "portal",
    "outsider",
    "staff",
    "reporter",
    "violation_officer",
    "deciding_manager",
    "violation_auditor",
    "culprit",
    "underling",
    "boss",
    "department_head",
    "other_head",
    "personnel",
    "manager",
    "administrator",
)
HEADS = {"boss", "department_head"}
OFFICERS = {"violation_officer", "culprit", "underling"}
NOBODY = set()
# Of each case: operation -> who may. The culprit and the underling are officers, too.
CASES = {
    "reported": {
        "read": {"violation_officer", "deciding_manager", "violation_auditor"}
        | HEADS
        | {"culprit", "underling"},
        "write": {"violation_officer", "deciding_manager"},
        "unlink": NOBODY,
    },
    "sealed": {
        "read": {"violation_officer", "deciding_manager", "violation_auditor"},
        "write": {"violation_officer", "deciding_manager"},
        "unlink": NOBODY,
    },
    "served": {
        "read": {"violation_officer", "deciding_manager", "violation_auditor"}
        | HEADS
        | {"culprit", "underling"},
        "write": NOBODY,
        "unlink": NOBODY,
    },
}
PROTECTED = {
    "state": "closed",
    "number": "VC/1",
    "occurrence": 1,
    "step_id": False,
    "decision_rank": 9,
    "statement": "Not me",
    "appeal": "No",
    "date_appeal_until": "2090-01-01 00:00:00",
    "decided_by_id": 1,
    "proposed_by_id": False,
    "notice_number": "〔2026〕9号",
    "hidden_reporter_id": 1,
    "hold_id": False,
    "link_hash": "x",
}


@tagged("post_install", "-at_install")
class TestViolationAccess(RpcMixin, ViolationMixin, PolicyCase, HttpCase):
    """Who may do what, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        case.env = cls.env
        cls.reported = case._report()
        cls.sealed = case._report(type_id=cls.leak.id)
        kind = cls._ladder(
            {"sequence": 1, "measure": "fine", "fine_min": 200, "fine_max": 1000}
        )
        cls.served = case._lead(case._report(type_id=kind.id))

    def _refusal(self, model, method, *args, **kwargs):
        result, error = self._rpc(model, method, *args, **kwargs)
        if result == []:  # read like an id that nothing has
            return "MissingError"
        return error and error.rpartition(".")[2]

    def test_who_may_do_what_with_a_case(self):
        for name in EVERYBODY:
            self._login(name)
            for case, rights in CASES.items():
                record = getattr(self, case)
                calls = {
                    "read": ("read", record.ids, ["name", "facts"]),
                    "write": ("write", record.ids, {"name": "Took a watch"}),
                    "unlink": ("unlink", record.ids),
                }
                for operation, allowed in rights.items():
                    with self.subTest(user=name, case=case, operation=operation):
                        error = self._refusal("customer.violation", *calls[operation])
                        if name in allowed:
                            self.assertIsNone(error)
                        else:
                            self.assertIn(
                                error, ("AccessError", "UserError", "MissingError")
                            )

    def test_lists_hold_what_one_may_read(self):
        for name in EVERYBODY[1:]:
            self._login(name)
            for case, rights in CASES.items():
                with self.subTest(user=name, case=case):
                    domain = [["id", "=", getattr(self, case).id]]
                    found, error = self._rpc("customer.violation", "search", domain)
                    self.assertIsNone(error)
                    self.assertEqual(bool(found), name in rights["read"])

    def test_who_reported_is_known_to_officers_not_concerned(self):
        for name in EVERYBODY[1:]:
            self._login(name)
            with self.subTest(user=name):
                rows, error = self._rpc(
                    "customer.violation", "read", self.reported.ids, ["reporter_id"]
                )
                if name == "violation_officer":
                    self.assertEqual(rows[0]["reporter_id"][0], self.reporter.id)
                else:
                    self.assertFalse(rows and rows[0]["reporter_id"])
                for domain in (
                    [["hidden_reporter_id", "=", self.reporter.id]],
                    [["reporter_id", "=", self.reporter.id]],
                    [["create_uid", "=", self.reporter.id]],
                    [["message_partner_ids", "in", self.reporter.partner_id.ids]],
                ):
                    found, error = self._rpc("customer.violation", "search", domain)
                    self.assertTrue(error or not found, domain)

    def test_nothing_on_the_case_names_who_reported(self):
        case = self.reported.sudo()
        partner = self.reporter.partner_id
        self.assertNotEqual(case.create_uid, self.reporter)
        self.env(user=self.reporter.id).flush_all()
        case.invalidate_recordset()
        self.assertNotEqual(case.write_uid, self.reporter)
        self.assertNotIn(partner, case.message_partner_ids)
        messages = case.message_ids
        self.assertNotIn(partner, messages.author_id | messages.partner_ids)
        self.assertNotIn(self.reporter, messages.create_uid)
        self.assertNotIn(self.reporter, case.activity_ids.create_uid)

    def test_anybody_of_the_staff_reports_nobody_else(self):
        values = {
            "name": "Slept",
            "employee_ids": [[6, 0, self.other_head_employee.ids]],
            "type_id": self.gift.id,
            "facts": "In the shop.",
        }
        for name in ("outsider", "staff", "reporter", "boss", "portal"):
            self._login(name)
            with self.subTest(user=name):
                before = self.env["customer.violation"].search_count([])
                wizard, error = self._rpc("customer.violation.report", "create", values)
                if name == "portal":
                    self.assertTrue(error)
                    continue
                _result, error = self._rpc(
                    "customer.violation.report", "action_report", [wizard]
                )
                self.assertIsNone(error)
                after = self.env["customer.violation"].search([])
                self.assertEqual(len(after), before + 1)
                self.assertFalse(
                    self.env["customer.violation.report"].search([("id", "=", wizard)])
                )
                newest = max(after.ids)
                _rows, error = self._rpc(
                    "customer.violation", "read", [newest], ["name"]
                )
                self.assertTrue(error)

    def test_nobody_reports_himself(self):
        self._login("other_head")
        wizard, _error = self._rpc(
            "customer.violation.report",
            "create",
            {
                "name": "Slept",
                "employee_ids": [[6, 0, self.other_head_employee.ids]],
                "type_id": self.gift.id,
                "facts": "In the shop.",
            },
        )
        error = self._refusal("customer.violation.report", "action_report", [wizard])
        self.assertEqual(error, "UserError")

    def test_who_may_lead_a_case_on(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                case = self._report()
                self._login(name)
                error = self._refusal(
                    "customer.violation", "action_investigate", case.ids
                )
                may = name in ("violation_officer", "deciding_manager")
                self.assertEqual(error, None if may else "AccessError")

    def test_who_decides(self):
        case = self._lead(self._report(), "heard")
        for name in EVERYBODY:
            if name == "deciding_manager":
                continue
            self._login(name)
            with self.subTest(user=name):
                error = self._refusal(
                    "customer.violation", "action_decide", case.ids, "So."
                )
                self.assertEqual(error, "AccessError")
        self._login("deciding_manager")
        error = self._refusal("customer.violation", "action_decide", case.ids, "So.")
        self.assertIsNone(error)

    def test_what_only_acts_fill_is_refused_from_everybody(self):
        for name in ("violation_officer", "deciding_manager", "administrator"):
            self._login(name)
            for field, value in PROTECTED.items():
                with self.subTest(user=name, field=field):
                    for case in (self.reported, self.served):
                        error = self._refusal(
                            "customer.violation", "write", case.ids, {field: value}
                        )
                        self.assertEqual(error, "AccessError")
                    values = {
                        "name": "x",
                        "facts": "x",
                        "employee_id": self.other_employee.id,
                        "type_id": self.gift.id,
                        field: value,
                    }
                    error = self._refusal("customer.violation", "create", [values])
                    self.assertEqual(error, "AccessError")

    def test_defaults_of_the_context_fill_none_of_it(self):
        self._login("violation_officer")
        context = {f"default_{name}": value for name, value in PROTECTED.items()}
        values = {
            "name": "x",
            "facts": "x",
            "employee_id": self.other_employee.id,
            "type_id": self.gift.id,
        }
        ids, error = self._rpc(
            "customer.violation", "create", [values], context=context
        )
        self.assertIsNone(error)
        case = self.env["customer.violation"].browse(ids).sudo()
        self.assertEqual(case.state, "reported")
        self.assertFalse(case.statement or case.occurrence or case.notice_number)
        self.assertEqual(case.hidden_reporter_id, self.violation_officer)

    def test_what_is_said_about_a_case_is_the_officers(self):
        message = self.served.sudo().message_post(body="ZQX", message_type="comment")
        for name in EVERYBODY[1:]:
            self._login(name)
            with self.subTest(user=name):
                rows, error = self._rpc(
                    "mail.message", "search", [["id", "=", message.id]]
                )
                self.assertIsNone(error)
                self.assertEqual(bool(rows), name in WATCHERS)

    def test_who_sees_a_penalty(self):
        penalty = self.served.sudo().penalty_ids
        readers = CASES["served"]["read"] | {"personnel"}
        for name in EVERYBODY[1:]:
            self._login(name)
            with self.subTest(user=name):
                found, error = self._rpc(
                    "customer.penalty", "search", [["id", "=", penalty.id]]
                )
                self.assertIsNone(error)
                self.assertEqual(bool(found), name in readers)
                for field, value in (("state", "cancelled"), ("is_served", False)):
                    error = self._refusal(
                        "customer.penalty", "write", penalty.ids, {field: value}
                    )
                    self.assertIn(error, ("AccessError", "UserError"))
                error = self._refusal("customer.penalty", "unlink", penalty.ids)
                self.assertTrue(error)

    def test_a_pending_penalty_is_not_told_before_its_notice(self):
        case = self._lead(self._report(), "decided")
        for name in ("culprit", "underling", "boss", "personnel"):
            self._login(name)
            with self.subTest(user=name):
                found, _error = self._rpc(
                    "customer.penalty", "search", [["violation_id", "=", case.id]]
                )
                self.assertFalse(found)

    def test_payroll_is_for_hr(self):
        penalty = self.served.sudo().penalty_ids
        for name in EVERYBODY[1:]:
            self._login(name)
            with self.subTest(user=name):
                error = self._refusal(
                    "customer.penalty", "action_export_payroll", penalty.ids
                )
                may = name == "personnel"
                self.assertEqual(error, None if may else "AccessError")
        self.assertTrue(penalty.date_exported)

    def test_settings_are_the_managers(self):
        for model in ("customer.violation.type", "customer.penalty.ladder"):
            ids = self.env[model].search([], limit=1).ids
            for name in ("staff", "violation_officer", "deciding_manager", "manager"):
                self._login(name)
                with self.subTest(user=name, model=model):
                    error = self._refusal(model, "write", ids, {"sequence": 3})
                    may = name == "manager"
                    self.assertEqual(error, None if may else "AccessError")

    def test_no_role_makes_a_violation_officer(self):
        for xmlid in (
            "customer_policy.group_manager",
            "customer_policy.group_complaint_manager",
            "customer_policy.group_custodian",
            "base.group_system",
            "hr.group_hr_manager",
        ):
            implied = self.env.ref(xmlid).all_implied_ids
            self.assertNotIn(
                self.env.ref("customer_policy.group_violation_officer"), implied
            )

    def test_screens_open_for_everybody_who_has_them(self):
        for name in ("outsider", "violation_officer", "violation_auditor", "personnel"):
            self._login(name)
            for model, views in (
                ("customer.violation", ("list", "kanban", "form", "search", "pivot")),
                ("customer.penalty", ("list", "form", "search", "pivot", "graph")),
                ("customer.violation.report", ("form",)),
                ("customer.point.period", ("list", "form")),
                ("customer.point.result", ("list",)),
            ):
                for view in views:
                    with self.subTest(user=name, model=model, view=view):
                        error = self._refusal(model, "get_views", [[False, view]])
                        self.assertIsNone(error)

    def test_who_is_suspended_is_not_for_colleagues(self):
        for name in ("staff", "manager", "administrator", "culprit", "personnel"):
            self._login(name)
            with self.subTest(user=name):
                _found, error = self._rpc(
                    "res.users", "search", [["is_suspended", "=", True]]
                )
                may = name in ("personnel", "culprit")
                self.assertEqual(error, None if may else "odoo.exceptions.AccessError")
