import base64
from contextlib import suppress
from datetime import datetime, timedelta
from unittest.mock import patch
from urllib.parse import urljoin

import psycopg2

from odoo.exceptions import ConcurrencyError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_log_common import MARK, AccessLogMixin
from .http_common import RpcMixin


@tagged("post_install", "-at_install")
class TestAccessLogHttp(RpcMixin, AccessLogMixin, HttpCase):
    """The log over HTTP: channels, failures, and one line for each request."""

    def setUp(self):
        super().setUp()
        self.set_registry_readonly_mode(False)
        self.authenticate(self.cleared.login, self.cleared.login)
        self._start()

    def _read(self):
        return self._answer("res.partner", "web_read", self.secret.ids, {"name": {}})

    def test_the_web_client(self):
        self.assertIn(MARK, str(self._read()["result"]))
        line = self.assertLogged(self.secret)
        self.assertEqual((line.channel, line.ip), ("web", "127.0.0.1"))
        self.assertEqual(line.code, self.secret.confidential_code)

    def test_where_the_database_is_read_only(self):
        """A replica serves the request: the line is written in a second cursor."""
        self.set_registry_readonly_mode(True)
        self.assertIn(MARK, str(self._read()["result"]))
        self.assertLogged(self.secret)

    def test_json_2(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.cleared)
            ._generate("rpc", "log", datetime.now() + timedelta(days=1))
        )
        response = self.opener.post(
            urljoin(self.base_url(), "/json/2/res.partner/read"),
            json={"ids": self.secret.ids, "fields": ["name"]},
            headers={"Authorization": f"bearer {key}"},
            timeout=30,
        )
        self.assertIn(MARK, response.text)
        self.assertEqual(self.assertLogged(self.secret).channel, "json2")

    def test_xml_rpc(self):
        found = self.xmlrpc_object.execute_kw(
            self.env.cr.dbname,
            self.cleared.id,
            self.cleared.login,
            "res.partner",
            "read",
            [self.secret.ids, ["name"]],
        )
        self.assertIn(MARK, str(found))
        line = self.assertLogged(self.secret)
        self.assertEqual((line.channel, line.ip), ("rpc", "127.0.0.1"))

    def test_one_line_for_a_request_with_savepoints(self):
        """Inside, a savepoint is rolled back, and yet the data is in the answer."""
        secret = self.secret

        def action_demo(partners):
            name, email = partners.read(["name"])[0]["name"], None
            with suppress(ZeroDivisionError), partners.env.cr.savepoint():
                email = partners.read(["email"])[0]["email"]
                raise ZeroDivisionError
            return [name, email]

        partner_class = self.registry["res.partner"]
        with patch.object(partner_class, "action_demo", action_demo, create=True):
            answer = self._answer("res.partner", "action_demo", secret.ids)
        self.assertEqual(answer["result"], [secret.name, secret.email])
        self.assertLogged(secret)

    def test_what_was_read_in_a_rolled_back_savepoint_alone_is_logged(self):
        secret = self.secret

        def action_demo(partners):
            email = None
            with suppress(ZeroDivisionError), partners.env.cr.savepoint():
                email = partners.read(["email"])[0]["email"]
                partners.env.cr.flush()
                raise ZeroDivisionError
            return email

        partner_class = self.registry["res.partner"]
        with patch.object(partner_class, "action_demo", action_demo, create=True):
            answer = self._answer("res.partner", "action_demo", secret.ids)
        self.assertEqual(answer["result"], secret.email)
        self.assertLogged(secret)

    @mute_logger("odoo.http")
    def test_a_request_that_fails_leaves_no_line(self):
        def action_demo(partners):
            partners.read(["name"])
            raise ZeroDivisionError

        partner_class = self.registry["res.partner"]
        with patch.object(partner_class, "action_demo", action_demo, create=True):
            answer = self._answer("res.partner", "action_demo", self.secret.ids)
        self.assertIn("error", answer)
        self.assertFalse(self._lines())

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_what_cannot_be_logged_is_not_answered(self):
        log_class = self.registry["customer.access.log"]

        def fail(log, *args):
            raise psycopg2.DataError("disk full")

        for readonly in (False, True):
            self.set_registry_readonly_mode(readonly)
            with patch.object(log_class, "_insert_notes", fail):
                answer = self._read()
            self.assertIn("error", answer)
            self.assertNotIn(MARK, str(answer))
        self.assertFalse(self._lines())

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_a_retry_does_not_double_lines(self):
        tries = []

        def action_demo(partners):
            name = partners.read(["name"])[0]["name"]
            tries.append(name)
            if len(tries) == 1:
                raise ConcurrencyError
            return name

        partner_class = self.registry["res.partner"]
        with (
            patch.object(partner_class, "action_demo", action_demo, create=True),
            patch("odoo.service.model.time.sleep"),
        ):
            answer = self._answer("res.partner", "action_demo", self.secret.ids)
        self.assertEqual(len(tries), 2)
        self.assertEqual(answer["result"], self.secret.name)
        self.assertEqual(self.assertLogged(self.secret).record_count, 1)

    def test_pictures_and_files(self):
        picture = base64.b64encode(
            b"GIF89a\x01\x00\x01\x00\x00\xff\x00,\x00\x00\x00\x00\x01\x00\x01\x00"
            b"\x00\x02\x00;"
        )
        self.secret.image_1920 = picture
        file = self.env["ir.attachment"].create(
            {
                "name": "contract.txt",
                "raw": b"secret contract",
                "res_model": "res.partner",
                "res_id": self.secret.id,
            }
        )
        for url in (
            f"/web/image/res.partner/{self.secret.id}/image_1920",
            f"/web/content/{file.id}",
        ):
            with self.subTest(url=url):
                self._start()
                self.assertEqual(self.url_open(url).status_code, 200)
                self.assertLogged(self.secret)
        self._start()
        self.url_open(f"/web/image/res.partner/{self.open.id}/avatar_128")
        self.assertFalse(self._lines())

    def test_mails_are_logged_whoever_sends_them(self):
        mail = self.env["mail.mail"].create(
            {
                "subject": "Hello",
                "body_html": "x",
                "email_to": f"Somebody <{self.secret.email}>",
                "email_from": "me@example.com",
            }
        )
        mail.send()
        line = self.assertLogged(self.secret, "message", self.env.user)
        self.assertEqual(line.channel, "mail")
        self._start()
        mail = self.env["mail.mail"].create(
            {
                "subject": "About",
                "body_html": "x",
                "email_to": "boss@example.com",
                "model": "res.partner",
                "res_id": self.contact.id,
            }
        )
        mail.send()
        self.assertLogged(self.secret, "message", self.env.user)

    def test_inner_methods_cannot_be_called(self):
        for model, method in (
            ("customer.access.log", "_note"),
            ("customer.access.log", "_seal_pending"),
            ("customer.access.log", "_purge"),
            ("customer.export.request", "_check"),
        ):
            answer = self._answer(model, method, [])
            self.assertIn("AccessError", str(answer["error"]))
