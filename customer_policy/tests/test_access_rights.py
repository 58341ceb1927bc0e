from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .access_common import AccessMixin
from .common import PolicyCase
from .http_common import RpcMixin

EVERYBODY = (
    "portal",
    "outsider",
    "staff",
    "manager",
    "administrator",
    "insider",
    "colleague",
    "employee",
    "auditor",
    "blind_custodian",
    "custodian",
)
INTERNAL = set(EVERYBODY) - {"portal"}
CUSTODIANS = {"blind_custodian", "custodian"}
WATCHERS = CUSTODIANS | {"auditor"}
NOBODY = set()
# model -> operation -> who may
RIGHTS = {
    "customer.access.grant": {
        # The record is the employee's own.
        "read": WATCHERS | {"employee"},
        "create": INTERNAL,
        "write": NOBODY,
        "unlink": NOBODY,
    },
    "customer.access.hold": {
        "read": WATCHERS,
        "create": CUSTODIANS,
        "write": NOBODY,
        "unlink": NOBODY,
    },
    "customer.clearance.change": {
        "read": WATCHERS,
        "create": NOBODY,
        "write": NOBODY,
        "unlink": NOBODY,
    },
    "customer.access.decision": {"create": CUSTODIANS},
    "customer.access.reason": {"create": CUSTODIANS},
    "customer.access.emergency": {"create": {"colleague"}},
    "customer.access.question": {"create": WATCHERS},
    "customer.access.question.line": {"create": NOBODY},
}
PROTECTED = {
    "state": "granted",
    "level": "3",
    "date_from": "2020-01-01 00:00:00",
    "date_to": "2099-01-01 00:00:00",
    "is_emergency": True,
    "review_state": "justified",
    "decision_note": "Yes",
}


