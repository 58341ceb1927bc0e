import base64

from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .complaint_common import EVERYBODY
from .complaint_form_common import ComplaintFormMixin
from .http_common import RpcMixin

# The respondent is a manager of everything, too.
MANAGERS = {"complaint_manager", "manager", "respondent"}
STAFF = set(EVERYBODY) - {"portal", "outsider"}
ACCESS_ERROR = "odoo.exceptions.AccessError"
LIST = "external_reference,subject,date_received,complained_of\n"


@tagged("post_install", "-at_install")
class TestComplaintIntakeAccess(ComplaintFormMixin, RpcMixin, PolicyCase, HttpCase):
    """Who may open a form, give it another link, bring in a list, and write."""

    def assertAllowed(self, error, allowed):
        self.assertEqual(error, None if allowed else ACCESS_ERROR)

    def test_settings_of_the_form_and_of_mail_are_the_managers(self):
        settings = (
            {"form_active": True},
            {"form_limit_address": 7},
            {"form_privacy": "<p>x</p>"},
            {"sends_receipt": True},
            {"receipt_is_answer": False},
            {"alias_name": "another"},
            {"alias_kind": "enquiry"},
        )
        for name in EVERYBODY:
            self._login(name)
            for values in settings:
                with self.subTest(user=name, values=values):
                    _result, error = self._rpc(
                        "customer.complaint.team", "write", self.team.ids, values
                    )
                    self.assertAllowed(error, name in MANAGERS)

    def test_managers_give_the_form_another_link_and_choose_none(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                self._login(name)
                before = self.team.form_token
                _result, error = self._rpc(
                    "customer.complaint.team", "action_rotate_form_token", self.team.ids
                )
                self.assertAllowed(error, name in MANAGERS)
                self.assertEqual(self.team.form_token != before, name in MANAGERS)
                _result, error = self._rpc(
                    "customer.complaint.team",
                    "write",
                    self.team.ids,
                    {"form_token": "easy"},
                )
                self.assertEqual(error, ACCESS_ERROR)

    def test_staff_see_the_link_and_nobody_else(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                self._login(name)
                _result, error = self._rpc(
                    "customer.complaint.team",
                    "read",
                    self.team.ids,
                    ["form_url", "form_qr"],
                )
                self.assertAllowed(error, name in STAFF)

    def test_managers_bring_in_lists(self):
        for name in EVERYBODY:
            with self.subTest(user=name):
                self._login(name)
                text = f"{LIST}REF-{name},x,2026-01-01,\n".encode()
                ids, error = self._rpc(
                    "customer.complaint.import",
                    "create",
                    [{"file": base64.b64encode(text).decode()}],
                )
                self.assertAllowed(error, name in MANAGERS)
                if not error:
                    for act in ("action_preview", "action_import"):
                        _result, error = self._rpc(
                            "customer.complaint.import", act, ids
                        )
                        self.assertIsNone(error)
                found = self.env["customer.complaint"].search_count(
                    [("source_reference", "=", f"REF-{name}")]
                )
                self.assertEqual(found, int(name in MANAGERS))

    def test_what_only_intake_fills_is_refused_from_everybody(self):
        complaint = self._register()
        for name in ("registrar", "officer", "manager"):
            self._login(name)
            for values in (
                {"source_reference": "OLD-1"},
                {"date_receipt": "2026-01-01 00:00:00"},
            ):
                with self.subTest(user=name, values=values):
                    for args in (
                        ("create", [{"name": "x", **values}]),
                        ("write", complaint.ids, values),
                    ):
                        _result, error = self._rpc("customer.complaint", *args)
                        self.assertEqual(error, ACCESS_ERROR)

    def test_what_the_gateway_and_the_form_do_is_not_to_be_called(self):
        for name in ("portal", "registrar", "manager"):
            self._login(name)
            for model, method, args in (
                ("customer.complaint", "_import_cases", [[{"name": "x"}]]),
                ("customer.complaint.team", "_receive_form", [{}, [], "x", "en_US"]),
                ("customer.complaint.form.attempt", "create", [{"address": "x"}]),
                ("customer.complaint.form.attempt", "search_read", [[]]),
            ):
                with self.subTest(user=name, method=method):
                    _result, error = self._rpc(model, method, *args)
                    self.assertEqual(error, ACCESS_ERROR)

    def test_nobody_outside_makes_a_case_by_what_the_gateway_calls(self):
        message = {"subject": "x", "email_from": "a@b.test", "body": "x"}
        for name in ("portal", "outsider"):
            with self.subTest(user=name):
                self._login(name)
                _result, error = self._rpc("customer.complaint", "message_new", message)
                self.assertEqual(error, ACCESS_ERROR)

    def test_anybody_may_write_by_the_form(self):
        for name in (None, *EVERYBODY):
            with self.subTest(user=name):
                if name:
                    self._login(name)
                before = len(self._cases())
                self.assertEqual(self._send().status_code, 200)
                self.assertEqual(len(self._cases()), before + 1)

    @mute_logger("odoo.http")
    def test_nobody_by_one_that_is_closed(self):
        opened = self._open()
        self.team.form_active = False
        for name in (None, "portal", "officer", "manager"):
            with self.subTest(user=name):
                if name:
                    self._login(name)
                    # The token against forgery belongs to the session.
                    opened["csrf_token"] = self._csrf()
                self.assertEqual(self._send(opened=opened).status_code, 404)
        self.assertFalse(self._cases())

    def _csrf(self):
        page = self._get(f"/complaint/{self._other_form().form_token}").text
        return self._hidden(page, "csrf_token")

    def _other_form(self):
        self.upper_team.form_active = True
        return self.upper_team

    def test_who_is_complained_of_is_not_told_of_what_comes_in(self):
        self.team.write({"user_id": self.respondent.id, "assign_method": "manual"})
        self._send()
        complaint = self._cases()
        self.assertEqual(complaint.first_responsible_id, self.respondent)
        complaint.respondent_ids = [Command.link(self.employee.id)]
        self.assertEqual(complaint.responsible_id, self.upper_head)
        complaint._ask_to_look("x")
        self.assertEqual(complaint.activity_ids.user_id, self.upper_head)
        self._login("respondent")
        for model, domain in (
            ("customer.complaint", [["id", "=", complaint.id]]),
            ("mail.message", [["res_id", "=", complaint.id]]),
            ("mail.activity", [["res_id", "=", complaint.id]]),
            ("ir.attachment", [["res_id", "=", complaint.id]]),
        ):
            with self.subTest(model=model):
                rows, error = self._rpc(model, "search_read", domain, ["id"])
                self.assertIsNone(error)
                found = self.env[model].browse(row["id"] for row in rows)
                if "res_model" in found._fields:
                    found = found.filtered(lambda r: r.res_model == complaint._name)
                elif "model" in found._fields:
                    found = found.filtered(lambda r: r.model == complaint._name)
                self.assertFalse(found)
