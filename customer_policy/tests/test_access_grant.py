from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestAccessGrant(AccessCase):
    # --------------------------------------------------------------------- asking

    def test_anybody_may_ask_by_any_words(self):
        request = self._request("The company in Ghent", "A delivery")
        self.assertEqual(request.state, "requested")
        self.assertEqual(request.user_id, self.employee)
        self.assertFalse(request.sudo().partner_id)

    def test_asking_for_what_exists_looks_like_asking_for_what_does_not(self):
        asked = [
            self._request(words, "To deliver").read(
                ["request_text", "state", "date_to", "decision_note", "is_active"]
            )[0]
            for words in (self.secret.name, "Nobody of That Name")
        ]
        for values in asked:
            values.pop("id")
            values.pop("request_text")
        self.assertEqual(*asked)

    def test_a_request_needs_words_and_a_reason(self):
        with self.assertRaisesRegex(UserError, "which customer"):
            self._request(" ", "A delivery")
        with self.assertRaisesRegex(UserError, "reason"):
            self._request("The company", "")

    def test_custodians_are_told_of_a_request_and_the_person_is_not_a_follower(self):
        request = self._request().sudo()
        self.assertIn(self.custodian, request.activity_ids.user_id)
        self.assertNotIn(self.employee.partner_id, request.message_partner_ids)
        self.assertFalse(request.message_ids.filtered("body"))

    def test_a_custodian_who_asks_is_not_asked_to_decide(self):
        request = self._request(user=self.custodian).sudo()
        self.assertNotIn(self.custodian, request.activity_ids.user_id)
        self.assertIn(self.second_custodian, request.activity_ids.user_id)

    # ------------------------------------------------------------------- deciding

    def test_a_grant_works_at_once_and_ends_to_the_minute(self):
        self.assertHidden(self.employee, self.secret)
        end = fields.Datetime.now() + timedelta(hours=2)
        grant = self._grant(date_to=end)
        self.assertEqual(grant.date_to, end)
        self.assertSees(self.employee, self.family)
        self.assertEqual(grant.granted_partner_id, self.secret)
        with freeze_time(end - timedelta(seconds=1)):
            self.assertSees(self.employee, self.secret)
        with freeze_time(end):
            self.assertHidden(self.employee, self.family)
            self.assertEqual(grant.state, "granted")
            self.assertFalse(grant.is_active)
            self.assertFalse(grant.granted_partner_id)

    def test_a_contact_opens_its_whole_customer(self):
        grant = self._request()
        grant.with_user(self.custodian).action_grant(self.secret_contact.id)
        self.assertEqual(grant.sudo().partner_id, self.secret)
        self.assertSees(self.employee, self.secret)

    def test_the_level_of_a_grant_is_the_highest_it_opens(self):
        self._grant()
        self._classify(self.secret, "3")
        self.assertHidden(self.employee, self.secret)

    def test_nobody_decides_on_a_level_without_its_clearance(self):
        self.custodian.group_ids -= self.env.ref(
            "customer_policy.group_clearance_top_secret"
        )
        self.custodian.group_ids += self.env.ref(
            "customer_policy.group_clearance_confidential"
        )
        request = self._request()
        with self.assertRaises(MissingError):
            request.with_user(self.custodian).action_grant(self.secret.id)
        self.secret.user_id = self.custodian
        self._refresh()
        with self.assertRaisesRegex(AccessError, "clearance"):
            request.with_user(self.custodian).action_grant(self.secret.id)

    def test_a_custodian_without_clearance_is_told_nothing_of_the_customer(self):
        request = self._request()
        error = self._error(
            MissingError,
            request.with_user(self.blind_custodian).action_grant,
            self.secret.id,
        )
        self.assertNotIn("ZQX", error)
        with self.assertRaises(AccessError):
            request.with_user(self.blind_custodian).action_refuse("No")

    def test_nobody_decides_on_oneself(self):
        request = self._request(user=self.custodian)
        for act in ("action_grant", "action_refuse"):
            with self.subTest(act=act), self.assertRaisesRegex(AccessError, "own"):
                getattr(request, act)(
                    self.secret.id if act == "action_grant" else "No need"
                )
        Grant = self.env["customer.access.grant"].with_user(self.custodian)
        end = fields.Datetime.now() + timedelta(hours=1)
        with self.assertRaisesRegex(AccessError, "own"):
            Grant._grant_directly(self.custodian, self.secret, end, "Mine")

    def test_only_custodians_decide(self):
        request = self._request()
        for user in (self.employee, self.auditor, self.administrator, self.insider):
            for act, *args in (
                ("action_grant", self.secret.id),
                ("action_refuse", "No"),
                ("action_revoke", "No"),
                ("action_open_decision",),
            ):
                with (
                    self.subTest(user=user.name, act=act),
                    self.assertRaises(AccessError),
                ):
                    getattr(request.with_user(user), act)(*args)

    def test_a_custodian_on_hold_decides_nothing(self):
        request = self._request()
        self._hold(self.custodian)
        with self.assertRaisesRegex(AccessError, "on hold"):
            request.with_user(self.custodian).action_refuse("No")

    def test_a_term_is_no_longer_than_the_level_allows(self):
        now = fields.Datetime.now()
        request = self._request()
        for end, message in (
            (now + timedelta(days=31), "at most 30 days"),
            (now - timedelta(minutes=1), "in the future"),
            (now, "in the future"),
        ):
            with self.subTest(end=end), self.assertRaisesRegex(UserError, message):
                request.with_user(self.custodian).action_grant(self.secret.id, end)
        request.with_user(self.custodian).action_grant(self.secret.id)
        self.assertEqual((request.date_to - request.date_from).days, 30)

    def test_an_open_customer_needs_no_grant(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "not classified"):
            request.with_user(self.custodian).action_grant(self.open_customer.id)

    def test_an_archived_person_gets_no_grant(self):
        request = self._request()
        self.employee.sudo().active = False
        with self.assertRaisesRegex(UserError, "archived"):
            request.with_user(self.custodian).action_grant(self.secret.id)

    def test_a_second_decision_is_refused(self):
        grant = self._grant()
        with self.assertRaisesRegex(UserError, "granted already"):
            grant.with_user(self.second_custodian).action_refuse("No")
        with self.assertRaisesRegex(UserError, "granted already"):
            grant.with_user(self.second_custodian).action_grant(self.secret.id)

    def test_a_refusal_needs_a_reason_and_names_nobody(self):
        request = self._request(words="The one in Ghent")
        with self.assertRaisesRegex(UserError, "reason"):
            request.with_user(self.custodian).action_refuse("")
        request.with_user(self.custodian).action_refuse("Ask your manager")
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.decision_note, "Ask your manager")
        self.assertFalse(request.sudo().partner_id)
        message = self._messages(self.employee)[:1]
        self.assertIn("Ask your manager", message.body)
        self.assertNotIn("ZQX", message.body)

    def test_overlapping_grants_each_hold(self):
        now = fields.Datetime.now()
        self._grant(date_to=now + timedelta(hours=1))
        longer = self._grant(date_to=now + timedelta(hours=3))
        with freeze_time(now + timedelta(hours=2)):
            self.assertSees(self.employee, self.secret)
        longer.with_user(self.custodian).action_revoke("Done")
        self.assertSees(self.employee, self.secret)

    def test_a_custodian_names_people_who_did_not_ask(self):
        decision = (
            self.env["customer.access.decision"]
            .with_user(self.custodian)
            .create(
                {
                    "user_ids": (self.employee | self.colleague).ids,
                    "partner_id": self.secret.id,
                    "grant_reason": "The new project",
                }
            )
        )
        self.assertEqual(decision.level, "2")
        decision.action_grant()
        self.assertSees(self.employee, self.secret)
        self.assertSees(self.colleague, self.secret)

    def test_the_dialog_proposes_the_time_asked_for(self):
        wished = fields.Datetime.now() + timedelta(days=3)
        request = (
            self.env["customer.access.grant"]
            .with_user(self.employee)
            .action_request("ZQX", "To deliver", wished)
        )
        decision = (
            self.env["customer.access.decision"]
            .with_user(self.custodian)
            .create({"grant_id": request.id, "partner_id": self.secret.id})
        )
        self.assertEqual(decision.date_to, wished)
        decision.action_grant()
        self.assertEqual(request.date_to, wished)

    # --------------------------------------------------------------------- ending

    def test_revoking_works_at_once(self):
        grant = self._grant()
        grant.with_user(self.blind_custodian).action_revoke("The project is over")
        self.assertEqual(grant.state, "revoked")
        self.assertEqual(grant.revoke_reason, "The project is over")
        self.assertHidden(self.employee, self.secret)
        self.assertIn("has ended", self._messages(self.employee)[:1].body)

    def test_the_end_is_told_and_written_down(self):
        grant = self._grant(date_to=fields.Datetime.now() + timedelta(days=20))
        with freeze_time(fields.Datetime.now() + timedelta(days=19, hours=6)):
            self._run_cron()
            self.assertEqual(grant.state, "granted")
            self.assertTrue(grant.is_notice_given)
            self.assertIn("ends on", self._messages(self.employee)[:1].body)
            count = len(self._messages(self.employee))
            self._run_cron()
            self.assertEqual(len(self._messages(self.employee)), count)
        with freeze_time(fields.Datetime.now() + timedelta(days=20)):
            self._run_cron()
            self.assertEqual(grant.state, "expired")
            self.assertIn("has ended", self._messages(self.employee)[:1].body)

    def test_what_is_sent_to_the_person_never_names_the_customer(self):
        Grant = self.env["customer.access.grant"].with_user(self.custodian)
        end = fields.Datetime.now() + timedelta(days=10)
        grant = Grant._grant_directly(self.employee, self.secret, end, "Project")
        grant.with_user(self.custodian).action_revoke("Over")
        for message in self._messages(self.employee):
            self.assertNotIn("ZQX", f"{message.subject} {message.body}")

    def test_merging_ends_the_access_that_was_decided_for_the_source(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        other.sudo().confidentiality_own_level = "2"
        self._grant()
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge((self.secret | other).ids, other)
        self.assertHidden(self.employee, other)

    # ------------------------------------------------------------------ who reads

    def test_a_person_reads_the_customer_only_while_the_access_lasts(self):
        grant = self._grant()
        self.assertEqual(self._read(grant, "partner_id"), self.secret.id)
        grant.with_user(self.custodian).action_revoke("Over")
        with self.assertRaises(AccessError):
            self._read(grant, "partner_id")
        self.assertFalse(self._read(grant, "granted_partner_id"))
        self.assertEqual(self._read(grant, "request_text"), "ZQX in Ghent")
        with self.assertRaises(AccessError):
            grant.with_user(self.employee).search([("partner_id", "!=", False)])

    def test_words_are_veiled_from_a_watcher_who_does_not_know_the_customer(self):
        grant = self._grant()
        code = self.secret.confidential_code
        for user in (self.blind_custodian, self.auditor):
            with self.subTest(user=user.name):
                values = self._read_all(grant, user)
                self.assertNotIn("ZQX", str(values))
                self.assertEqual(values["request_text"], code)
                self.assertEqual(values["partner_id"][1], code)
                Grant = grant.with_user(user)
                for name in ("request_text", "reason", "partner_id.name"):
                    found = Grant.search([(name, "ilike", "ZQX")])
                    self.assertFalse(found, name)
        self.assertIn("ZQX", str(self._read_all(grant, self.second_custodian)))

    def test_a_person_reads_neither_the_chatter_nor_the_deciders(self):
        grant = self._grant()
        grant.with_user(self.custodian).sudo().message_post(body="Internal word")
        self.env.invalidate_all()
        mine = grant.with_user(self.employee)
        self.assertFalse(mine.message_ids.filtered(lambda m: "Internal" in m.body))
        for name in ("decided_by_id", "level", "finding", "request_words"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                mine.read([name])

    def test_each_act_is_put_on_record(self):
        Log = type(self.env["customer.access.log"])
        with patch.object(Log, "_note", autospec=True) as note:
            grant = self._grant()
            grant.with_user(self.custodian).action_revoke("Over")
            self._request().with_user(self.custodian).action_refuse("No")
        operations = [call.args[2] for call in note.call_args_list]
        for operation in ("request", "grant", "revoke", "request", "refuse"):
            self.assertIn(operation, operations)
        self.assertNotIn("ZQX", str([call.kwargs for call in note.call_args_list]))
