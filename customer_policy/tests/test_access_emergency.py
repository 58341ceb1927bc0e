from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .access_common import AccessCase

WHY = "An accident at the customer's"


@tagged("post_install", "-at_install")
class TestAccessEmergency(AccessCase):
    """``colleague`` may break the glass."""

    def test_it_opens_what_is_named_exactly(self):
        words = {
            "code": self.code.lower(),
            "name": " zqx holding ",
            "email": self.secret.email.upper(),
            "phone": "0032 (2) 290-3490".replace("00", "+", 1),
            "ref": "zqx-ref",
            "contact": self.secret_contact.email,
        }
        for kind, text in words.items():
            with self.subTest(kind=kind):
                grant = self._break_glass(text)
                self.assertEqual(grant.state, "granted")
                self.assertTrue(grant.is_emergency)
                self.assertSees(self.colleague, self.secret)
                grant.with_user(self.custodian).action_revoke("Next try")
                self.assertHidden(self.colleague, self.secret)

    def test_it_ends_after_the_hours_of_the_level(self):
        grant = self._break_glass(self.code)
        self.assertEqual(grant.date_to - grant.date_from, timedelta(hours=4))
        with freeze_time(grant.date_to):
            self.assertHidden(self.colleague, self.secret)

    def test_what_fails_tells_nothing_and_is_kept(self):
        twin = self.secret.copy({"name": "ZQX Holding", "user_id": False})
        twin.sudo().confidentiality_own_level = "2"
        self._refresh()
        findings = {
            "Nobody": "none",
            "ZQX": "none",
            "%": "none",
            "ZQX Holding": "several",
            self.open_customer.name: "none",
        }
        seen = []
        for words, finding in findings.items():
            with self.subTest(words=words):
                grant = self._break_glass(words)
                self.assertEqual(grant.sudo().finding, finding)
                self.assertEqual(grant.sudo().request_text, words)
                values = self._read_all(grant, self.colleague)
                names = ("state", "decision_note", "granted_partner_id")
                seen.append([values[name] for name in names])
        self.assertEqual(seen, [["refused", "Nothing was opened.", False]] * 5)

    def test_a_person_on_hold_opens_nothing(self):
        self._hold(self.colleague)
        grant = self._break_glass(self.code)
        self.assertEqual(grant.decision_note, "Nothing was opened.")
        self.assertEqual(grant.sudo().finding, "hold")
        self.assertHidden(self.colleague, self.secret)

    def test_only_those_who_may_break_the_glass(self):
        for user in (self.employee, self.custodian, self.auditor, self.administrator):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._break_glass(self.code, user=user)

    def test_words_and_a_reason_are_needed(self):
        Grant = self.env["customer.access.grant"].with_user(self.colleague)
        for words, reason in (("", WHY), (self.code, " "), (None, None)):
            with self.subTest(words=words), self.assertRaises(UserError):
                Grant.action_break_glass(words, reason)

    def test_custodians_and_auditors_are_told_in_the_same_transaction(self):
        Bus = type(self.env["bus.bus"])
        with patch.object(Bus, "_sendone", autospec=True) as send:
            grant = self._break_glass(self.code).sudo()
        shown = {
            call.args[1].id
            for call in send.call_args_list
            if call.args[2] == "simple_notification"
        }
        for user in (self.custodian, self.blind_custodian, self.auditor):
            with self.subTest(user=user.name):
                self.assertIn(user, grant.activity_ids.user_id)
                message = self._messages(user)[:1]
                self.assertIn(self.code, message.body)
                self.assertNotIn("ZQX", f"{message.subject} {message.body}")
                self.assertIn(user.partner_id.id, shown)
        self.assertFalse(self._messages(self.colleague))

    def test_a_failed_try_is_told_as_well(self):
        self._break_glass("Nobody")
        self.assertIn("nothing was opened", self._messages(self.auditor)[:1].body)

    def test_it_is_reviewed_afterwards_by_somebody_else(self):
        self.custodian.group_ids += self.env.ref("customer_policy.group_break_glass")
        self.custodian.group_ids -= self.env.ref(
            "customer_policy.group_clearance_top_secret"
        )
        grant = self._break_glass(self.code, user=self.custodian)
        Grant = self.env["customer.access.grant"]
        pending = [("review_state", "=", "pending")]
        self.assertIn(grant, Grant.with_user(self.auditor).search(pending))
        for user, error in (
            (self.custodian, "own access"),
            (self.blind_custodian, "clearance"),
            (self.auditor, "custodians"),
        ):
            with (
                self.subTest(user=user.name),
                self.assertRaisesRegex(AccessError, error),
            ):
                grant.with_user(user).action_review("justified", "There was one")
        with self.assertRaisesRegex(UserError, "reason"):
            grant.with_user(self.second_custodian).action_review("justified", "")
        grant.with_user(self.second_custodian).action_review("justified", "It burnt")
        self.assertEqual(grant.sudo().reviewer_id, self.second_custodian)
        self.assertFalse(grant.sudo().activity_ids)
        self.assertSees(self.custodian, self.secret)
        with self.assertRaisesRegex(UserError, "reviewed already"):
            grant.with_user(self.second_custodian).action_review("abuse", "No")

    def test_abuse_ends_the_access(self):
        grant = self._break_glass(self.code)
        grant.with_user(self.custodian).action_review("abuse", "Mere curiosity")
        self.assertEqual(grant.state, "revoked")
        self.assertHidden(self.colleague, self.secret)

    def test_the_buttons_ask_why_and_carry_it_out(self):
        grant = self._break_glass(self.code).with_user(self.custodian)
        action = grant.action_review_abuse()
        self.assertEqual(action["context"]["default_operation"], "abuse")
        action = grant.action_review_justified()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.custodian)
            .with_context(**action["context"])
            .create({"reason": "It burnt"})
        )
        dialog.action_done()
        self.assertEqual(grant.review_state, "justified")

    def test_the_dialog_opens_the_customer_or_says_that_it_did_not(self):
        Wizard = self.env["customer.access.emergency"].with_user(self.colleague)
        action = Wizard.create(
            {"request_text": "Nobody", "reason": WHY}
        ).action_break_glass()
        self.assertEqual(action["params"]["message"], "Nothing was opened.")
        action = Wizard.create(
            {"request_text": self.code, "reason": WHY}
        ).action_break_glass()
        self.assertEqual(action["res_id"], self.secret.id)

    def test_a_pending_request_of_another_cannot_be_opened_so(self):
        request = self._request(words=self.code)
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).action_break_glass()
        self.assertFalse(
            self.env["customer.access.grant"].search([("is_active", "=", True)])
        )
