from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .confidentiality_common import MARK, ConfidentialityMixin


@tagged("post_install", "-at_install")
class TestConfidentialityMailHttp(ConfidentialityMixin, PolicyCase, HttpCase):
    """What the web client gets to see of hidden people, over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_customer.message_subscribe(
            (cls.secret_contact | cls.colleague.partner_id).ids
        )
        cls.spoken = cls.open_customer.message_post(
            body=f"{MARK} speaks",
            author_id=cls.secret_contact.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.employee.notification_type = "inbox"
        cls.open_customer.message_post(
            body="Plain words",
            partner_ids=(cls.employee.partner_id | cls.secret_contact).ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.channel = cls.env["discuss.channel"].create(
            {"name": "Everybody", "channel_type": "channel"}
        )
        cls.channel.add_members((cls.secret_contact | cls.employee.partner_id).ids)
        cls.token = cls.secret_contact._get_avatar_128_access_token()
        cls._classify(cls.secret)

    def _ask(self, user, route, params):
        self.env.invalidate_all()
        self.authenticate(user.login, user.login)
        return repr(self.make_jsonrpc_request(route, params))

    def _requests(self):
        """Yield (route, parameters, what an answer to anybody contains)."""
        thread = {
            "thread_model": "res.partner",
            "thread_id": self.open_customer.id,
        }
        wanted = ["followers", "suggestedRecipients", "attachments", "activities"]
        card = {"id": self.secret_contact.id, "model": "res.partner"}
        loaded = ["mail.thread", {**thread, "request_list": wanted}]
        yield "/mail/data", {"fetch_params": [["avatar_card", card]]}, ""
        yield "/mail/data", {"fetch_params": [loaded]}, self.colleague.name
        yield "/mail/data", {"fetch_params": ["channels_as_member"]}, "Everybody"
        yield "/mail/data", {"fetch_params": ["init_messaging", "failures"]}, ""
        yield "/mail/thread/messages", thread, "Plain words"
        yield "/mail/thread/recipients", thread, ""
        yield "/mail/history/messages", {}, ""
        yield (
            "/discuss/channel/members",
            {
                "channel_id": self.channel.id,
                "known_member_ids": [],
            },
            self.employee.name,
        )
        yield "/discuss/channel/messages", {"channel_id": self.channel.id}, ""
        yield (
            "/mail/partner/from_email",
            {
                **thread,
                "emails": [self.secret_contact.email],
            },
            "",
        )

    def test_nothing_shows_in_what_the_web_client_asks_for(self):
        for route, params, usual in self._requests():
            with self.subTest(route=route, params=params):
                answer = self._ask(self.employee, route, params)
                self.assertIn(usual, answer)
                if route == "/mail/partner/from_email":
                    answer = answer.replace(self.secret_contact.email, "")
                self.assertNotIn(MARK, answer)
                self.assertNotIn(MARK.lower(), answer)

    def test_who_may_know_sees_the_people(self):
        for route, params, _usual in self._requests():
            if "history" in route or "/messages" in route or "recipients" in route:
                continue
            if "init_messaging" in repr(params) or "channels_as" in repr(params):
                continue
            with self.subTest(route=route, params=params):
                self.assertIn(MARK, self._ask(self.cleared, route, params))

    def test_a_picture_is_not_given_away(self):
        url = f"/web/image/res.partner/{self.secret_contact.id}/avatar_128"
        self.secret_contact.sudo().image_1920 = (
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
            b"awAAAABJRU5ErkJggg=="
        )
        self.env.flush_all()
        pictures = {}
        for user in (self.employee, self.cleared):
            self.authenticate(user.login, user.login)
            pictures[user] = self.url_open(f"{url}?access_token={self.token}").content
        gone = self.url_open(f"/web/image/res.partner/{2**30}/avatar_128").content
        self.assertNotEqual(pictures[self.cleared], gone)
        self.assertEqual(pictures[self.employee], gone)
