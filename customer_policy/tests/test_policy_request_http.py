from urllib.parse import urljoin

from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .http_common import RpcMixin
from .request_common import RequestMixin

MODEL = "customer.policy.request"
EVERYBODY = (
    "portal",
    "outsider",
    "staff",
    "grading_manager",
    "copied",
    "manager",
    "other_manager",
    "administrator",
)
# operation -> who may. The manager asked, the other manager decides.
RIGHTS = {
    "read": {"copied", "manager", "other_manager"},
    "approve": {"other_manager"},
    "reject": {"other_manager"},
    "copy": {"copied", "manager", "other_manager"},
    "write": set(),
    "create": set(),
    "unlink": set(),
}
PROTECTED = {
    "state": "decided",
    "outcome": "approved",
    "opinion": "Mine",
    "requester_id": False,
    "decider_ids": [],
    "copied_user_ids": [],
    "res_id": 1,
    "res_model": "res.partner",
    "may_approve": True,
    "deadline": False,
}


@tagged("post_install", "-at_install")
class TestPolicyRequestHttp(RequestMixin, RpcMixin, PolicyCase, HttpCase):
    """Who may do what with a request, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copied = cls.env["res.users"].create(
            {
                "name": "Copied",
                "login": "policy_copied",
                "password": "policy_copied",
                "group_ids": [(6, 0, cls.env.ref("customer_policy.group_user").ids)],
            }
        )
        cls.administrator = cls.env["res.users"].create(
            {
                "name": "Administrator of the system",
                "login": "policy_administrator",
                "password": "policy_administrator",
                "group_ids": [(6, 0, cls.env.ref("base.group_system").ids)],
            }
        )

    def setUp(self):
        super().setUp()
        self.request = self._submitted()
        self.request.copied_user_ids |= self.copied
        self._settle()

    def _try(self, operation):
        """:return: whether the server did it"""
        ids = self.request.ids
        if operation == "read":
            result, error = self._rpc(
                MODEL, "web_read", ids, specification={"name": {}}
            )
            return not error and bool(result)
        if operation == "copy":
            return not self._rpc(MODEL, "action_copy_to", ids)[1]
        if operation in ("approve", "reject"):
            return not self._rpc(MODEL, f"action_{operation}", ids)[1]
        if operation == "write":
            return not self._rpc(MODEL, "write", ids, {"opinion": "Changed"})[1]
        if operation == "create":
            values = {"res_model": "customer.policy", "res_id": self.policy.id}
            return not self._rpc(MODEL, "create", [{**values, "step": "x"}])[1]
        return not self._rpc(MODEL, "unlink", ids)[1]

    def test_role_by_operation(self):
        for name in EVERYBODY:
            self._login(name)
            for operation, allowed in RIGHTS.items():
                if operation == "approve" and name in allowed:
                    continue
                with self.subTest(who=name, operation=operation):
                    self.assertEqual(self._try(operation), name in allowed)
        self.assertEqual(self.policy.state, "draft")
        self._login("other_manager")
        self.assertTrue(self._try("approve"))
        self.assertEqual(self.policy.state, "approved")

    def test_columns_that_nobody_writes(self):
        self._login("other_manager")
        for name, value in PROTECTED.items():
            with self.subTest(column=name):
                error = self._rpc(MODEL, "write", self.request.ids, {name: value})[1]
                self.assertEqual(error, "odoo.exceptions.AccessError")

    def test_deciders_are_not_read_or_searched(self):
        self._login("manager")
        specification = {"decider_ids": {"fields": {"name": {}}}}
        _result, error = self._rpc(
            MODEL, "web_read", self.request.ids, specification=specification
        )
        self.assertTrue(error)
        domain = [["decider_ids", "in", [self.other_manager.id]]]
        self.assertTrue(self._rpc(MODEL, "search", domain)[1])

    def test_the_dialog_decides_only_what_is_ones_own(self):
        for name, allowed in (("manager", False), ("copied", False)):
            self._login(name)
            with self.subTest(who=name):
                values = {
                    "request_ids": [[6, 0, self.request.ids]],
                    "choice": "approve",
                    "opinion": "Good",
                }
                ids, error = self._rpc(
                    "customer.policy.request.decision", "create", [values]
                )
                if not error:
                    error = self._rpc(
                        "customer.policy.request.decision", "action_confirm", ids
                    )[1]
                self.assertEqual(not error, allowed)
        self.assertEqual(self.policy.state, "draft")

    def test_private_methods_are_not_called(self):
        self._login("other_manager")
        for method in ("_decide", "_conclude", "_sync"):
            with self.subTest(method=method):
                self.assertTrue(self._rpc(MODEL, method, self.request.ids)[1])
        self.assertEqual(self.policy.state, "draft")

    # ------------------------------------------------------------------------ the page

    def _open(self, path="", **data):
        url = urljoin(self.base_url(), f"/policy/request/{self.request.id}{path}")
        self.env.flush_all()
        with mute_logger("odoo.http"):
            if data:
                response = self.opener.post(url, data=data, timeout=30)
            else:
                response = self.opener.get(url, timeout=30)
        self.env.invalidate_all()
        return response

    def _token(self):
        page = html.fromstring(self._open().content)
        return page.xpath("//input[@name='csrf_token']/@value")[0]

    def test_the_page_needs_a_login(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self._open().url)

    def test_the_page_exists_for_who_may_see_it_alone(self):
        for name in EVERYBODY:
            self._login(name)
            with self.subTest(who=name):
                status = 200 if name in RIGHTS["read"] else 404
                self.assertEqual(self._open().status_code, status)

    def test_only_who_decides_has_buttons(self):
        for name in RIGHTS["read"]:
            self._login(name)
            with self.subTest(who=name):
                page = html.fromstring(self._open().content)
                buttons = page.xpath("//form//button[@type='submit']")
                self.assertEqual(bool(buttons), name == "other_manager")

    def test_one_tap_on_the_page_decides(self):
        self._login("other_manager")
        response = self._open("/approve", csrf_token=self._token())
        self.assertEqual(response.status_code, 200)
        self.assertIn("Approved", response.text)
        self.assertEqual(self.policy.state, "approved")
        self.assertEqual(self.policy.approved_by_id, self.other_manager)

    def test_opening_the_link_decides_nothing(self):
        self._login("other_manager")
        self._open()
        self.assertIn(self._open("/approve").status_code, (404, 405))
        self.assertEqual(self.policy.state, "draft")

    def test_without_the_token_of_the_page_nothing_is_decided(self):
        self._login("other_manager")
        self.assertEqual(self._open("/approve", opinion="x").status_code, 400)
        self.assertEqual(self.policy.state, "draft")

    def test_rejecting_on_the_page_needs_an_opinion(self):
        self._login("other_manager")
        token = self._token()
        response = self._open("/reject", csrf_token=token, opinion=" ")
        self.assertIn("State your opinion", response.text)
        self.assertEqual(self.request.state, "pending")
        self._open("/reject", csrf_token=token, opinion="Too short.")
        self.assertEqual(self.request.outcome, "rejected")
        self.assertEqual(self.request.opinion, "Too short.")

    def test_decided_meanwhile_the_page_says_so(self):
        self._login("other_manager")
        token = self._token()
        self.policy.with_user(self.other_manager).action_approve()
        self._settle()
        response = self._open("/approve", csrf_token=token)
        self.assertIn("has decided", response.text)

    def test_a_choice_that_there_is_not(self):
        self._login("other_manager")
        response = self._open("/unlink", csrf_token=self._token())
        self.assertEqual(response.status_code, 404)
        self.assertTrue(self.request.exists())
