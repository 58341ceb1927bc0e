from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_common import EVERYBODY, ComplaintMixin
from .http_common import RpcMixin

NOBODY = set()
NO_CASE = 2**31 - 7  # an id that no case has
STAFF = set(EVERYBODY) - {"portal", "outsider"}
MANAGERS = {"complaint_manager", "manager"}
TEAM = MANAGERS | {"officer"}
# Of each case: operation -> who may. The respondent is a manager, too, and complained
# of in all of them.
CASES = {
    "open": {
        "read": TEAM | {"registrar", "complaint_auditor"},
        "write": TEAM | {"registrar"},
        "unlink": NOBODY,
    },
    "confidential": {
        "read": TEAM | {"registrar"},
        "write": TEAM | {"registrar"},
        "unlink": NOBODY,
    },
    "begun": {
        "read": TEAM | {"registrar", "complaint_auditor"},
        "write": TEAM,
        "unlink": NOBODY,
    },
}
SETTINGS = {
    "customer.complaint.team": {"name": "Other"},
    "customer.complaint.category": {"name": "Other"},
    "customer.complaint.deadline.rule": {"step": "close", "amount": 3},
    "customer.complaint.escalation": {"timing": "at", "recipient": "head"},
    "customer.complaint.approval": {"severity": "general", "role": "general_manager"},
}
PROTECTED = {
    "state": "closed",
    "number": "CP/1",
    "date_closed": "2020-01-01 00:00:00",
    "date_accepted": "2020-01-01 00:00:00",
    "next_deadline": "2090-01-01 00:00:00",
    "reopen_count": 7,
    "is_waiting": True,
    "first_responsible_id": 1,
    "responsible_id": 1,
    "grade_id": False,
    "merged_into_id": False,
}


