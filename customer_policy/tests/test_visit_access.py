from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .visit_common import EVERYBODY, MONDAY, VisitMixin

STAFF = set(EVERYBODY) - {"portal", "outsider"}
MANAGERS = {"visit_manager", "manager"}
NOBODY = set()
# Of each visit: operation -> who may. ``own`` is the visitor's and of the visitor's
# customer, ``theirs`` the second visitor's, to the same customer.
VISITS = {
    "own": {
        "read": MANAGERS | {"visitor", "supervisor", "visit_auditor"},
        "write": MANAGERS | {"visitor"},
        "unlink": NOBODY,
        "action_confirm": MANAGERS | {"visitor"},
        "action_check_in": {"visitor"},
        "action_sign": NOBODY,
    },
    "theirs": {
        "read": MANAGERS | {"visitor", "second_visitor", "supervisor", "visit_auditor"},
        "write": MANAGERS | {"second_visitor"},
        "unlink": NOBODY,
        "action_confirm": MANAGERS | {"second_visitor"},
        "action_check_in": {"second_visitor"},
        "action_sign": NOBODY,
    },
}
SETTINGS = {
    "customer.visit.type": {"name": "Other", "code": "other"},
    "customer.visit.setting": {"name": "Other"},
}
PROTECTED = {
    "state": "done",
    "number": "VIS/1",
    "rule_id": 1,
    "date_done": "2020-01-01 00:00:00",
    "date_missed": "2020-01-01 00:00:00",
    "date_due_until": "2020-01-01",
    "check_in_date": "2020-01-01 00:00:00",
    "check_in_latitude": 1.0,
    "check_in_state": "ok",
    "reviewer_id": 1,
    "is_touched": False,
    "date_promise_kept": "2020-01-01",
    "done_by_id": 1,
}


