from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .complaint_common import ComplaintCase


class TestComplaintPromise(ComplaintCase):
    def _mails(self, complaint):
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", complaint._name), ("res_id", "in", complaint.ids)])
            .filtered("email_to")
        )

    def _postpone(self, complaint, day, text="<p>The part is ordered</p>"):
        return complaint.with_user(self.officer).action_postpone(day, text)

    def test_the_customer_is_told_why_and_until_when(self):
        with self._at():
            complaint = self._lead(self._register(), "accept")
            due = complaint.next_deadline
            self._postpone(complaint, "2026-03-06")
            self.assertEqual(complaint.promise_date, date(2026, 3, 6))
            self.assertEqual(complaint.next_deadline, due)
            mail = self._mails(complaint)
            self.assertIn("The part is ordered", mail.body_html)
            self.assertIn("03/06/2026", mail.body_html)
            self.assertEqual(complaint.told_message_ids, mail.mail_message_id)

    def test_a_promise_is_broken_when_its_day_is_over(self):
        with self._at():
            complaint = self._lead(self._register(), "accept")
            self._postpone(complaint, "2026-03-03")
        for days, broken in ((1, False), (2, True)):
            with self._at(days=days), self.subTest(days=days):
                self.assertEqual(complaint.is_promise_broken, broken)
                found = complaint.search([("is_promise_broken", "=", True)])
                self.assertEqual(complaint in found, broken)
                found = complaint.search([("is_promise_broken", "=", False)])
                self.assertEqual(complaint in found, not broken)

    def test_an_answer_keeps_the_promise(self):
        with self._at():
            enquiry = self._lead(self._register(kind="enquiry"), "accept")
            self._postpone(enquiry, "2026-03-03")
            self._lead(enquiry, "answer")
            with self.assertRaisesRegex(UserError, "answered already"):
                self._postpone(enquiry, "2026-03-09")
        with self._at(days=5):
            self.assertFalse(enquiry.is_promise_broken)

    def test_no_promise_for_the_past_and_none_without_a_word(self):
        with self._at():
            complaint = self._lead(self._register(), "accept")
            with self.assertRaisesRegex(UserError, "not over yet"):
                self._postpone(complaint, "2026-03-01")
            with self.assertRaisesRegex(UserError, "Write what"):
                self._postpone(complaint, "2026-03-09", "<p><br></p>")
            self.assertFalse(self._mails(complaint))

    def test_waiting_for_the_customer_tells_what_is_awaited(self):
        with self._at():
            complaint = self._lead(self._register(), "accept")
            wizard = self.env["customer.complaint.note"].with_user(self.officer)
            wizard.create(
                {
                    "operation": "wait_customer",
                    "complaint_ids": [Command.set(complaint.ids)],
                    "promise_date": "2026-03-09",
                    "body": "Please send us a photo",
                }
            ).action_confirm()
            self.assertTrue(complaint.is_waiting)
            self.assertIn("Please send us a photo", self._mails(complaint).body_html)

    def test_a_word_is_for_the_customer_and_the_portal(self):
        complaint = self._lead(self._register(), "accept")
        complaint.action_tell_customer("<p>We have found it</p>")
        message = complaint.told_message_ids
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertFalse(message.is_internal)
        self.assertIn(message, complaint.sudo().website_message_ids)
        self.assertEqual(message.sudo().notification_ids.res_partner_id, self.customer)

    def test_without_an_address_it_is_noted_that_it_must_be_told(self):
        customer = self.env["res.partner"].create({"name": "No Mail"})
        complaint = self._lead(self._register(partner_id=customer.id), "accept")
        complaint.action_tell_customer("<p>Found</p>")
        self.assertFalse(self._mails(complaint))
        self.assertFalse(complaint.told_message_ids)
        self.assertIn("No e-mail address", complaint.sudo().message_ids[0].body)

    def test_who_stands_aside_and_who_is_no_officer_tells_nothing(self):
        complaint = self._register(respondent_ids=[Command.link(self.employee.id)])
        for user in (self.respondent, self.registrar):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                complaint.with_user(user).action_tell_customer("<p>x</p>")
        self.assertFalse(
            complaint.with_user(self.respondent).search(
                [("is_promise_broken", "=", False), ("id", "=", complaint.id)]
            )
        )

    def test_ended_cases_are_silent(self):
        complaint = self._lead(self._register(), "accept", "unfounded")
        with self.assertRaisesRegex(UserError, "Reopen"):
            complaint.action_tell_customer("<p>x</p>")
