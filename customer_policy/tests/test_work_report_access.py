from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .visit_common import EVERYBODY, VisitMixin

STAFF = set(EVERYBODY) - {"portal", "outsider"}
MANAGERS = {"visit_manager", "manager"}
REPORTS = {
    "draft": {
        "read": {"visitor"},
        "write": {"visitor"},
        "action_gather": {"visitor"},
    },
    "sent": {
        "read": MANAGERS | {"visitor", "supervisor"},
        "action_recall": set(),
        "unlink": set(),
    },
}
PROTECTED = {
    "state": "read",
    "manager_id": 1,
    "visit_count": 9,
    "date_sent": "2020-01-01 00:00:00",
    "is_late": False,
}


@tagged("post_install", "-at_install")
class TestWorkReportAccess(RpcMixin, VisitMixin, PolicyCase, HttpCase):
    """Who may do what with work reports, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reports = cls.env["customer.work.report"].with_user(cls.visitor)
        today = datetime.now().date()
        cls.draft = reports.create({"date_from": today})
        cls.sent = reports.create({"date_from": today - timedelta(days=1)})
        cls._visit(date_planned=datetime.now() - timedelta(days=1))
        cls.sent.action_send()
        cls.line = cls.env["customer.work.report.line"].create(
            {"report_id": cls.draft.id, "partner_id": cls.customer.id}
        )

    def _rpc(self, model, method, *args, **kwargs):
        result, error = super()._rpc(model, method, *args, **kwargs)
        return result, error and error.rpartition(".")[2]

    def test_who_may_do_what(self):
        args = {"read": [["remarks"]], "write": [{"remarks": "Other"}]}
        for name in EVERYBODY:
            self._login(name)
            for case, rights in REPORTS.items():
                for operation, allowed in rights.items():
                    if name == "visitor" and case == "sent" and operation != "read":
                        continue
                    with self.subTest(user=name, case=case, operation=operation):
                        report = getattr(self, case)
                        _result, error = self._rpc(
                            report._name,
                            operation,
                            report.ids,
                            *args.get(operation, []),
                        )
                        expected = None if name in allowed else "AccessError"
                        self.assertEqual(error, expected)

    def test_who_may_read_lines(self):
        for name in EVERYBODY:
            self._login(name)
            for report, allowed in (
                (self.draft, {"visitor"}),
                (self.sent, MANAGERS | {"visitor", "supervisor"}),
            ):
                with self.subTest(user=name, state=report.state):
                    ids, error = self._rpc(
                        self.line._name, "search", [("report_id", "=", report.id)]
                    )
                    if name in STAFF - {"visit_auditor"}:
                        self.assertIsNone(error)
                    self.assertEqual(bool(ids), name in allowed)

    def test_who_reads_a_report_as_a_superior(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                self.sent.sudo().write({"state": "sent"})
                self._login(name)
                _result, error = self._rpc(
                    self.sent._name, "action_read", self.sent.ids
                )
                allowed = name in MANAGERS | {"supervisor"}
                self.assertEqual(error, None if allowed else "AccessError")

    def test_nobody_writes_a_report_for_another(self):
        for number, name in enumerate(EVERYBODY):
            self._login(name)
            with self.subTest(user=name):
                day = f"2026-01-{number + 5:02}"
                values = {"user_id": self.second_visitor.id, "date_from": day}
                ids, error = self._rpc(self.draft._name, "create", [values])
                allowed = name == "second_visitor"
                self.assertEqual(error, None if allowed else "AccessError")
                self.assertEqual(bool(ids), allowed)

    def test_figures_and_states_are_no_fields_to_write(self):
        self._login("visitor")
        for name, value in PROTECTED.items():
            with self.subTest(name):
                _result, error = self._rpc(
                    self.draft._name, "write", self.draft.ids, {name: value}
                )
                self.assertEqual(error, "AccessError")

    def test_of_what_was_sent_nothing_changes(self):
        self._login("visitor")
        gathered = self.sent.sudo().line_ids[:1]
        self.assertTrue(gathered)
        for model, method, args in (
            (self.sent._name, "write", [self.sent.ids, {"remarks": "x"}]),
            (self.sent._name, "unlink", [self.sent.ids]),
            (gathered._name, "write", [gathered.ids, {"note": "x"}]),
            (gathered._name, "unlink", [gathered.ids]),
            (
                gathered._name,
                "create",
                [{"report_id": self.sent.id, "partner_id": self.customer.id}],
            ),
        ):
            with self.subTest(model=model, method=method):
                _result, error = self._rpc(model, method, *args)
                self.assertEqual(error, "UserError")

    def test_a_document_of_a_line_is_not_read_by_its_name(self):
        self._login("visitor")
        for name in ("complaint_id", "visit_id"):
            _result, error = self._rpc(self.line._name, "read", self.line.ids, [name])
            self.assertEqual(error, "AccessError")

    def test_settings_are_the_managers(self):
        setting = self.env.ref("customer_policy.work_report_setting")
        for name in EVERYBODY:
            self._login(name)
            with self.subTest(user=name):
                _result, error = self._rpc(
                    setting._name, "write", setting.ids, {"grace_hours": 10}
                )
                self.assertEqual(error, None if name == "manager" else "AccessError")
