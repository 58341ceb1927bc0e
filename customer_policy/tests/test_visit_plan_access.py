"""Who may make and read plans: role x operation, over HTTP."""

from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .visit_common import EVERYBODY
from .visit_plan_common import VisitPlanMixin

ACCESS = "odoo.exceptions.AccessError"
MANAGERS = ("visit_manager", "manager")
READERS = (*MANAGERS, "visit_auditor")


@tagged("post_install", "-at_install")
class TestVisitPlanAccess(RpcMixin, VisitPlanMixin, PolicyCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule(sampling_rate=1)
        cls.due = cls._customers(2, partner_latitude=0, partner_longitude=0)
        cls._rule(name="Seen", visit_type_id=cls.on_site.id, merge_days=0)
        cls.plan = cls._plan()
        with cls._frozen():
            cls.plan.action_generate()
        cls.gap = cls.plan.sudo().gap_ids[:1]

    def _each(self, model, method, args, allowed, **kwargs):
        for name in EVERYBODY:
            with self.subTest(name=name, method=f"{model}.{method}"):
                self._login(name)
                _result, error = self._rpc(model, method, *args, **kwargs)
                if name in allowed:
                    self.assertIsNone(error)
                else:
                    self.assertEqual(error, ACCESS)

    def test_staff_read_their_own_plan_once_it_is_confirmed(self):
        read = ("customer.visit.plan", "read", [self.plan.ids, ["name"]])
        self._each(*read, READERS)
        self.plan.sudo().state = "confirmed"
        self._each(*read, (*READERS, "visitor", "second_visitor"))

    def test_gaps_are_read_by_who_is_in_charge(self):
        read = ("customer.visit.plan.gap", "read", [self.gap.ids, ["reason"]])
        self._each(*read, READERS)
        self.plan.sudo().state = "confirmed"
        self._each(*read, (*READERS, "visitor"))

    def test_only_managers_change_a_plan(self):
        values = [self.plan.ids, {"name": "Renamed"}]
        self._each("customer.visit.plan", "write", values, MANAGERS)
        for action in ("action_generate", "action_restart"):
            for name in EVERYBODY:
                if name not in MANAGERS:
                    self._login(name)
                    error = self._rpc("customer.visit.plan", action, self.plan.ids)[1]
                    self.assertEqual(error, ACCESS, (name, action))
        for action in ("action_confirm", "action_close"):
            self._login("visitor")
            error = self._rpc("customer.visit.plan", action, self.plan.ids)[1]
            self.assertEqual(error, ACCESS)

    def test_nobody_writes_what_only_planning_writes(self):
        for name in ("visitor", *MANAGERS, "visit_auditor"):
            self._login(name)
            for values in (
                {"state": "closed"},
                {"pending_step": "generate"},
                {"travel_minutes": 1},
            ):
                error = self._rpc(
                    "customer.visit.plan", "write", self.plan.ids, values
                )[1]
                self.assertEqual(error, ACCESS, (name, values))
            for method, args in (
                ("write", [self.gap.ids, {"reason": "no_capacity"}]),
                ("unlink", [self.gap.ids]),
                (
                    "create",
                    [{"plan_id": self.plan.id, "partner_id": self.customer.id}],
                ),
            ):
                error = self._rpc("customer.visit.plan.gap", method, *args)[1]
                self.assertEqual(error, ACCESS, (name, method))
            visit = self.plan.sudo().visit_ids[:1]
            error = self._rpc("customer.visit", "write", visit.ids, {"plan_id": False})[
                1
            ]
            self.assertEqual(error, ACCESS, name)

    def test_settings_are_the_managers(self):
        ids = self.settings.ids
        values = [ids, {"hours_per_day": 5}]
        self._each("customer.visit.planning", "write", values, MANAGERS)
        staff = set(EVERYBODY) - {"portal", "outsider"}
        self._each("customer.visit.planning", "read", [ids, ["name"]], staff)
