import io
from hashlib import sha256

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import mute_logger
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .common import PolicyCase
from .violation_common import ViolationMixin


def a_pdf(pages):
    writer = PdfFileWriter()
    for _page in range(pages):
        writer.addBlankPage(200, 200)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestViolationBundle(ViolationMixin, PolicyCase, HttpCase):
    """All that proves a case in one PDF."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        case.env = cls.env
        cls.case = case._lead(case._report())
        files = cls.env["ir.attachment"].create(
            [
                {"name": "statement.pdf", "raw": a_pdf(3)},
                {"name": "photo.png", "raw": b"\x89PNG"},
                {"name": "broken.pdf", "raw": b"%PDF-1.4 and no more"},
            ]
        )
        cls.case.sudo().scan_ids = files
        cls.case.invalidate_recordset()

    def _html(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_policy.report_violation_bundle", self.case.ids
        )
        return html.decode()

    def test_it_holds_the_case_and_the_checksums_of_its_files(self):
        html = self._html()
        for text in (
            self.case.number,
            self.case.notice_number,
            "The customer gave it to him on Friday.",
            "I did not want it.",
            "So decided.",
            "photo.png",
            "broken.pdf",
            sha256(b"\x89PNG").hexdigest(),
            sha256(a_pdf(3)).hexdigest(),
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)

    def test_who_reported_it_is_not_in_it(self):
        self.case.sudo().hidden_reporter_id = self.reporter
        self.assertNotIn(self.reporter.name, self._html())

    def test_what_was_read_and_taken_out_is_in_it(self):
        self.env.cr.execute(
            "INSERT INTO customer_violation_evidence (violation_id, log_ref, date,"
            " code, operation, channel, record_count) VALUES (%s, 1,"
            " '2026-02-01 08:00:00', 'K-4711', 'export', 'web', 12)",
            [self.case.id],
        )
        self.env.invalidate_all()
        self.assertIn("K-4711", self._html())

    @mute_logger("odoo.addons.customer_policy.models.customer_violation_bundle")
    def test_pages_of_its_files_follow_and_a_broken_one_does_not_stop_it(self):
        officer = self.case.with_user(self.violation_officer)
        content = officer._bundle_pdf()
        pages = PdfFileReader(io.BytesIO(content), strict=False).getNumPages()
        self.assertGreaterEqual(pages, 1 + 3)
        merged = {row["name"]: row["merged"] for row in self.case._bundle_list()}
        self.assertEqual(
            merged, {"statement.pdf": True, "photo.png": False, "broken.pdf": False}
        )
        notes = " ".join(self.case.message_ids.mapped("body"))
        self.assertIn(sha256(content).hexdigest(), notes)

    def test_it_is_for_those_who_handle_or_audit_it(self):
        path = f"/violation/bundle/{self.case.id}"
        for user, status in (
            (self.violation_officer, 200),
            (self.violation_auditor, 200),
            (self.culprit, 403),
            (self.underling, 403),
            (self.boss, 403),
            (self.personnel, 403),
            (self.administrator, 403),
        ):
            self.authenticate(user.login, user.login)
            logs = ("odoo.http", "odoo.addons.customer_policy")
            with self.subTest(user=user.name), mute_logger(*logs):
                response = self.url_open(path)
                self.assertEqual(response.status_code, status)
                if status == 200:
                    self.assertTrue(response.content.startswith(b"%PDF"))
                    self.assertIn("no-store", response.headers["Cache-Control"])

    def test_the_button_refuses_the_same_people(self):
        for user in (self.culprit, self.boss, self.administrator):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.case.with_user(user).action_print_bundle()