@tagged("post_install", "-at_install")
class TestComplaintAccess(RpcMixin, ComplaintMixin, PolicyCase, HttpCase):
    """Who may do what, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"respondent_ids": [Command.link(cls.employee.id)]}
        cls.open = cls._register(**values)
        cls.confidential = cls._register(is_confidential=True, **values)
        cls.begun = cls._register(**values)
        cls.begun.with_user(cls.officer).action_accept()
        cls.begun.with_user(cls.officer).action_unfounded()
        cls.decision = cls.begun.sudo().decision_ids
        cls.begun.with_user(cls.officer).action_reopen()
        cls.action = (
            cls.env["customer.complaint.action"]
            .with_user(cls.officer)
            .create(
                {
                    "complaint_id": cls.begun.id,
                    "name": "Apologise",
                    "user_id": cls.registrar.id,
                }
            )
        )

    def _rpc(self, model, method, *args, **kwargs):
        """:return: (result, last part of the name of the error)"""
        result, error = super()._rpc(model, method, *args, **kwargs)
        return result, error and error.rpartition(".")[2]

    def _call(self, record, operation):
        args = {"read": [["name"]], "write": [{"name": "Other"}]}.get(operation, [])
        return self._rpc(record._name, operation, record.ids, *args)

    def _refusal(self, name, record, operation):
        """Whoever is complained of is answered as if there were no such case."""
        if name != "respondent" or operation == "unlink":
            return "AccessError"
        answer, error = self._call(record.browse(NO_CASE), operation)
        self.assertFalse(answer)
        return error

    def test_who_may_do_what_with_a_case(self):
        for name in EVERYBODY:
            self._login(name)
            for case, rights in CASES.items():
                for operation, allowed in rights.items():
                    with self.subTest(user=name, case=case, operation=operation):
                        record = getattr(self, case)
                        result, error = self._call(record, operation)
                        if name in allowed:
                            self.assertIsNone(error)
                        else:
                            expected = self._refusal(name, record, operation)
                            self.assertEqual(error, expected)
                            self.assertFalse(result)

    def test_who_may_lead_a_case_on(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                case = self._register(respondent_ids=[Command.link(self.employee.id)])
                self._login(name)
                _result, error = self._call(case, "action_accept")
                expected = "MissingError" if name == "respondent" else "AccessError"
                self.assertEqual(error, None if name in TEAM else expected)

    def test_who_may_register(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                self._login(name)
                _result, error = self._rpc(
                    "customer.complaint", "create", [{"name": "Too loud"}]
                )
                self.assertEqual(error, None if name in STAFF else "AccessError")

    def test_lists_hold_what_one_may_read(self):
        for name in sorted(STAFF):
            self._login(name)
            for case, rights in CASES.items():
                with self.subTest(user=name, case=case):
                    domain = [["id", "=", getattr(self, case).id]]
                    result, error = self._rpc("customer.complaint", "search", domain)
                    self.assertIsNone(error)
                    self.assertEqual(bool(result), name in rights["read"])

    def test_parts_are_seen_with_their_case(self):
        parts = {
            "customer.complaint.deadline": self.begun.sudo().deadline_ids[:1],
            "customer.complaint.decision": self.decision[:1],
            "customer.complaint.action": self.action,
        }
        for name in sorted(STAFF):
            self._login(name)
            for model, record in parts.items():
                with self.subTest(user=name, model=model):
                    result, error = self._rpc(model, "search", [["id", "=", record.id]])
                    self.assertIsNone(error)
                    seen = name in CASES["begun"]["read"]
                    self.assertEqual(bool(result), seen)
                    result, error = self._rpc(
                        model, "read", record.ids, ["create_date"]
                    )
                    is_told = seen or name == "respondent"  # as if there were none
                    self.assertEqual(error, None if is_told else "AccessError")
                    self.assertEqual(bool(result), seen)

    def test_clocks_and_decisions_are_written_by_nobody(self):
        for name in ("registrar", "officer", "manager"):
            self._login(name)
            for record in (self.begun.sudo().deadline_ids[:1], self.decision[:1]):
                for operation in ("write", "unlink"):
                    with self.subTest(user=name, operation=operation):
                        args = [{"complaint_id": self.open.id}]
                        _result, error = self._rpc(
                            record._name,
                            operation,
                            record.ids,
                            *(args if operation == "write" else []),
                        )
                        self.assertEqual(error, "AccessError")

    def test_owners_end_their_actions(self):
        self._login("strange_officer")
        _result, error = self._call(self.action, "action_done")
        self.assertEqual(error, "AccessError")
        self._login("registrar")
        _result, error = self._call(self.action, "action_done")
        self.assertIsNone(error)
        self.assertEqual(self.action.state, "done")

    def test_settings_are_the_managers(self):
        for name in EVERYBODY:
            self._login(name)
            for model, values in SETTINGS.items():
                with self.subTest(user=name, model=model):
                    _result, error = self._rpc(model, "search", [])
                    readers = STAFF
                    self.assertEqual(error, None if name in readers else "AccessError")
                    result, error = self._rpc(model, "create", [values])
                    may = name in MANAGERS | {"respondent"}
                    self.assertEqual(error, None if may else "AccessError")
                    if result:
                        _result, error = self._rpc(model, "unlink", result)
                        self.assertIsNone(error)

    def test_what_only_acts_fill_is_refused_from_everybody(self):
        for name in ("registrar", "officer", "manager"):
            self._login(name)
            for field, value in PROTECTED.items():
                with self.subTest(user=name, field=field):
                    _result, error = self._rpc(
                        "customer.complaint", "create", [{"name": "x", field: value}]
                    )
                    self.assertEqual(error, "AccessError")
                    _result, error = self._rpc(
                        "customer.complaint", "write", self.open.ids, {field: value}
                    )
                    self.assertEqual(error, "AccessError")

    def test_defaults_of_the_context_do_not_fill_it(self):
        self._login("registrar")
        for field, value in PROTECTED.items():
            with self.subTest(field=field):
                context = {f"default_{field}": value}
                _result, error = self._rpc(
                    "customer.complaint", "create", [{"name": "x"}], context=context
                )
                self.assertEqual(error, "AccessError")

    def test_nor_do_they_fill_the_clocks_and_decisions(self):
        context = {
            "default_date_met": "2020-01-01 00:00:00",
            "default_date_paused": "2020-01-01 00:00:00",
            "default_paused_minutes": 9,
            "default_manual_reason": "None",
            "default_opinion": "Agreed",
            "default_active": False,
        }
        self._login("officer")
        ids, error = self._rpc(
            "customer.complaint",
            "create",
            [{"name": "x", "team_id": self.team.id}],
            context=context,
        )
        self.assertIsNone(error)
        complaint = self.env["customer.complaint"].browse(ids)
        self.assertEqual(len(complaint.deadline_ids), 7)
        for name in ("date_met", "date_paused", "paused_minutes", "manual_reason"):
            self.assertFalse(any(complaint.deadline_ids.mapped(name)))
        _result, error = self._rpc(
            "customer.complaint", "action_unfounded", ids, context=context
        )
        self.assertIsNone(error)
        self.assertFalse(complaint.decision_ids.opinion)

    def test_no_context_hides_a_case_from_its_rules(self):
        self._login("respondent")
        for context in (
            {"active_test": False},
            {"mail_notrack": True},
        ):
            with self.subTest(context=context):
                result, error = self._rpc(
                    "customer.complaint",
                    "search",
                    [["id", "=", self.open.id]],
                    context=context,
                )
                self.assertIsNone(error)
                self.assertFalse(result)

    def test_what_is_said_about_it_is_not_for_who_stands_aside(self):
        message = self.open.sudo().message_post(body="ZQX", message_type="comment")
        self._login("respondent")
        for model, domain in (
            ("mail.message", [["id", "=", message.id]]),
            ("mail.followers", [["res_model", "=", "customer.complaint"]]),
            ("mail.activity", [["res_model", "=", "customer.complaint"]]),
        ):
            with self.subTest(model=model):
                rows, error = self._rpc(model, "search_read", domain, ["res_id"])
                self.assertIsNone(error)
                ids = [row["res_id"] for row in rows]
                self.assertNotIn(self.open.id, ids)
        _result, error = self._rpc("mail.message", "read", message.ids, ["body"])
        self.assertIn(error, ("AccessError", "MissingError"))

    def test_screens_open_for_everybody_who_has_them(self):
        for name in ("registrar", "officer", "manager", "complaint_auditor"):
            self._login(name)
            for view in ("list", "kanban", "form", "search"):
                with self.subTest(user=name, view=view):
                    _result, error = self._rpc(
                        "customer.complaint", "get_views", [[False, view]]
                    )
                    self.assertIsNone(error)
