from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .violation_common import ViolationMixin


@tagged("post_install", "-at_install")
class TestViolationLink(ViolationMixin, PolicyCase, HttpCase):
    """The page of whoever cannot log in, over HTTP."""

    def setUp(self):
        super().setUp()
        self.set_registry_readonly_mode(False)
        self.authenticate(None, None)
        self.case = self._report(employee_id=self.first_responsible.id)
        self._lead(self.case, "investigating")
        self.case.with_user(self.violation_officer).action_request_statement()
        self.path = self._path()

    def _path(self):
        url = self.case.with_user(self.violation_officer)._make_link()
        self.env.flush_all()
        return url[url.index("/violation/") :]

    def _get(self, path=None):
        self.env.flush_all()
        response = self.url_open(path or self.path)
        self.env.invalidate_all()
        return response

    def _post(self, act, token=True, **values):
        self.env.flush_all()
        values["csrf_token"] = http.Request.csrf_token(self) if token else "x"
        response = self.url_open(f"{self.path}/{act}", data=values)
        self.env.invalidate_all()
        return response

    def test_the_way_from_the_statement_to_the_appeal(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        self.assertIn("The customer gave it to him", page.text)
        self.assertNotIn(self.reporter.name, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self._post("state", text="It was a <b>present</b>.")
        self.assertEqual(self.case.statement, "It was a <b>present</b>.")
        self.assertEqual(self.case.statement_channel, "link")
        self.assertNotIn("<b>present", self._get().text)
        self.case.with_user(self.violation_officer).action_hear()
        self.case.with_user(self.deciding_manager).action_decide("So.")
        self.assertNotIn("Notice", self._get().text)
        self.case.with_user(self.violation_officer).action_enforce()
        self.assertIn(self.case.notice_number, self._get().text)
        self._post("acknowledge")
        self.assertEqual(self.case.acknowledge_channel, "link")
        self._post("appeal", text="Nobody saw it.")
        self.assertEqual(self.case.state, "appealed")
        self.assertEqual(self.case.appeal, "Nobody saw it.")

    def test_the_notice_is_a_pdf(self):
        self._lead(self.case)
        self.path = self._path()
        response = self._get(f"{self.path}/notice")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(self.case.notice_number, response.text)
        forced = self.case.with_context(force_report_rendering=True)
        self.assertTrue(forced._notice_pdf().startswith(b"%PDF"))

    def test_who_reads_the_notice_when_logged_in(self):
        self._lead(self.case)
        path = f"/violation/notice/{self.case.id}"
        for user, status in (
            (self.violation_officer, 200),
            (self.violation_auditor, 200),
            (self.staff, 403),
            (self.manager, 403),
            (self.administrator, 403),
        ):
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.name), mute_logger("odoo.http"):
                self.assertEqual(self._get(path).status_code, status)

    def test_wrong_links_and_acts_lead_nowhere(self):
        for path in (
            "/violation/nonsense",
            f"{self.path}x",
            f"{self.path}/notice",
            "/violation/" + "x" * 300,
        ):
            with self.subTest(path=path), mute_logger("odoo.http"):
                self.assertEqual(self._get(path).status_code, 404)
        with mute_logger("odoo.http"):
            self.assertEqual(self._post("decide", text="x").status_code, 404)
            self.assertEqual(self._post("state", False, text="x").status_code, 400)
        self.assertFalse(self.case.statement)

    def test_a_new_link_ends_the_one_before(self):
        old, self.path = self.path, self._path()
        self.assertEqual(self._get().status_code, 200)
        with mute_logger("odoo.http"):
            self.assertEqual(self._get(old).status_code, 404)

    def test_a_link_ends_with_its_time(self):
        self.case.date_link_until = "2020-01-01 00:00:00"
        with mute_logger("odoo.http"):
            self.assertEqual(self._get().status_code, 404)

    def test_what_cannot_be_done_is_said_on_the_page(self):
        self._lead(self.case, "heard")
        page = self._post("appeal", text="Too early")
        self.assertIn("where this cannot be done", page.text)
        self._lead(self.case)
        self.path = self._path()
        self._post("acknowledge")
        self.assertIn("acknowledged already", self._post("acknowledge").text)
        self.case.date_appeal_until = "2020-01-01 00:00:00"
        self.assertIn("time for an appeal ended", self._post("appeal", text="x").text)
        self.assertEqual(self.case.state, "in_force")

    def test_links_are_made_by_officers_and_not_before_the_hearing(self):
        for user in (self.staff, self.manager, self.boss):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.case.with_user(user).action_make_link()
        sealed = self._report(type_id=self.leak.id)
        officer = sealed.with_user(self.violation_officer)
        with self.assertRaisesRegex(UserError, "has not been told"):
            officer.action_make_link()

    def test_the_token_is_not_kept(self):
        token = self.path.rpartition("/")[2]
        self.assertNotEqual(self.case.link_hash, token)
        for user in (self.violation_officer, self.administrator):
            with self.assertRaises(AccessError):
                self.case.with_user(user).read(["link_hash"])
