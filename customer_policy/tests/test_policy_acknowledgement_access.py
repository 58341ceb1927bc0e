from odoo.tests import HttpCase, new_test_user, tagged

from .http_common import RpcMixin
from .test_policy_acknowledgement import AcknowledgementCase

MODEL = "customer.policy.acknowledgement"


@tagged("post_install", "-at_install")
class TestPolicyAcknowledgementAccess(RpcMixin, AcknowledgementCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            "hr": "hr.group_hr_user",
            "auditor": "customer_policy.group_auditor",
            "boss": "base.group_user",
        }
        for name, group in groups.items():
            user = new_test_user(
                cls.env, login=f"policy_{name}", name=name, groups=group, lang="en_US"
            )
            setattr(cls, name, user)
        cls.plain.parent_id = cls._employee_of(cls.boss)

    def setUp(self):
        super().setUp()
        self._enforce(self.policy)

    def test_who_sees_whose(self):
        everybody = {"Staff", "Outsider", "Worker"}
        seen = {
            "staff": {"Staff"},
            "outsider": {"Outsider"},
            "boss": {"Outsider"},
            "manager": everybody,
            "hr": everybody,
            "auditor": everybody,
        }
        names = {line.id: line.employee_id.name for line in self._lines()}
        for persona, expected in seen.items():
            with self.subTest(persona):
                self._login(persona)
                rows, error = self._rpc(
                    MODEL,
                    "search_read",
                    [
                        ("policy_id", "=", self.policy.id),
                        ("policy_state", "=", "in_force"),
                    ],
                    ["employee_id", "policy_id", "state", "policy_text"],
                )
                self.assertFalse(error)
                self.assertEqual({names[row["id"]] for row in rows}, expected)
        self._login("portal")
        _rows, error = self._rpc(MODEL, "search_read", [], ["state"])
        self.assertIn("AccessError", error)

    def test_nobody_writes_one_by_hand(self):
        line = self._line(self.reader)
        calls = {
            "write": ([line.id], {"state": "acknowledged"}),
            "create": (
                [{"policy_id": self.policy.id, "employee_id": self.stranger.id}],
            ),
            "unlink": ([line.id],),
        }
        for persona in ("staff", "manager", "hr", "auditor"):
            self._login(persona)
            for method, args in calls.items():
                with self.subTest(persona=persona, method=method):
                    _result, error = self._rpc(MODEL, method, *args)
                    self.assertIn("AccessError", error)
        self.assertEqual(line.state, "asked")

    def test_only_oneself_confirms_on_screen(self):
        line = self._line(self.plain)
        for persona in ("staff", "manager", "hr", "boss", "auditor"):
            with self.subTest(persona):
                self._login(persona)
                _result, error = self._rpc(MODEL, "action_acknowledge", line.ids)
                self.assertIn("AccessError", error)
        self._login("outsider")
        _result, error = self._rpc(MODEL, "action_acknowledge", line.ids)
        self.assertFalse(error)
        self.assertEqual(line.state, "acknowledged")

    def test_hr_and_managers_record_paper(self):
        for persona, allowed in {
            "staff": False,
            "outsider": False,
            "boss": False,
            "auditor": False,
            "hr": True,
        }.items():
            with self.subTest(persona):
                self._login(persona)
                line = self._line(self.worker)
                _result, error = self._rpc(MODEL, "action_record_paper", line.ids)
                self.assertEqual(not error, allowed)
        self.assertEqual(self._line(self.worker).recorded_by_id, self.hr)