@tagged("post_install", "-at_install")
class TestAccessRights(RpcMixin, AccessMixin, PolicyCase, HttpCase):
    """Who may do what, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Grant = cls.env["customer.access.grant"]
        cls.request = Grant.with_user(cls.employee).action_request("Who?", "Work")
        cls.hold = cls._hold(cls.team_member)
        cls.change = (
            cls.env["customer.clearance.change"]
            .sudo()
            .create({"user_id": cls.insider.id, "level": "1", "change": "given"})
        )

    def _rpc(self, *args, **kwargs):
        result, error = super()._rpc(*args, **kwargs)
        return result, error and error.rpartition(".")[2]

    def _values(self, model):
        return {
            "customer.access.grant": {"request_text": "Who?", "reason": "Work"},
            "customer.access.hold": {"user_id": self.outsider.id, "reason": "Notice"},
            "customer.clearance.change": {"level": "1", "change": "given"},
            "customer.access.decision": {"grant_id": self.request.id},
            "customer.access.reason": {"operation": "revoke", "reason": "Over"},
            "customer.access.emergency": {"request_text": "Who?", "reason": "Fire"},
            "customer.access.question": {"user_id": self.outsider.id},
            "customer.access.question.line": {"sentence": "So"},
        }[model]

    def _call(self, model, operation):
        record = {
            "customer.access.grant": self.request,
            "customer.access.hold": self.hold,
            "customer.clearance.change": self.change,
        }.get(model)
        args = {
            "create": lambda: [[self._values(model)]],
            "read": lambda: [record.ids, ["display_name"]],
            "write": lambda: [record.ids, {"user_id": self.outsider.id}],
            "unlink": lambda: [record.ids],
        }[operation]()
        return self._rpc(model, operation, *args)

    def test_who_may_do_what(self):
        for name in EVERYBODY:
            self._login(name)
            for model, rights in RIGHTS.items():
                for operation, allowed in rights.items():
                    with self.subTest(user=name, model=model, operation=operation):
                        _result, error = self._call(model, operation)
                        expected = None if name in allowed else "AccessError"
                        self.assertEqual(error, expected)

    def test_what_only_decisions_fill_is_refused_from_everybody(self):
        values = self._values("customer.access.grant")
        for name in ("employee", "custodian", "administrator"):
            self._login(name)
            for field, value in {
                **PROTECTED,
                "user_id": self.outsider.id,
                "partner_id": self.secret.id,
            }.items():
                with self.subTest(user=name, field=field):
                    _result, error = self._rpc(
                        "customer.access.grant", "create", [{**values, field: value}]
                    )
                    self.assertIn(error, ("AccessError", "MissingError"))

    def test_defaults_from_the_context_do_not_fill_it(self):
        context = {f"default_{name}": value for name, value in PROTECTED.items()}
        context |= {"default_partner_id": self.open_customer.id}
        self._login("employee")
        model, values = "customer.access.grant", self._values("customer.access.grant")
        _result, error = self._rpc(model, "create", [values], context=context)
        self.assertEqual(error, "AccessError")
        self._login("colleague")
        ids, error = self._rpc(
            model, "action_break_glass", [], "Who?", "Fire", context=context
        )
        self.assertIsNone(error)
        grant = self.env[model].browse(ids)
        self.assertEqual(grant.state, "refused")
        self.assertFalse(grant.partner_id or grant.level or grant.date_to)

    def test_no_context_silences_the_alarm(self):
        context = {
            "default_is_read": True,
            "default_active": False,
            "mail_activity_automation_skip": True,
            "tracking_disable": True,
            "mail_notrack": True,
        }
        self.auditor.notification_type = "inbox"
        self._login("colleague")
        ids, error = self._rpc(
            "customer.access.grant",
            "action_break_glass",
            [],
            self.code,
            "Fire",
            context=context,
        )
        self.assertIsNone(error)
        grant = self.env["customer.access.grant"].browse(ids)
        self.assertIn(self.custodian, grant.activity_ids.user_id)
        notice = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.auditor.partner_id.id)],
            order="id desc",
            limit=1,
        )
        self.assertIn(self.code, notice.mail_message_id.body)
        self.assertFalse(notice.is_read)

    def test_a_person_asks_and_a_custodian_decides(self):
        self._login("outsider")
        ids, error = self._rpc(
            "customer.access.grant", "action_request", [], "Who?", "Work"
        )
        self.assertIsNone(error)
        end = fields.Datetime.to_string(fields.Datetime.now() + timedelta(days=1))
        grant = ("customer.access.grant", "action_grant", ids, self.secret.id, end)
        for name, expected in (
            ("outsider", "AccessError"),
            ("auditor", "AccessError"),
            ("blind_custodian", "MissingError"),
            ("custodian", None),
        ):
            with self.subTest(user=name):
                self._login(name)
                self.assertEqual(self._rpc(*grant)[1], expected)
        self._login("outsider")
        names = ["state", "granted_partner_id"]
        result, error = self._rpc("customer.access.grant", "read", ids, names)
        self.assertEqual(result[0]["state"], "granted")
        self.assertEqual(result[0]["granted_partner_id"][0], self.secret.id)
        look = ("res.partner", "search", [["id", "=", self.secret.id]])
        result, _error = self._rpc(*look)
        self.assertEqual(result, self.secret.ids)
        self.env["customer.access.grant"].browse(ids).with_user(
            self.custodian
        ).action_revoke("Over")
        result, _error = self._rpc(*look)
        self.assertEqual(result, [])

    def test_nobody_reads_the_requests_of_others(self):
        other = self._request("ZQX", "ZQX", user=self.colleague)
        self._login("employee")
        result, error = self._rpc(
            "customer.access.grant", "search_read", [], ["request_text"]
        )
        self.assertIsNone(error)
        self.assertNotIn(other.id, [values["id"] for values in result])
        _result, error = self._rpc(
            "customer.access.grant", "read", other.ids, ["request_text"]
        )
        self.assertEqual(error, "AccessError")

    def test_private_business_is_not_for_rpc(self):
        self._login("custodian")
        for method in ("_grant_directly", "_open", "_revoke", "_expire"):
            with self.subTest(method=method):
                _result, error = self._rpc("customer.access.grant", method, [])
                self.assertEqual(error, "AccessError")

    def test_views_open_for_everybody_who_has_them(self):
        for name in ("outsider", "colleague", "auditor", "custodian"):
            self._login(name)
            for view in ("list", "kanban", "form", "search"):
                with self.subTest(user=name, view=view):
                    _result, error = self._rpc(
                        "customer.access.grant", "get_views", [[False, view]]
                    )
                    self.assertIsNone(error)
