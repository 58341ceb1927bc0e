import base64

from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_form_common import ComplaintFormMixin
from .complaint_mail_common import ComplaintMailMixin
from .confidentiality_common import MARK, ConfidentialityMixin


class TestComplaintMailSecrecy(ComplaintMailMixin, ConfidentialityMixin, PolicyCase):
    """A mail of a classified customer is filed with it, and hidden with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        officers = cls.env.ref("customer_policy.group_complaint_officer")
        manager = cls.env.ref("customer_policy.group_complaint_manager")
        secret = cls.env.ref("customer_policy.group_clearance_secret")
        cls.third_officer.group_ids += secret
        cls.custodian.group_ids += manager
        cls.team.assign_method = "least_loaded"
        cls.officers = officers.all_user_ids
        cls._classify(cls.secret)

    def _mail_of_secret(self):
        return self._deliver(
            sender=f"{MARK} Contact <{self.secret_contact.email}>", body=MARK
        )

    def test_it_is_filed_with_the_hidden_customer_and_makes_no_second_one(self):
        contacts = self.env["res.partner"].search_count([])
        complaint = self._mail_of_secret()
        self.assertEqual(complaint.partner_id, self.secret_contact)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_uncleared_people_do_not_see_it_and_the_cleared_do(self):
        complaint = self._mail_of_secret()
        for user in (
            self.officer,
            self.second_officer,
            self.head,
            self.complaint_manager,
            self.general_manager,
            self.registrar,
            self.complaint_auditor,
        ):
            with self.subTest(user=user.name):
                self.assertBlind(user, complaint)
        for user in (self.third_officer, self.custodian):
            with self.subTest(user=user.name):
                self.assertSees(user, complaint)

    def test_who_must_not_know_is_neither_given_it_nor_told_of_it(self):
        complaint = self._mail_of_secret()
        self.assertEqual(complaint.user_id, self.third_officer)
        self.assertLessEqual(complaint.message_partner_ids.user_ids, self.third_officer)
        told = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("mail_message_id.model", "=", complaint._name),
                    ("mail_message_id.res_id", "=", complaint.id),
                ]
            )
        )
        self.assertLessEqual(told.res_partner_id.user_ids, self.third_officer)
        for mail in self._new_mails:
            addresses = f"{mail.email_to} {mail.recipient_ids.mapped('email')}"
            self.assertNotIn(self.officer.email, addresses)
            self.assertNotIn(self.head.email, addresses)

    def test_what_is_said_of_it_is_hidden_as_well(self):
        complaint = self._mail_of_secret()
        messages = complaint.message_ids.with_user(self.officer)
        self.env.invalidate_all()
        self.assertFalse(messages.search([("id", "in", messages.ids)]))
        self.assertFalse(messages.search([("body", "ilike", MARK)]))

    def test_the_customer_hears_like_any_other(self):
        complaint = self._mail_of_secret()
        self.assertTrue(self._receipts(self.secret_contact.email))
        self.assertTrue(complaint.date_receipt)

    def test_a_list_says_of_a_hidden_customer_what_it_says_of_none(self):
        self.secret.ref = "HIDDEN"
        text = "external_reference,subject,date_received,customer_reference\n"
        problems = []
        for key in ("HIDDEN", "NOTHERE"):
            wizard = (
                self.env["customer.complaint.import"]
                .with_user(self.complaint_manager)
                .create(
                    {
                        "file": base64.b64encode(
                            f"{text}R-{key},x,2026-01-01,{key}\n".encode()
                        )
                    }
                )
            )
            wizard.action_preview()
            problems.append(wizard.line_ids.problem.replace(key, "KEY"))
        self.assertEqual(problems[0], problems[1])
        self.assertIn("There is no customer", problems[0])


@tagged("post_install", "-at_install")
class TestComplaintFormSecrecy(
    ComplaintFormMixin, ConfidentialityMixin, PolicyCase, HttpCase
):
    def test_the_page_does_not_tell_a_hidden_customer_from_a_stranger(self):
        self._classify(self.secret)
        pages = []
        for email in ("ann@visitor.test", self.secret_contact.email):
            page = self._send(email=email, name="Ann Visitor").text
            complaint = self._cases()[-1]
            for once in (complaint.number, complaint.access_token, str(complaint.id)):
                page = page.replace(once, "")
            page = page.partition("o_complaint_received")[2]
            pages.append(page.partition("Follow it")[0])
        self.assertEqual(pages[0], pages[1])
        self.assertNotIn(MARK, pages[1])
        stranger, hidden = self._cases()
        self.assertEqual(hidden.partner_id, self.secret_contact)
        self.assertSees(self.officer, stranger)
        self.assertBlind(self.officer, hidden)
