from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .visit_common import VisitMixin
from .webhook_common import WebhookMixin

EVERYBODY = ("portal", "outsider", "staff", "visitor", "visit_manager", "manager")
STAFF = {"staff", "visitor", "visit_manager", "manager"}
# Operation -> who may; ``own`` is the visitor's, ``room`` a group's.
WEBHOOKS = {
    "own": {
        "read": {"visitor", "manager"},
        "write": {"visitor", "manager"},
        "action_confirm": {"manager"},
    },
    "room": {
        "read": {"manager"},
        "write": {"manager"},
        "action_confirm": {"manager"},
    },
}
MESSAGES = {
    "read": {"visitor", "manager"},
    "write": set(),
    "unlink": set(),
    "action_cancel": {"visitor", "manager"},
}
HIDDEN = ("url_stored", "secret_stored")


@tagged("post_install", "-at_install")
class TestPolicyWebhookAccess(RpcMixin, WebhookMixin, VisitMixin, PolicyCase, HttpCase):
    """Who may do what with webhooks, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._webhook(cls.visitor)
        group = cls.env.ref("customer_policy.group_visit_manager")
        cls.room = cls._webhook(group_id=group.id)
        visit = cls._visit()
        visit.with_user(cls.visit_manager)._tell_visitors()
        cls.message = cls.env["customer.policy.webhook.message"].search(
            [("webhook_id", "=", cls.own.id)]
        )

    def _rpc(self, model, method, *args, **kwargs):
        result, error = super()._rpc(model, method, *args, **kwargs)
        return result, error and error.rpartition(".")[2]

    def test_who_may_do_what(self):
        args = {"read": [["name"]], "write": [{"name": "Other"}]}
        for name in EVERYBODY:
            self._login(name)
            for case, rights in WEBHOOKS.items():
                for operation, allowed in rights.items():
                    with self.subTest(user=name, case=case, operation=operation):
                        webhook = getattr(self, case)
                        _result, error = self._rpc(
                            webhook._name,
                            operation,
                            webhook.ids,
                            *args.get(operation, []),
                        )
                        expected = None if name in allowed else "AccessError"
                        self.assertEqual(error, expected)
            for operation, allowed in MESSAGES.items():
                with self.subTest(user=name, case="message", operation=operation):
                    values = {"write": [{"state": "sent"}], "read": [["name"]]}
                    _result, error = self._rpc(
                        self.message._name,
                        operation,
                        self.message.ids,
                        *values.get(operation, []),
                    )
                    expected = None if name in allowed else "AccessError"
                    self.assertEqual(error, expected)

    def test_who_may_create_for_whom(self):
        group = self.env.ref("customer_policy.group_user")
        for name in EVERYBODY:
            self._login(name)
            user = getattr(self, name)
            for receiver, allowed in (
                ({"user_id": user.id}, STAFF),
                ({"user_id": self.supervisor.id}, {"manager"}),
                ({"group_id": group.id}, {"manager"}),
            ):
                with self.subTest(user=name, receiver=receiver):
                    values = {"name": "x", "url": self.robot_url, **receiver}
                    ids, error = self._rpc(self.own._name, "create", [values])
                    expected = None if name in allowed else "AccessError"
                    self.assertEqual(error, expected)
                    if ids:
                        created = self.own.browse(ids)
                        self.assertEqual(created.is_confirmed, name == "manager")

    def test_nobody_reads_address_or_secret_by_another_way(self):
        for name in ("visitor", "manager"):
            self._login(name)
            for field in HIDDEN:
                with self.subTest(user=name, field=field):
                    for method, args in (
                        ("read", [self.own.ids, [field]]),
                        ("search", [[(field, "like", "topsecret")]]),
                        ("write", [self.own.ids, {field: "https://x.example.com"}]),
                    ):
                        _result, error = self._rpc(self.own._name, method, *args)
                        self.assertEqual(error, "AccessError", method)

    def test_confirming_is_no_field(self):
        self.own.sudo().is_confirmed = False
        self._login("visitor")
        _result, error = self._rpc(
            self.own._name, "write", self.own.ids, {"is_confirmed": True}
        )
        self.assertEqual(error, "AccessError")
        ids, _error = self._rpc(
            self.own._name,
            "create",
            [{"name": "x", "url": self.robot_url, "user_id": self.visitor.id}],
            context={"default_is_confirmed": True},
        )
        self.assertFalse(self.own.browse(ids).is_confirmed)

    def test_the_visitor_reads_a_masked_address(self):
        self._login("visitor")
        [values], _error = self._rpc(self.own._name, "read", self.own.ids, ["url"])
        self.assertNotIn("topsecret", values["url"])
