from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .test_visit_access import MANAGERS, NOBODY, STAFF
from .visit_common import EVERYBODY, MONDAY, VisitMixin

READERS = MANAGERS | {"visit_auditor"}
PERIOD = {"date_from": "2026-03-01", "date_to": "2026-03-31"}
TARGET = {"name": "Other", "basis": "visits", "rate": 0.5}
# What -> who may.
MODELS = {
    "get_today": STAFF,
    "receive": STAFF,
    "compliance": STAFF,
    "coverage": READERS,
    "target_read": STAFF,
    "target_create": MANAGERS,
    "draft_search": STAFF,
    "draft_create": NOBODY,
}
DRAFTS = {
    "read": MANAGERS | {"visitor", "visit_auditor"},
    "write": NOBODY,
    "unlink": NOBODY,
}
PRINT = MANAGERS | {"visitor", "supervisor", "visit_auditor"}
REPORT = "/report/html/customer_policy.report_visit"


@tagged("post_install", "-at_install")
class TestVisitTodayAccess(RpcMixin, VisitMixin, PolicyCase, HttpCase):
    """Who may do what with the day, its drafts, coverage and papers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._visit(report="The pump runs")

    def _rpc(self, model, method, *args, **kwargs):
        result, error = super()._rpc(model, method, *args, **kwargs)
        return result, error and error.rpartition(".")[2]

    def _draft(self, key, **values):
        return {
            "uuid": f"draft-{key}",
            "kind": "report",
            "visit_id": self.visit.id,
            "values": {"report": "Other"},
            **values,
        }

    def test_who_may_do_what(self):
        calls = {
            "get_today": ("customer.visit", "get_today"),
            "receive": ("customer.visit.draft", "receive", []),
            "compliance": ("customer.visit.compliance", "search", []),
            "coverage": ("customer.visit.coverage", "create", [PERIOD]),
            "target_read": ("customer.visit.target", "search", []),
            "target_create": ("customer.visit.target", "create", [TARGET]),
            "draft_search": ("customer.visit.draft", "search", []),
            "draft_create": (
                "customer.visit.draft",
                "create",
                [{"uuid": "12345678", "kind": "log", "user_id": self.visitor.id}],
            ),
        }
        for name in EVERYBODY:
            self._login(name)
            for what, call in calls.items():
                with self.subTest(user=name, what=what):
                    _result, error = self._rpc(*call)
                    allowed = name in MODELS[what]
                    self.assertEqual(error, None if allowed else "AccessError")

    def test_who_may_read_what_came_in(self):
        self._login("visitor")
        [answer], error = self._rpc(
            "customer.visit.draft", "receive", [self._draft("00001")]
        )
        self.assertIsNone(error)
        self.assertTrue(answer["ok"])
        row = self.env["customer.visit.draft"].search([("uuid", "=", "draft-00001")])
        args = {"read": [["uuid"]], "write": [{"uuid": "other-key"}], "unlink": []}
        for name in EVERYBODY:
            self._login(name)
            for operation, allowed in DRAFTS.items():
                with self.subTest(user=name, operation=operation):
                    _result, error = self._rpc(
                        row._name, operation, row.ids, *args[operation]
                    )
                    expected = None if name in allowed else "AccessError"
                    self.assertEqual(error, expected)

    def test_a_draft_reaches_no_visit_that_its_sender_may_not_write(self):
        kinds = {
            "report": {},
            "check_in": {"latitude": 52.52, "longitude": 13.4},
        }
        for name in STAFF - {"visitor"}:
            self._login(name)
            for kind, values in kinds.items():
                if kind == "report" and name in MANAGERS:
                    continue
                with self.subTest(user=name, kind=kind):
                    draft = self._draft(f"{name}-{kind}", kind=kind, **values)
                    [answer], error = self._rpc(
                        "customer.visit.draft", "receive", [draft]
                    )
                    self.assertIsNone(error)
                    self.assertFalse(answer["ok"])
        self.assertEqual(self.visit.report, "The pump runs")
        self.assertFalse(self.visit.check_in_date)

    def test_a_draft_fills_no_column_that_only_acts_fill(self):
        self._login("visitor")
        for number, values in enumerate(
            ({"state": "done"}, {"user_id": 1}, {"reviewer_id": 1}, {"number": "x"})
        ):
            [answer], _error = self._rpc(
                "customer.visit.draft",
                "receive",
                [self._draft(f"prot-{number}", values=values)],
            )
            self.assertFalse(answer["ok"])
        self.assertEqual(self.visit.state, "planned")

    def test_who_may_print_a_visit(self):
        for name in EVERYBODY:
            self._login(name)
            with self.subTest(user=name):
                response = self.url_open(f"{REPORT}/{self.visit.id}")
                allowed = name in PRINT
                self.assertEqual("The pump runs" in response.text, allowed)

    def test_private_methods_stay_so(self):
        self._login("visitor")
        for model, method in (
            ("customer.visit", "_today_bounds"),
            ("customer.visit.draft", "_do_report"),
            ("customer.visit.draft", "_claim"),
            ("customer.visit.coverage", "_rows"),
            ("customer.visit.target", "_due_sql"),
        ):
            _result, error = self._rpc(model, method, [])
            self.assertEqual(error, "AccessError")

    def test_what_is_left_is_opened_by_who_sees_the_list(self):
        self.visit.sudo().date_planned = MONDAY
        self._login("visit_manager")
        [coverage], error = self._rpc("customer.visit.coverage", "create", [PERIOD])
        self.assertIsNone(error)
        [lines], _error = self._rpc(
            "customer.visit.coverage", "read", [coverage], ["line_ids"]
        )
        self.assertTrue(lines["line_ids"])
        _result, error = self._rpc(
            "customer.visit.coverage.line", "action_open_left", lines["line_ids"][:1]
        )
        self.assertIsNone(error)
        self._login("visitor")
        _result, error = self._rpc(
            "customer.visit.coverage.line", "action_open_left", lines["line_ids"][:1]
        )
        self.assertEqual(error, "AccessError")
