import base64
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .complaint_form_common import ComplaintFormMixin

SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(1)">'


@tagged("post_install", "-at_install")
class TestComplaintForm(ComplaintFormMixin, PolicyCase, HttpCase):
    """What anybody may send, and what becomes of it."""

    def test_a_message_is_a_case_and_the_visitor_can_follow_it(self):
        page = self._send()
        self.assertEqual(page.status_code, 200)
        complaint = self._cases()
        self.assertRecordValues(
            complaint,
            [
                {
                    "kind": "complaint",
                    "name": "Too loud",
                    "contact_name": "Ann Visitor",
                    "email": "ann@visitor.test",
                    "phone": "+32 2 290 00 00",
                    "partner_id": False,
                    "team_id": self.team.id,
                    "first_responsible_id": self.head.id,
                }
            ],
        )
        self.assertTrue(complaint.deadline_ids)
        self.assertIn(complaint.number, page.text)
        self.assertIn(complaint.access_token, page.text)
        self.assertIn(f"/my/complaints/{complaint.id}", page.text)

    def test_nobodys_name_stands_as_its_author(self):
        for login in (None, self.portal.login, self.officer.login):
            with self.subTest(login=login):
                if login:
                    self.authenticate(login, login)
                self._send()
                complaint = self._cases()[-1]
                self.assertFalse(complaint.create_uid.active)
                self.assertFalse(
                    complaint.message_ids.author_id
                    & (self.portal | self.officer).partner_id
                )

    def test_a_customer_who_is_logged_in_is_known(self):
        self.authenticate(self.portal.login, self.portal.login)
        self.assertIn(self.portal.email, self._get().text)
        self._send(email="")
        self.assertEqual(self._cases().partner_id, self.portal.partner_id)

    def test_a_customer_is_found_by_the_address_and_the_page_does_not_say_so(self):
        strange = self._send()
        page = self._send(email="c@x.test")
        self.assertEqual(self._cases()[-1].partner_id, self.customer)
        self.assertEqual(self._cases()[-1].contact_name, "Ann Visitor")
        self.assertNotIn(self.customer.name, page.text)
        self.assertEqual(strange.text.count("class="), page.text.count("class="))

    def test_of_who_remains_anonymous_nothing_is_kept(self):
        self._send(anonymous="1")
        complaint = self._cases()
        self.assertTrue(complaint.is_anonymous)
        for name in ("contact_name", "email", "phone", "partner_id", "date_receipt"):
            self.assertFalse(complaint[name])
        attempts = self.env["customer.complaint.form.attempt"].search([])
        self.assertNotIn("127.0.0.1", attempts.mapped("address"))

    def test_a_receipt_is_sent_once(self):
        opened = self._open()
        self._send(opened=opened)
        self._send(opened=opened)
        complaint = self._cases()
        self.assertEqual(len(complaint), 1)
        mails = self.env["mail.mail"].sudo().search([("res_id", "=", complaint.id)])
        receipts = mails.filtered(lambda mail: mail.email_to == complaint.email)
        self.assertEqual(len(receipts), 1)

    def test_files_are_kept(self):
        self._send(files=[("a.pdf", b"%PDF-1.4 x"), ("b.txt", b"late")])
        complaint = self._cases()
        files = self.env["ir.attachment"].search(
            [("res_model", "=", complaint._name), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(set(files.mapped("name")), {"a.pdf", "b.txt"})
        self.assertFalse(files.create_uid.active)

    def test_too_many_too_large_and_strange_files_are_refused_clearly(self):
        cases = (
            ([(f"{n}.txt", b"x") for n in range(3)], "at most 2 files"),
            ([("big.pdf", b"x" * (2**20 + 1))], "larger than 1 MB"),
            ([("run.exe", b"x")], "not of a kind"),
            ([("page.html", b"<script/>")], "not of a kind"),
            ([("none", b"x")], "not of a kind"),
        )
        for files, problem in cases:
            with self.subTest(problem=problem):
                page = self._send(files=files)
                self.assertEqual(page.status_code, 400)
                self.assertIn(problem, page.text)
                self.assertIn("The pump is too loud.", page.text)
        self.assertFalse(self._cases())

    def test_what_a_browser_would_run_is_kept_as_text(self):
        self._send(files=[("a.txt", b"<html><script>alert(1)</script></html>")])
        file = self.env["ir.attachment"].search(
            [("res_id", "=", self._cases().id), ("name", "=", "a.txt")]
        )
        self.assertEqual(file.mimetype, "text/plain")

    def test_what_is_missing_is_said(self):
        cases = {
            "Write what happened": {"description": "  "},
            "Accept the privacy notice": {"privacy": None},
            "remain anonymous": {"name": ""},
            "an e-mail address or a phone": {"email": "", "phone": ""},
            "address is not complete": {"email": "nonsense"},
            "Choose what": {"kind": "secret"},
            "longer than 20000": {"description": "x" * 20001},
            "room for 200": {"name": "x" * 10000},
        }
        for problem, values in cases.items():
            with self.subTest(problem=problem):
                page = self._send(**values)
                self.assertEqual(page.status_code, 400)
                self.assertIn(problem, page.text)
        self.assertFalse(self._cases())

    def test_ten_thousand_characters_of_anything_are_taken(self):
        for text in (
            "x" * 10000,
            "漢" * 10000,
            "\x00\u202e🙂" * 3000,
            "%s{{7*7}}" * 1000,
        ):
            with self.subTest(text=text[:5]):
                page = self._send(subject=text, description=text)
                self.assertEqual(page.status_code, 200)
        self.assertEqual(len(self._cases()), 4)
        for complaint in self._cases():
            self.assertLessEqual(len(complaint.name), 200)

    def test_script_is_shown_as_text(self):
        self._send(subject=SCRIPT, description=SCRIPT)
        complaint = self._cases()
        self.assertEqual(complaint.name, SCRIPT)
        self.assertNotIn("<script", complaint.description)
        self.assertIn("&lt;script", complaint.description)
        page = self._send(subject=SCRIPT, description=SCRIPT, name=SCRIPT, privacy=None)
        self.assertNotIn(SCRIPT, page.text)

    def test_what_does_not_exist_is_not_found(self):
        token = self.team.form_token
        self.assertEqual(self._get().status_code, 200)
        for path in ("/complaint/guessed", f"/complaint/{token[:-1]}", "/complaint/1"):
            self.assertEqual(self._get(path).status_code, 404)
        for values in ({"active": False}, {"active": True, "form_active": False}):
            opened = self._open() if self.team.active else {}
            self.team.write(values)
            self.assertEqual(self._get().status_code, 404)
            if opened:
                self.assertEqual(self._send(opened=opened).status_code, 404)
        self.assertFalse(self._cases())

    def test_a_new_link_makes_the_old_one_useless(self):
        token = self.team.form_token
        self.team.with_user(self.complaint_manager).action_rotate_form_token()
        self.assertNotEqual(self.team.form_token, token)
        self.assertEqual(self._get(f"/complaint/{token}").status_code, 404)
        self.assertEqual(self._get().status_code, 200)

    def test_what_was_received_is_shown_to_who_has_the_link_only(self):
        self._send()
        complaint = self._cases()
        path = f"/complaint/{self.team.form_token}/received/{complaint.id}"
        for query in ("", "?access_token=", "?access_token=guessed"):
            self.assertEqual(self._get(path + query).status_code, 404)
        other = self._register()
        path = f"/complaint/{self.team.form_token}/received/{other.id}"
        self.assertEqual(self._get(path + "?access_token=").status_code, 404)
        self.assertEqual(self._get(path + "?access_token=False").status_code, 404)

    def test_the_privacy_notice_of_the_team_is_shown(self):
        self.assertIn("uses what you write here only", self._get().text)
        self.team.form_privacy = "<p>We keep it a year.</p>"
        page = self._get().text
        self.assertIn("We keep it a year.", page)
        self.assertNotIn("uses what you write here only", page)

    def test_it_is_in_the_visitors_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.team.form_privacy = "<p>We keep it a year.</p>"
        self.team.with_context(lang="zh_CN").form_privacy = "<p>保存一年。</p>"
        page = self._get(**{"Accept-Language": "zh-CN,zh;q=0.9"})
        self.assertIn("保存一年。", page.text)
        self.opener.headers["Accept-Language"] = "zh-CN,zh;q=0.9"
        self._send()
        self.assertEqual(self._cases().lang, "zh_CN")


@tagged("post_install", "-at_install")
class TestComplaintFormRobots(ComplaintFormMixin, PolicyCase, HttpCase):
    """What no person does."""

    def test_a_thousand_messages_of_a_robot_are_refused_after_the_limit(self):
        self.team.form_limit_address = 10
        opened = self._open()
        csrf = opened["csrf_token"]
        mails = self.env["mail.mail"].sudo().search_count([])
        codes = []
        for _number in range(1000):
            stamp = self.team._form_stamp()
            page = self._send(opened={"csrf_token": csrf, "stamp": stamp}, email=None)
            codes.append(page.status_code)
        self.assertEqual(codes, [200] * 10 + [429] * 990)
        self.assertEqual(len(self._cases()), 10)
        attempts = self.env["customer.complaint.form.attempt"].search_count([])
        self.assertEqual(attempts, 10)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails)

    def test_the_limit_of_the_team_holds_for_all_addresses(self):
        self.team.form_limit_team = 3
        attempts = self.env["customer.complaint.form.attempt"]
        admitted = [attempts._admit(self.team, f"10.0.0.{n}") for n in range(5)]
        self.assertEqual(admitted, [True] * 3 + [False] * 2)
        page = self._send()
        self.assertEqual(page.status_code, 429)
        self.assertIn("not</b> been taken", page.text)
        self.assertTrue(attempts._admit(self.upper_team, "10.0.0.1"))

    def test_the_window_slides(self):
        self.team.write({"form_limit_address": 2, "form_limit_minutes": 60})
        attempts = self.env["customer.complaint.form.attempt"]
        admitted = []
        for minutes in (0, 40, 50, 61, 62, 101):
            with self._at(minutes=minutes):
                admitted.append(attempts._admit(self.team, "10.0.0.1"))
        self.assertEqual(admitted, [True, True, False, True, False, True])

    def test_what_counts_no_more_is_deleted(self):
        attempts = self.env["customer.complaint.form.attempt"]
        attempts._admit(self.team, "10.0.0.1")
        attempts._gc_attempts()
        self.assertEqual(attempts.search_count([]), 1)
        attempts.search([]).date = fields.Datetime.now() - timedelta(days=1)
        attempts._gc_attempts()
        self.assertEqual(attempts.search_count([]), 0)

    @mute_logger("odoo.http")
    def test_without_the_token_against_forgery_nothing_is_taken(self):
        opened = {**self._open(), "csrf_token": "forged"}
        self.assertEqual(self._send(opened=opened).status_code, 400)
        self.assertFalse(self._cases())

    def test_what_people_do_not_see_they_do_not_fill(self):
        page = self._send(fax="123")
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self._cases())
        self.assertIn("The pump is too loud.", page.text)

    def test_nobody_types_that_fast(self):
        self.team.form_min_seconds = 30
        page = self._send()
        self.assertEqual(page.status_code, 400)
        self.assertIn("very fast", page.text)
        self.assertFalse(self._cases())

    def test_a_forged_or_foreign_stamp_is_refused(self):
        csrf = self._open()["csrf_token"]
        foreign = self.upper_team._form_stamp()
        for stamp in ("", "1-abc-def", foreign):
            opened = {"csrf_token": csrf, "stamp": stamp}
            self.assertEqual(self._send(opened=opened).status_code, 400)
        self.assertFalse(self._cases())

    def test_robots_are_not_told_to_find_it(self):
        self.assertEqual(self._get().headers["X-Robots-Tag"], "noindex")