@tagged("post_install", "-at_install")
class TestVisitAccess(RpcMixin, VisitMixin, PolicyCase, HttpCase):
    """Who may do what, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._visit()
        cls.theirs = cls._visit(user=cls.second_visitor)

    def _rpc(self, model, method, *args, **kwargs):
        """:return: (result, last part of the name of the error)"""
        result, error = super()._rpc(model, method, *args, **kwargs)
        return result, error and error.rpartition(".")[2]

    def _call(self, record, operation):
        args = {
            "read": [["number", "partner_id"]],
            "write": [{"report": "Other"}],
            "action_check_in": [52.52, 13.4],
        }.get(operation, [])
        return self._rpc(record._name, operation, record.ids, *args)

    def test_who_may_do_what_with_a_visit(self):
        for name in EVERYBODY:
            self._login(name)
            for case, rights in VISITS.items():
                for operation in ("read", "write", "unlink"):
                    with self.subTest(user=name, case=case, operation=operation):
                        _result, error = self._call(getattr(self, case), operation)
                        allowed = name in rights[operation]
                        self.assertEqual(error, None if allowed else "AccessError")

    def test_who_may_lead_a_visit_on(self):
        people = {"own": self.visitor, "theirs": self.second_visitor}
        for name in EVERYBODY:
            for case, rights in VISITS.items():
                visit = self._visit(user=people[case])
                self._login(name)
                for operation in ("action_check_in", "action_confirm"):
                    with self.subTest(user=name, case=case, operation=operation):
                        _result, error = self._call(visit, operation)
                        allowed = name in rights[operation]
                        self.assertEqual(error, None if allowed else "AccessError")

    def test_who_signs_a_report(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                visit = self._visit(report="x")
                visit.action_done()
                self._login(name)
                _result, error = self._call(visit, "action_sign")
                allowed = name in MANAGERS | {"supervisor"}
                self.assertEqual(error, None if allowed else "AccessError")

    def test_who_may_plan_for_whom(self):
        for name in EVERYBODY:
            self._login(name)
            user = getattr(self, name)
            for whose, allowed in (
                (user, STAFF),
                (self.supervisor, MANAGERS | {"supervisor"}),
            ):
                with self.subTest(user=name, whose=whose.name):
                    values = {
                        "partner_id": self.customer.id,
                        "user_id": whose.id,
                        "visit_type_id": self.phone.id,
                        "date_planned": str(MONDAY),
                    }
                    _result, error = self._rpc("customer.visit", "create", [values])
                    self.assertEqual(error, None if name in allowed else "AccessError")

    def test_lists_hold_what_one_may_read(self):
        for name in sorted(STAFF):
            self._login(name)
            for case, rights in VISITS.items():
                with self.subTest(user=name, case=case):
                    domain = [["id", "=", getattr(self, case).id]]
                    result, error = self._rpc("customer.visit", "search", domain)
                    self.assertIsNone(error)
                    self.assertEqual(bool(result), name in rights["read"])

    def test_nobody_takes_another_s_visit(self):
        self._login("visitor")
        values = {"user_id": self.visitor.id}
        _result, error = self._rpc("customer.visit", "write", self.theirs.ids, values)
        self.assertEqual(error, "AccessError")

    def test_settings_are_the_managers(self):
        rules = {
            "customer.visit.rule": {"name": "x", "visit_type_id": self.phone.id},
            **SETTINGS,
        }
        self.env["customer.visit.setting"].search([]).active = False
        for name in EVERYBODY:
            self._login(name)
            for model, values in rules.items():
                with self.subTest(user=name, model=model):
                    _result, error = self._rpc(model, "search", [])
                    self.assertEqual(error, None if name in STAFF else "AccessError")
                    result, error = self._rpc(model, "create", [values])
                    may = name in MANAGERS
                    self.assertEqual(error, None if may else "AccessError")
                    if result:
                        _result, error = self._rpc(model, "unlink", result)
                        self.assertIsNone(error)

    def test_neglected_customers_are_seen_by_who_can_do_something(self):
        row = self.env["customer.neglect"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.env.company.id,
                "date_contact": MONDAY.date(),
                "state": "neglected",
            }
        )
        readers = MANAGERS | {"visitor", "supervisor", "visit_auditor"}
        for name in EVERYBODY:
            self._login(name)
            with self.subTest(user=name):
                _result, error = self._rpc(row._name, "read", row.ids, ["state"])
                self.assertEqual(error, None if name in readers else "AccessError")
                values = {"state": "warning"}
                _result, error = self._rpc(row._name, "write", row.ids, values)
                self.assertEqual(error, "AccessError")

    def test_what_only_acts_fill_is_refused_from_everybody(self):
        values = {
            "partner_id": self.customer.id,
            "visit_type_id": self.phone.id,
            "date_planned": str(MONDAY),
        }
        for name in ("visitor", "visit_manager", "manager"):
            self._login(name)
            for field, value in PROTECTED.items():
                with self.subTest(user=name, field=field):
                    _result, error = self._rpc(
                        "customer.visit", "create", [{**values, field: value}]
                    )
                    self.assertEqual(error, "AccessError")
                    _result, error = self._rpc(
                        "customer.visit", "write", self.own.ids, {field: value}
                    )
                    self.assertEqual(error, "AccessError")

    def test_private_methods_stay_so(self):
        self._login("visitor")
        for method in ("_end", "_miss", "_hand_over", "_cron_missed"):
            _result, error = self._rpc("customer.visit", method, self.own.ids)
            self.assertEqual(error, "AccessError")

    def test_places_and_photos_come_in_by_rpc(self):
        self._login("visitor")
        visit = self._visit()
        result, error = self._rpc(
            "customer.visit", "action_check_in", visit.ids, 52.52, 13.405, 10
        )
        self.assertIsNone(error)
        self.assertEqual(result["state"], "ok")
        for place in ((91, 0), ("52", "13"), (True, 1), (1e300, 0)):
            _result, error = self._rpc(
                "customer.visit", "action_check_in", self._visit().ids, *place
            )
            self.assertIn(error, ("ValidationError", "UserError"))

    def test_a_visit_is_logged_by_rpc(self):
        self._login("visitor")
        result, error = self._rpc(
            "customer.visit",
            "log_visit",
            self.customer.id,
            self.letter.id,
            {"result": "satisfied"},
        )
        self.assertIsNone(error)
        self.assertTrue(result["done"])
        self._login("outsider")
        _result, error = self._rpc(
            "customer.visit", "log_visit", self.customer.id, self.letter.id, {}
        )
        self.assertEqual(error, "AccessError")

    def test_an_head_of_department_reads_those_of_the_department(self):
        employee = self._employee(self.staff)
        department = self.env["hr.department"].create(
            {"name": "Visits", "manager_id": employee.id}
        )
        self.employee.department_id = department
        self._login("staff")
        _result, error = self._call(self.own, "read")
        self.assertIsNone(error)
        _result, error = self._call(self.own, "write")
        self.assertEqual(error, "AccessError")
        visits = self.own.with_user(self.staff)
        self.assertTrue(visits.search([("id", "=", self.own.id)]))

    def test_hand_over_by_rpc_only_of_what_one_may_write(self):
        self._login("second_visitor")
        values = {
            "from_user_id": self.visitor.id,
            "to_user_id": self.second_visitor.id,
            "reason": "Mine",
            "visit_ids": [Command.set(self.own.ids)],
        }
        result, _error = self._rpc("customer.visit.hand.over", "create", [values])
        if result:
            self._rpc("customer.visit.hand.over", "action_confirm", result)
        self.assertEqual(self.own.user_id, self.visitor)
