from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_portal_common import ComplaintPortalMixin

SCRIPT = "<script>alert('got you')</script>"


@tagged("post_install", "-at_install")
class TestComplaintCustomer(ComplaintPortalMixin, PolicyCase, HttpCase):
    """What customers write, logged in or by their personal link."""

    def _upload(self, user, complaint, content=b"words", token=None, **data):
        self._login(user)
        access = {"token": token} if token else {}
        response = self.url_open(
            "/mail/attachment/upload",
            data={
                "csrf_token": self._csrf(),
                "thread_model": complaint._name,
                "thread_id": complaint.id,
                "is_pending": "true",
                **access,
                **data,
            },
            files=[("ufile", ("letter.txt", content, "text/plain"))],
            timeout=60,
        )
        self.env.invalidate_all()
        return response

    def test_a_message_resumes_the_clocks_and_tells_the_handler(self):
        for user in (self.ann, None):
            with self.subTest(user=user and user.name), self._at():
                case = self._of(self.ann, user_id=self.officer.id)
                case.with_user(self.officer).action_accept()
                clock = self._clock(case, "put_right")
                due = clock.date_deadline
                case.with_user(self.officer).action_wait_customer()
                token = case.sudo().access_token
            with self._at(hours=2):
                self._login(user)
                result, error = self._write_message(
                    case, "Here it is", token=None if user else token
                )
                self.assertIsNone(error)
                self.assertFalse(case.is_waiting)
                self.assertFalse(clock.date_paused)
                self.assertGreater(clock.date_deadline, due)
                message = self.env["mail.message"].browse(result["message_id"]).sudo()
                self.assertEqual(message.author_id, self.ann.partner_id)
                self.assertIn(
                    self.officer.partner_id,
                    message.notified_partner_ids | message.partner_ids,
                )
                self.assertNotIn(
                    self.respondent.partner_id, message.notified_partner_ids
                )

    def test_the_customers_word_resumes_the_clocks_an_automatic_reply_does_not(self):
        """A mail resumes them before it is posted, if it is the customer's."""
        case = self._of(self.ann)
        case.with_user(self.officer).action_accept()
        partner = self.ann.partner_id
        for kind, author, resumes in (
            ("comment", partner, True),
            ("comment", self.second_officer.partner_id, False),
            ("email", partner, False),
            ("out_of_office", partner, False),
            ("auto_comment", partner, False),
            ("notification", partner, False),
        ):
            with self.subTest(kind=kind, author=author.name):
                case.with_user(self.officer).action_wait_customer()
                case.sudo().message_post(
                    body="Hello",
                    message_type=kind,
                    author_id=author.id,
                    email_from="ann@portal.example.com",
                    subtype_xmlid="mail.mt_comment",
                )
                self.assertEqual(case.is_waiting, not resumes)
                if case.is_waiting:
                    case.with_user(self.officer).action_resume()

    def test_colleagues_in_the_house_do_not_resume_the_clocks(self):
        case = self._of(self.ann)
        case.with_user(self.officer).action_accept()
        case.with_user(self.officer).action_wait_customer()
        case.with_user(self.officer).message_post(
            body="Please answer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(case.is_waiting)

    def test_who_stands_aside_hears_nothing_of_what_customers_write(self):
        case = self._of(
            self.ann,
            respondent_ids=[Command.link(self.employee.id)],
            user=self.officer,
        )
        case.sudo().user_id = False
        self._login(self.ann)
        result, error = self._write_message(case, "About him")
        self.assertIsNone(error)
        message = self.env["mail.message"].browse(result["message_id"]).sudo()
        self.assertTrue(message.partner_ids)
        barred = self.respondent.partner_id
        self.assertNotIn(barred, message.notified_partner_ids | message.partner_ids)

    def test_the_last_way_of_who_hears_is_the_head_not_barred(self):
        case = self._of(self.ann)
        self.assertEqual(case._who_hears_the_customer(), self.registrar)
        case.sudo().user_id = self.officer
        self.assertEqual(case._who_hears_the_customer(), self.officer)
        case.sudo().write({"user_id": False, "responsible_id": False})
        self.assertEqual(case._who_hears_the_customer(), self.head)
        employee = self._employee(self.head)
        case.sudo().respondent_ids = employee
        case.sudo().write({"user_id": False, "responsible_id": False})
        self.assertEqual(case._who_hears_the_customer(), self.upper_head)

    def test_customers_decide_neither_author_nor_recipients_nor_kind(self):
        case = self._of(self.ann)
        self._login(self.ben)
        result, error = self._write_message(
            case,
            "Hello",
            author_id=self.ann.partner_id.id,
            email_from="boss@example.com",
            partner_ids=[self.stranger.partner_id.id],
            message_type="auto_comment",
            subtype_xmlid="mail.mt_note",
            rating_value=5,
        )
        self.assertIsNone(error)
        message = self.env["mail.message"].browse(result["message_id"]).sudo()
        self.assertEqual(message.author_id, self.ben.partner_id)
        self.assertNotIn(self.stranger.partner_id, message.partner_ids)
        self.assertEqual(message.message_type, "comment")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertFalse(case.sudo().rating_ids)

    def test_who_has_the_link_of_an_anonymous_case_stays_anonymous(self):
        case = self._register(partner_id=False, is_anonymous=True)
        token = case.sudo().access_token
        self._login(None)
        result, error = self._write_message(case, "Once more", token=token)
        self.assertIsNone(error)
        message = self.env["mail.message"].browse(result["message_id"]).sudo()
        self.assertFalse(message.author_id)
        self.assertEqual(message.email_from, "Complainant")

    def test_markup_in_a_message_does_no_harm(self):
        case = self._of(self.ann)
        self._login(self.ann)
        result, error = self._write_message(case, SCRIPT + "<b>投诉</b>")
        self.assertIsNone(error)
        message = self.env["mail.message"].browse(result["message_id"]).sudo()
        self.assertNotIn("<script", message.body)
        self.assertIn("投诉", message.body)

    def test_ten_thousand_characters_are_taken_and_more_are_refused(self):
        case = self._of(self.ann)
        self._login(self.ann)
        _result, error = self._write_message(case, "x" * 10000)
        self.assertIsNone(error)
        _result, error = self._write_message(case, "x" * 10001)
        self.assertEqual(error, "UserError")

    def test_a_robot_sends_no_thousand_messages(self):
        case = self._of(self.ann)
        other = self._of(self.ann)
        self.team.customer_acts_per_hour = 4
        token = case.sudo().access_token
        with self._at():
            self._login(None)
            errors = [self._write_message(case, "x", token=token)[1] for _i in range(6)]
            self.assertEqual(errors, [None] * 4 + ["UserError"] * 2)
            self.assertEqual(len(self._comments(case)), 4)
            answer = self._upload(None, case, token=token).json()
            self.assertIn("very much within an hour", answer["error"])
            self.assertIsNone(
                self._write_message(other, "x", token=other.sudo().access_token)[1]
            )
        with self._at(hours=1):
            self.assertIsNone(self._write_message(case, "x", token=token)[1])

    def test_files_come_with_a_message_and_are_kept(self):
        case = self._of(self.ann)
        token = case.sudo().access_token
        for user in (self.ann, None):
            with self.subTest(user=user and user.name):
                access = {} if user else {"token": token}
                answer = self._upload(user, case, **access).json()["data"]
                stored = answer["store_data"]["ir.attachment"][0]
                file = self.env["ir.attachment"].sudo().browse(answer["attachment_id"])
                self.assertEqual(file.res_model, "mail.compose.message")
                _result, error = self._write_message(
                    case,
                    "See the file",
                    **access,
                    attachment_ids=file.ids,
                    attachment_tokens=[stored["ownership_token"]],
                )
                self.assertIsNone(error)
                self.assertEqual((file.res_model, file.res_id), (case._name, case.id))
                _result, error = self._json(
                    "/mail/attachment/delete",
                    attachment_id=file.id,
                    access_token=stored["ownership_token"],
                )
                self.assertEqual(error, "UserError")
                self.assertTrue(file.exists())

    def test_files_that_are_too_large_are_refused(self):
        case = self._of(self.ann)
        answer = self._upload(
            None, case, b"0" * (30 * 1024 * 1024), token=case.sudo().access_token
        ).json()
        self.assertIn("letter.txt is too large: at most 20 MB", answer["error"])
        self.assertEqual(self._upload(None, case, token="x").status_code, 404)
        answer = self._upload(self.ann, case, is_pending="false").json()["data"]
        file = self.env["ir.attachment"].sudo().browse(answer["attachment_id"])
        self.assertFalse(file.res_id, "Nothing comes in beside the messages.")

    def test_writing_on_what_is_over_is_refused_with_what_to_do(self):
        closed, late, merged = (self._of(self.ann) for _i in range(3))
        self._closed(closed)
        self._closed(late)
        late.sudo().date_closed = "2020-01-01"
        merged.with_user(self.officer).action_merge(self._of(self.ann))
        for case, text in (
            (closed, "have it taken up again"),
            (late, "send us a new one"),
            (merged, "joined with another one"),
        ):
            with self.subTest(text=text):
                self._login(self.ann)
                count = len(self._comments(case))
                _result, error = self._write_message(case, "And yet")
                self.assertEqual(error, "UserError")
                self.assertEqual(len(self._comments(case)), count)
                with self.assertRaisesRegex(UserError, text):
                    case.with_user(self.ann).sudo()._check_open_for_customer()
                answer = self._upload(self.ann, case).json()
                self.assertIn(text, answer["error"])

    def test_a_joined_case_leads_its_own_customer_to_where_it_goes_on(self):
        case, target = self._of(self.ann), self._of(self.ann)
        link = self._link(case)
        case.with_user(self.officer).action_merge(target)
        for user, path in ((self.ann, f"/my/complaints/{case.id}"), (None, link)):
            page = self._get(user, path)
            self.assertEqual(page.status_code, 200)
            self.assertIn(f"/my/complaints/{target.id}", page.url)
            self.assertIn(target.number, page.text)

    def test_a_joined_case_leads_nobody_into_a_colleagues_confidential_one(self):
        case = self._of(self.ben)
        target = self._of(self.ann, is_confidential=True, name="In confidence")
        link = self._link(case)
        case.with_user(self.officer).action_merge(target)
        for user, path in ((self.ben, f"/my/complaints/{case.id}"), (None, link)):
            page = self._get(user, path)
            self.assertIn(f"/my/complaints/{case.id}", page.url)
            self.assertIn("Joined with another case", page.text)
            for text in (target.number, target.name, target.sudo().access_token):
                self.assertNotIn(text, page.text)
