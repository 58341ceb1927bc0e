from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command

from .complaint_common import ComplaintCase
from .confidentiality_common import ConfidentialityMixin

WAY_TO_ANSWER = ("accept", "investigate", "propose", "approve", "execute")
SECRETS = {
    "plan": "PLAN-X",
    "cause": "CAUSE-X",
    "course": "COURSE-X",
    "conclusion": "CONCLUSION-X",
    "countermeasure": "MEASURE-X",
    "prevention": "PREVENTION-X",
}


class TestComplaintReply(ComplaintCase):
    def _ready(self, **values):
        complaint = self._lead(self._register(**values), *WAY_TO_ANSWER)
        complaint.sudo().reply = "<p>We are sorry.</p>"
        return complaint

    def _mails(self, complaint):
        self.env.flush_all()
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", complaint._name), ("res_id", "in", complaint.ids)])
            .filtered(lambda mail: mail.email_to)
        )

    def _letters(self, complaint):
        return self.env["ir.attachment"].search(
            [("res_model", "=", complaint._name), ("res_id", "=", complaint.id)]
        )

    def test_the_answer_leaves_by_mail_with_the_letter(self):
        complaint = self._ready()
        complaint.action_answer()
        mail = self._mails(complaint)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.email_to, "c@x.test")
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("We are sorry.", mail.body_html)
        self.assertIn(complaint.number, mail.subject)
        self.assertEqual(mail.attachment_ids, self._letters(complaint))
        self.assertEqual(complaint.state, "answered")
        self.assertEqual(complaint.reply_way, "email")
        self.assertEqual(complaint.reply_status, "queued")
        self.assertEqual(complaint.told_message_ids, mail.mail_message_id)

    def test_it_is_called_sent_when_it_is(self):
        complaint = self._ready()
        complaint.action_answer()
        mail = self._mails(complaint)
        mail._postprocess_sent_message([], [], "No server", "mail_smtp")
        complaint.invalidate_recordset()
        self.assertEqual(complaint.reply_status, "failed")
        mail._postprocess_sent_message([], [])
        self.env.invalidate_all()
        self.assertEqual(complaint.reply_status, "sent")
        self.assertFalse(mail.exists())
        self.assertTrue(complaint.told_message_ids)
        self.assertTrue(self._letters(complaint))

    def test_answering_twice_sends_once(self):
        complaint = self._ready()
        complaint.action_answer()
        with self.assertRaises(UserError):
            complaint.action_answer()
        self.assertEqual(len(self._mails(complaint)), 1)
        self.assertEqual(len(self._letters(complaint)), 1)

    def test_without_an_address_nothing_is_called_sent(self):
        customer = self.env["res.partner"].create({"name": "No Mail"})
        self.team.reply_rule = "written"
        complaint = self._ready(partner_id=customer.id)
        complaint.action_answer()
        self.assertFalse(self._mails(complaint))
        self.assertEqual(complaint.reply_status, "letter")
        self.assertTrue(self._letters(complaint))
        complaint.action_letter_delivered()
        self.assertEqual(complaint.reply_status, "delivered")
        with self.assertRaises(UserError):
            complaint.action_letter_delivered()

    def test_the_form_of_the_reply_follows_the_rule_of_the_team(self):
        silent = self.env["res.partner"].create({"name": "No Mail"})
        for rule, channel, refused in (
            ("follow", "phone", False),
            ("follow", "letter", True),
            ("written", "phone", True),
            ("free", "letter", False),
        ):
            with self.subTest(rule=rule, channel=channel):
                self.team.reply_rule = rule
                complaint = self._ready(channel=channel, partner_id=silent.id)
                if refused:
                    self.assertEqual(complaint.reply_mode, "written")
                    with self.assertRaisesRegex(UserError, "in writing"):
                        complaint.action_answer("oral")
                    self.assertEqual(complaint.state, "executing")
                else:
                    complaint.action_answer("oral")
                    self.assertEqual(complaint.reply_status, "oral")
                    self.assertFalse(self._letters(complaint))

    def test_a_way_that_leads_nowhere_is_refused(self):
        silent = self.env["res.partner"].create({"name": "No Mail"})
        complaint = self._ready(partner_id=silent.id)
        for way in ("email", "nobody", "pigeon"):
            with self.subTest(way=way), self.assertRaises(UserError):
                complaint.action_answer(way)

    def test_the_customer_reads_nothing_internal(self):
        complaint = self._ready(
            respondent_ids=[Command.link(self.employee.id)], description="Rude words"
        )
        complaint.sudo().write({**SECRETS, "fault_employee_id": self.employee.id})
        complaint.sudo().decision_ids.opinion = "OPINION-X"
        complaint.action_answer()
        letter = self._letters(complaint).raw.decode()
        mail = self._mails(complaint)
        for text in (letter, mail.body_html, mail.subject):
            for secret in (*SECRETS.values(), "OPINION-X", self.employee.name):
                self.assertNotIn(secret, text)
        for told in (
            complaint.number,
            "Complaining Company",
            "Rude words",
            "We are sorry.",
            "Officer",
        ):
            self.assertIn(told, letter)

    def test_it_is_written_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("customer_policy.mail_template_complaint_reply")
        template.with_context(
            lang="fr_FR"
        ).subject = "Notre réponse {{ object.number }}"
        view = self.env.ref("customer_policy.report_complaint_reply_document")
        view.with_context(lang="fr_FR").update_field_translations(
            "arch_db",
            {
                "fr_FR": {
                    "<strong>Our reference</strong>": "<strong>Notre référence</strong>"
                }
            },
        )
        self.customer.lang = "fr_FR"
        complaint = self._ready()
        complaint.action_answer()
        self.assertIn("Notre réponse", self._mails(complaint).subject)
        self.assertIn("Notre référence", self._letters(complaint).raw.decode())

    def test_a_real_letter_is_a_pdf_for_one_and_for_many(self):
        cases = self._ready() | self._ready(name="Second")
        cases.sudo().reply = "<h1>Heading</h1><p>We are sorry.</p>"
        letters = cases.with_context(force_report_rendering=True)._letters()
        self.assertEqual(set(letters), set(cases.ids))
        for letter in letters.values():
            self.assertTrue(letter.startswith(b"%PDF"))

    def test_each_answer_after_reopening_is_kept(self):
        complaint = self._ready()
        complaint.action_answer()
        complaint.action_reopen("Not satisfied")
        self.assertFalse(complaint.reply_status)
        for act in ("propose", "approve", "execute", "answer"):
            self._lead(complaint, act)
        self.assertEqual(len(self._letters(complaint)), 2)
        self.assertEqual(len(self._mails(complaint)), 2)

    def test_an_unfounded_one_gets_a_polite_answer(self):
        complaint = self._lead(self._register(), "accept")
        complaint.action_unfounded("Invented, SECRET-X")
        mail = self._mails(complaint)
        self.assertIn("Thank you for telling us", mail.body_html)
        self.assertIn("Delivered late", mail.body_html)
        self.assertNotIn("SECRET-X", mail.body_html)
        self.assertEqual(complaint.state, "unfounded")
        self.assertTrue(complaint.date_answered)

    def test_an_unfounded_one_without_laid_up_text_needs_a_reply(self):
        self.env["customer.complaint.reply.template"].search([]).active = False
        complaint = self._lead(self._register(), "accept")
        with self.assertRaisesRegex(UserError, "Write the reply"):
            complaint.action_unfounded()
        complaint.reply = "No."
        complaint.action_unfounded()
        self.assertIn("No.", self._mails(complaint).body_html)

    def test_nobody_is_behind_an_anonymous_one(self):
        complaint = self._register(is_anonymous=True, partner_id=False)
        complaint = self._lead(complaint, "accept", "unfounded")
        self.assertEqual(complaint.reply_status, "nobody")
        self.assertFalse(self._mails(complaint))

    def test_who_is_complained_of_does_not_get_the_answer(self):
        complaint = self._ready(
            respondent_ids=[Command.link(self.employee.id)],
            partner_id=False,
            email=self.respondent.email,
        )
        with self.assertRaises(UserError) as refused:
            complaint.action_answer()
        self.assertIn("stands aside", str(refused.exception))
        self.assertEqual(complaint.state, "executing")
        self.assertFalse(self._mails(complaint))

    def test_followers_do_not_hear_of_it(self):
        complaint = self._ready()
        complaint.sudo().message_subscribe(self.second_officer.partner_id.ids)
        complaint.action_answer()
        message = complaint.sudo().reply_message_id
        self.assertEqual(message.notification_ids.res_partner_id, self.customer)

    def test_only_officers_answer_and_only_staff_print(self):
        complaint = self._ready()
        with self.assertRaises(AccessError):
            complaint.with_user(self.registrar).action_answer()
        report = self.env["ir.actions.report"]
        for user in (self.portal, self.outsider):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                report.with_user(user)._render_qweb_html(
                    "customer_policy.report_complaint_reply", complaint.ids
                )

    def test_the_wizard_shows_what_will_leave(self):
        complaint = self._lead(self._register(kind="suggestion"), "accept")
        wizard = (
            self.env["customer.complaint.reply"]
            .with_user(self.officer)
            .create({"complaint_id": complaint.id})
        )
        self.assertEqual(wizard.way, "email")
        self.assertEqual(wizard.email, "c@x.test")
        self.assertIn(complaint.number, wizard.subject)
        with self.assertRaisesRegex(UserError, "Write the reply"):
            wizard.action_send()
        wizard.template_id = self.env.ref("customer_policy.reply_template_suggestion")
        self.assertIn("Thank you for your suggestion", wizard.reply)
        wizard.email = "other@x.test"
        wizard.action_preview()
        self.assertTrue(wizard.letter)
        self.assertFalse(self._mails(complaint))
        self.assertEqual(complaint.state, "accepted")
        wizard.action_send()
        self.assertEqual(self._mails(complaint).email_to, "other@x.test")
        self.assertEqual(complaint.state, "answered")

    def test_names_in_laid_up_texts_are_not_taken_for_html(self):
        complaint = self._register(name="<b>Bold</b> & co")
        template = self.env.ref("customer_policy.reply_template_unfounded")
        text = template._text_for(complaint)[complaint.id]
        self.assertIn("&lt;b&gt;Bold", text)

    def test_the_most_fitting_text_is_proposed(self):
        template = self.env["customer.complaint.reply.template"]
        category = self.env.ref("customer_policy.complaint_category_return")
        own = template.create(
            {
                "name": "Return",
                "use": "unfounded",
                "category_id": category.id,
                "sequence": 99,
                "body": "<p>Returns</p>",
            }
        )
        complaint = self._register(category_id=category.id)
        other = self._register()
        self.assertEqual(template._best_for(complaint, "unfounded"), own)
        self.assertNotEqual(template._best_for(other, "unfounded"), own)


class TestComplaintReplyConfidential(ConfidentialityMixin, ComplaintCase):
    def test_who_must_not_know_the_customer_neither_prints_nor_answers(self):
        complaint = self._register(partner_id=self.secret.id)
        complaint.sudo().reply = "x"
        self._classify(self.secret)
        report = self.env["ir.actions.report"].with_user(self.officer)
        for name in ("reply", "investigation"):
            with self.subTest(report=name), self.assertRaises(MissingError):
                report._render_qweb_html(
                    f"customer_policy.report_complaint_{name}", complaint.ids
                )
        with self.assertRaises(MissingError):
            complaint.with_user(self.officer).action_answer()
