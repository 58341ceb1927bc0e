from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import PolicyCase
from .complaint_mail_common import ADDRESS, DOMAIN, ComplaintMailMixin

SCRIPT = (
    '<p onclick="steal()">Bad <script>alert(1)</script>'
    '<iframe src="https://x.test"></iframe><a href="javascript:steal()">link</a></p>'
)


class TestComplaintMail(ComplaintMailMixin, PolicyCase):
    """New cases by mail."""

    def test_a_mail_of_a_stranger_is_a_case_without_a_new_contact(self):
        contacts = self.env["res.partner"].search_count([])
        complaint = self._deliver(Cc="Bob <bob@stranger.test>")
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)
        self.assertRecordValues(
            complaint,
            [
                {
                    "name": "Delivered late",
                    "kind": "complaint",
                    "channel": "email",
                    "team_id": self.team.id,
                    "company_id": self.team.company_id.id,
                    "partner_id": False,
                    "contact_name": "Ann Stranger",
                    "email": "ann@stranger.test",
                    "email_cc": '"Bob" <bob@stranger.test>',
                    "first_responsible_id": self.head.id,
                }
            ],
        )
        self.assertIn("three days late", complaint.description)
        self.assertTrue(complaint.number)
        self.assertTrue(complaint.deadline_ids)
        self.assertTrue(complaint.create_uid.share or not complaint.create_uid.active)

    def test_a_customer_is_found_by_the_address(self):
        complaint = self._deliver(sender="Somebody <C@X.test>")
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.contact_name, "Somebody")

    def test_a_contact_of_another_company_is_not_taken(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = other
        complaint = self._deliver(sender="c@x.test")
        self.assertTrue(complaint)
        self.assertFalse(complaint.partner_id)

    def test_the_team_says_which_kind_mails_become(self):
        self.team.alias_kind = "enquiry"
        self.assertEqual(self._deliver().kind, "enquiry")

    def test_an_archived_team_loses_no_mail(self):
        self.team.active = False
        complaint = self._deliver()
        self.assertTrue(complaint.team_id.active)

    def test_a_mail_to_two_teams_is_one_case(self):
        self.upper_team.alias_name = "above"
        complaint = self._deliver(to=f"above@{DOMAIN}, {ADDRESS}")
        self.assertEqual(len(complaint), 1)
        self.assertEqual(complaint.team_id, self.team)

    def test_the_same_mail_makes_one_case(self):
        self.assertEqual(len(self._deliver()), 1)
        self.assertFalse(self._deliver())
        self.assertFalse(self._receipts())
        # Also where the gateway's user may not see the first one.
        mails = self.env["mail.thread"].with_user(self.outsider)
        with self.mock_mail_gateway(), mute_logger("odoo.addons.mail.models"):
            mails.message_process(None, self._mail())
        self.assertEqual(
            self.env["customer.complaint"].search_count(
                [("email", "=", "ann@stranger.test")]
            ),
            1,
        )

    def test_without_a_subject_the_first_words_serve(self):
        complaint = self._deliver(subject=None, body="\nToo loud at night.\nBye")
        self.assertEqual(complaint.name, "Too loud at night.")
        complaint = self._deliver(subject="", body=" ", message_id="<2@x.test>")
        self.assertEqual(complaint.name, "No subject")

    def test_a_subject_of_any_length_makes_a_case(self):
        complaint = self._deliver(subject="x" * 10000, body="y" * 10000)
        self.assertEqual(len(complaint.name), 200)
        self.assertIn("y" * 10000, complaint.description)

    def test_script_is_made_harmless(self):
        complaint = self._deliver(html=SCRIPT)
        self.assertIn("Bad", complaint.description)
        message = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        for text in (complaint.description, message.body):
            for evil in ("script", "onclick", "iframe", "javascript"):
                self.assertNotIn(evil, text)

    def test_files_are_kept_as_they_came(self):
        big = b"0123456789abcdef" * (30 * 2**16)
        complaint = self._deliver(files=[("photo.bin", big), ("note.txt", b"late")])
        files = self.env["ir.attachment"].search(
            [("res_model", "=", complaint._name), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(set(files.mapped("name")), {"photo.bin", "note.txt"})
        photo = files.filtered(lambda file: file.name == "photo.bin")
        self.assertEqual(photo.raw, big)
        self.assertEqual(len(big), 30 * 2**20)

    def test_machines_make_no_case_and_get_no_answer(self):
        cases = (
            {"Auto_Submitted": "auto-replied"},
            {"X_Auto_Response_Suppress": "All"},
            {"Precedence": "auto_reply"},
            {"Return_Path": "<>"},
        )
        for headers in cases:
            with self.subTest(headers=headers):
                found = self._deliver(message_id=f"<{len(str(headers))}>", **headers)
                self.assertFalse(found)
                self.assertFalse(self._new_mails)
        self.assertFalse(self._deliver(sender="MAILER-DAEMON@stranger.test"))
        self.assertFalse(self._deliver(to=f"bounce@{DOMAIN}"))

    def test_a_sender_in_a_loop_is_stopped(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.gateway.loop.threshold", 3
        )
        for number in range(3):
            self.assertTrue(self._deliver(message_id=f"<{number}@x.test>"))
        self.assertFalse(self._deliver(message_id="<4@x.test>"))

    def test_cases_of_a_list_prove_no_loop(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.gateway.loop.threshold", 3
        )
        self.env["customer.complaint"].create(
            [
                {
                    "name": "Old",
                    "email": "ann@stranger.test",
                    "team_id": self.team.id,
                    "channel": channel,
                    "date_received": "2020-01-01",
                }
                for channel in ("email", "phone")
                for _number in range(3)
            ]
        )
        self.assertTrue(self._deliver())

    def test_a_colleague_who_passes_a_mail_on_registers_it(self):
        complaint = self._deliver(
            sender=f"{self.registrar.name} <{self.registrar.email}>"
        )
        self.assertEqual(complaint.first_responsible_id, self.registrar)
        self.assertFalse(complaint.partner_id)
        self.assertFalse(complaint.email)
        self.assertFalse(complaint.date_receipt)

    def test_a_colleague_without_the_right_does_not(self):
        complaint = self._deliver(sender=self.outsider.email)
        self.assertEqual(complaint.first_responsible_id, self.head)

    def test_a_portal_user_is_a_customer(self):
        complaint = self._deliver(sender=self.portal.email)
        self.assertEqual(complaint.partner_id, self.portal.partner_id)
        self.assertNotEqual(complaint.create_uid, self.portal)

    def test_nobody_gains_rights_by_calling_what_the_gateway_calls(self):
        message = {"subject": "x", "email_from": "a@b.test", "body": "x"}
        complaints = self.env["customer.complaint"].with_user(self.outsider)
        with self.assertRaises(AccessError):
            complaints.message_new(message, {"team_id": self.team.id})

    def test_mails_are_shared_out_evenly(self):
        self.team.assign_method = "least_loaded"
        for number in range(6):
            self._deliver(message_id=f"<{number}@x.test>")
        cases = self.env["customer.complaint"].search([("team_id", "=", self.team.id)])
        counts = {user: len(c) for user, c in cases.grouped("user_id").items()}
        self.assertEqual(set(counts.values()), {2})


class TestComplaintReceipt(ComplaintMailMixin, PolicyCase):
    """Who writes is told the number, what happens next and until when."""

    def test_a_receipt_says_the_number_and_when_to_expect_an_answer(self):
        with self._at():
            complaint = self._deliver()
        receipt = self._receipts()
        self.assertEqual(len(receipt), 1)
        self.assertIn(complaint.number, receipt.subject)
        self.assertIn(complaint.access_token, receipt.body_html)
        self.assertIn(f"/my/complaints/{complaint.id}", receipt.body_html)
        self.assertIn("March 9, 2026", receipt.body_html)
        self.assertIn("auto-replied", receipt.headers)
        self.assertIn("<one@stranger.test>", receipt.references)
        self.assertIn(f"@{DOMAIN}", receipt.reply_to)
        self.assertTrue(complaint.date_receipt)

    def test_there_is_one_for_each_case(self):
        complaint = self._deliver()
        with self.mock_mail_gateway():
            complaint._send_receipts()
        self.assertFalse(self._new_mails)

    def test_an_answer_to_it_finds_the_case(self):
        complaint = self._deliver()
        receipt = self._receipts()
        message_id = receipt.mail_message_id.message_id
        receipt.unlink()
        found = self._deliver(
            subject="Re: received",
            message_id="<two@stranger.test>",
            In_Reply_To=message_id,
            body="One more thing",
        )
        self.assertFalse(found)
        self.assertIn("One more thing", complaint.message_ids[0].body)

    def test_mailing_lists_get_none(self):
        complaint = self._deliver(Precedence="bulk")
        self.assertTrue(complaint)
        self.assertFalse(self._receipts())

    def test_a_team_may_do_without(self):
        self.team.sends_receipt = False
        self.assertTrue(self._deliver())
        self.assertFalse(self._receipts())

    def test_anonymous_people_and_colleagues_get_none(self):
        complaints = self._register(
            partner_id=False, email="ann@stranger.test", is_anonymous=True
        )
        complaints |= self._register(partner_id=False, email=self.registrar.email)
        complaints |= self._register(partner_id=False, email=f"x@{DOMAIN}")
        complaints |= self._register(partner_id=False, email=ADDRESS)
        with self.mock_mail_gateway():
            (complaints - complaints[2])._send_receipts()
        self.assertFalse(self._new_mails)

    def test_it_is_not_the_first_answer(self):
        complaint = self._deliver()
        self.assertFalse(self._clock(complaint, "acknowledge").date_met)

    def test_unless_the_team_says_so(self):
        self.team.receipt_is_answer = True
        complaint = self._deliver()
        self.assertTrue(self._clock(complaint, "acknowledge").date_met)

    def test_it_is_written_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("customer_policy.mail_template_complaint_receipt")
        template.with_context(lang="fr_FR").subject = "Reçu {{ object.number }}"
        self.customer.lang = "fr_FR"
        self._deliver(sender="c@x.test")
        self.assertIn("Reçu", self._receipts("c@x.test").subject)

    def test_a_broken_template_loses_no_mail(self):
        template = self.env.ref("customer_policy.mail_template_complaint_receipt")
        template.subject = "{{ object.no_such_field }}"
        with mute_logger(
            "odoo.addons.customer_policy.models.customer_complaint_receipt",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            complaint = self._deliver()
        self.assertTrue(complaint)
        self.assertFalse(complaint.date_receipt)


class TestComplaintAnswer(ComplaintMailMixin, PolicyCase):
    """Mails on cases that there are."""

    def _answer(self, complaint, sender="c@x.test", **values):
        message = complaint.sudo().message_post(
            body="Which order?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        return self._deliver(
            **{
                "sender": sender,
                "message_id": f"<answer{message.id}@x.test>",
                "In_Reply_To": message.message_id,
                "body": "Number 7",
                "subject": "Re: Which order?",
                **values,
            }
        )

    def _heard(self, complaint):
        heard = self.env.ref("customer_policy.mail_activity_type_complaint_heard")
        return complaint.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == heard
        )

    def _waiting(self):
        complaint = self._register(user_id=self.officer.id)
        self._lead(complaint, "accept", "wait_customer")
        return complaint.sudo()

    def test_an_answer_lets_the_clocks_go_on(self):
        for sender in ("c@x.test", "private@stranger.test"):
            with self.subTest(sender=sender):
                complaint = self._waiting()
                self.assertFalse(self._answer(complaint, sender))
                self.assertFalse(complaint.is_waiting)
                self.assertFalse(complaint.deadline_ids.filtered("date_paused"))
                self.assertIn("Number 7", complaint.message_ids.mapped("body")[0])

    def test_the_answer_of_somebody_else_does_not(self):
        self.env["res.partner"].create({"name": "Carrier", "email": "c@carrier.test"})
        for sender in ("c@carrier.test", self.officer.email, self.registrar.email):
            with self.subTest(sender=sender):
                complaint = self._waiting()
                self._answer(complaint, sender)
                self.assertTrue(complaint.is_waiting)

    def test_a_machines_answer_is_none(self):
        complaint = self._waiting()
        before = complaint.message_ids
        self._answer(complaint, Auto_Submitted="auto-replied")
        self.assertTrue(complaint.is_waiting)
        self.assertEqual(len(complaint.message_ids - before), 1)

    def _ended(self):
        complaint = self._register(user_id=self.officer.id)
        self._lead(complaint, "accept", "unfounded")
        return complaint.sudo()

    def test_a_mail_on_a_case_that_is_over_is_filed_and_the_handler_asked(self):
        complaint = self._ended()
        self.assertFalse(self._answer(complaint))
        self.assertEqual(complaint.state, "unfounded")
        self.assertIn("Number 7", complaint.message_ids.mapped("body")[0])
        self.assertEqual(self._heard(complaint).user_id, self.officer)
        self._answer(complaint)
        self.assertEqual(len(self._heard(complaint)), 1)

    def test_where_the_team_wants_it_that_reopens_the_case(self):
        self.team.reopens_by_mail = True
        complaint = self._ended()
        self._answer(complaint)
        self.assertEqual(complaint.state, "investigating")
        self.assertEqual(complaint.reopen_count, 1)
        self.assertFalse(self._heard(complaint))

    def test_a_mail_on_a_merged_case_reaches_the_one_that_goes_on(self):
        first, second = self._register(), self._register()
        message = second.sudo().message_post(body="x", message_type="comment")
        (first | second).with_user(self.head).action_merge(first.with_user(self.head))
        self.assertFalse(
            self._deliver(
                sender="c@x.test",
                subject="Re: x",
                message_id="<m@x.test>",
                In_Reply_To=message.message_id,
                body="Number 8",
            )
        )
        self.assertIn("Number 8", first.sudo().message_ids.mapped("body")[0])

    def test_a_mail_of_who_is_complained_of_is_kept_from_the_customer(self):
        complaint = self._register(
            user_id=self.officer.id,
            respondent_ids=[Command.link(self.employee.id)],
        )
        self._lead(complaint, "accept", "wait_customer")
        complaint = complaint.sudo()
        complaint.message_subscribe(partner_ids=self.customer.ids)
        self._answer(complaint, self.respondent.email, body="It was not me")
        message = complaint.message_ids[0]
        self.assertIn("not me", message.body)
        self.assertTrue(message.subtype_id.internal)
        self.assertTrue(complaint.is_waiting)
        self.assertEqual(self._heard(complaint).user_id, self.officer)
        self.assertNotIn(self.respondent.partner_id, complaint.message_partner_ids)
        self.assertNotIn(
            self.respondent.partner_id,
            complaint.message_ids.notification_ids.res_partner_id,
        )
        self.assertBlind(self.respondent, complaint)
        self.assertNotIn(
            self.respondent.email,
            " ".join(mail.email_to or "" for mail in self._new_mails),
        )

    def test_nobody_who_stands_aside_is_asked_to_look(self):
        complaint = self._ended()
        self.employee.user_id = self.officer
        complaint.respondent_ids = self.employee
        self._answer(complaint)
        self.assertEqual(self._heard(complaint).user_id, self.head)


class TestComplaintMailCompanies(ComplaintMailMixin, PolicyCase):
    def test_the_case_is_of_the_teams_company(self):
        company = self.env["res.company"].create(
            {"name": "Second", "alias_domain_id": self.alias_domain.id}
        )
        head = new_test_user(
            self.env,
            "second_head",
            groups="customer_policy.group_complaint_officer",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        team = self.env["customer.complaint.team"].create(
            {
                "name": "Second",
                "company_id": company.id,
                "user_id": head.id,
                "alias_name": "second",
            }
        )
        complaint = self._deliver(to=f"second@{DOMAIN}")
        self.assertEqual(complaint.company_id, company)
        self.assertEqual(complaint.team_id, team)
        self.assertEqual(complaint.first_responsible_id, head)

    def test_a_mail_to_teams_of_two_companies_is_a_case_in_each(self):
        company = self.env["res.company"].create(
            {"name": "Second", "alias_domain_id": self.alias_domain.id}
        )
        self.env["customer.complaint.team"].create(
            {"name": "Second", "company_id": company.id, "alias_name": "second"}
        )
        complaints = self._deliver(to=f"second@{DOMAIN}, {ADDRESS}")
        self.assertEqual(set(complaints.company_id), {company, self.team.company_id})


class TestComplaintMailTime(ComplaintMailMixin, PolicyCase):
    def test_time_runs_from_when_it_came_in_whatever_the_mail_says(self):
        with self._at():
            complaint = self._deliver(Date="Fri, 10 Aug 2040 14:16:26 +0000")
        self.assertEqual(str(complaint.date_received), "2026-03-02 09:00:00")