class TestComplaintFormSettings(ComplaintFormMixin, PolicyCase):
    def test_a_team_has_no_form_until_somebody_opens_it(self):
        team = self.env["customer.complaint.team"].create({"name": "New"})
        self.assertFalse(team.form_active)
        self.assertFalse(team.form_url)
        team.form_active = True
        self.assertIn(team.form_token, team.form_url)
        self.assertTrue(base64.b64decode(team.form_qr).startswith(b"\x89PNG"))

    def test_the_link_is_drawn_not_chosen(self):
        manager = self.team.with_user(self.complaint_manager)
        with self.assertRaises(AccessError):
            manager.form_token = "easy"
        copied = manager.copy()
        self.assertNotEqual(copied.form_token, self.team.form_token)

    def test_limits_are_sensible(self):
        for values in ({"form_limit_team": 0}, {"form_max_files": -1}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(IntegrityError, "form_numbers"),
                self.env.cr.savepoint(),
            ):
                self.team.write(values)
                self.env.flush_all()

    def test_the_sheet_shows_the_code(self):
        report = self.env["ir.actions.report"].with_user(self.complaint_manager)
        html, _kind = report._render_qweb_html(
            "customer_policy.report_complaint_form", self.team.ids
        )
        self.assertIn(self.team.form_url, html.decode())
        self.assertIn("data:image/png;base64", html.decode())
