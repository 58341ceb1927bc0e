from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..tools import webhook_post
from .request_common import RequestMixin
from .visit_common import MONDAY, VisitCase
from .webhook_common import WebhookMixin

NEUTRALIZE = Path(__file__).parents[1] / "data" / "neutralize.sql"


class TestPolicyWebhook(WebhookMixin, RequestMixin, VisitCase):
    """Notices that leave for robots: each once, and no more than may be said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webhook = cls._webhook(cls.visitor)

    def _tell_visit(self, user=None):
        """A notice of a wing that knows nothing of webhooks."""
        visit = self._visit(user=user)
        visit.with_user(self.visit_manager)._tell_visitors()
        return visit

    # ------------------------------------------------------------------ what comes by

    def test_a_notice_reaches_the_robot_of_who_is_told(self):
        visit = self._tell_visit()
        message = self._messages(self.webhook)
        self.assertEqual((message.wing, message.state), ("visit", "pending"))
        [text] = self._send()
        self.assertIn("Visits for you: 1", text)
        self.assertIn(visit.number, text)
        base = self.visitor.get_base_url()
        self.assertIn(f"{base}/odoo/customer.visit/{visit.id}", text)
        self.assertEqual(message.state, "sent")
        self.assertFalse(message.content)

    def test_nobody_else_s_robot_hears_of_it(self):
        other = self._webhook(self.second_visitor)
        self._tell_visit()
        self.assertFalse(self._messages(other))

    def test_a_topic_that_is_not_wanted_is_not_sent(self):
        self.webhook.for_visit = False
        self._tell_visit()
        self.assertFalse(self._messages(self.webhook))

    def test_what_is_not_of_the_policy_does_not_come_by(self):
        self.customer.message_notify(
            partner_ids=self.visitor.partner_id.ids, subject="Hello", body="You"
        )
        self.env["mail.thread"].message_notify(
            partner_ids=self.visitor.partner_id.ids, subject="Hello", body="You"
        )
        self.assertFalse(self._messages(self.webhook))

    def test_a_rolled_back_notice_is_not_sent(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._tell_visit()
            raise ZeroDivisionError
        self.assertEqual(self._send(), [])

    def test_one_notice_is_queued_once_for_each_webhook(self):
        self._tell_visit()
        message = self._messages(self.webhook)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["customer.policy.webhook.message"].create(
                {
                    "webhook_id": self.webhook.id,
                    "mail_message_id": message.mail_message_id.id,
                    "wing": "visit",
                    "name": "x",
                }
            )

    def test_who_decides_gets_the_page_to_decide(self):
        self._webhook(self.other_manager)
        self.policy.with_user(self.manager).action_submit()
        request = self._requests(self.policy)
        self._run_refresh()
        texts = self._send()
        self.assertTrue(any(f"/policy/request/{request.id}" in t for t in texts), texts)

    def test_the_person_s_language_is_spoken(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.visitor.lang = "fr_FR"
        webhook = self.webhook._in_language()
        self.assertEqual(webhook.env.lang, "fr_FR")

    # ------------------------------------------------------------------------- groups

    def test_a_group_s_robot_says_for_whom_it_is(self):
        group = self.env["res.groups"].create(
            {"name": "Room", "user_ids": [Command.set(self.visitor.ids)]}
        )
        room = self._webhook(group_id=group.id)
        self._tell_visit()
        self._tell_visit(user=self.second_visitor)
        message = self._messages(room)
        self.assertEqual(len(message), 1)
        self.webhook.active = False
        [text] = self._send()
        self.assertIn("For Visitor: Visits for you: 1", text)

    def test_in_a_group_violations_are_not_told_unless_wanted(self):
        group = self.env.ref("customer_policy.group_user")
        room = self._webhook(group_id=group.id)
        self.assertFalse(room.for_violation)
        self.assertFalse(room.for_access)
        self.assertTrue(self.webhook.for_violation)

    def test_a_company_s_robot_hears_of_that_company_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.webhook.company_id = other
        self._tell_visit()
        self.assertFalse(self._messages(self.webhook))
        self.webhook.company_id = self.env.company
        self._tell_visit()
        self.assertTrue(self._messages(self.webhook))

    # ------------------------------------------------------------------------ secrecy

    def _say(self, visit):
        """A notice on a visit with the customer's name in it."""
        visit.message_notify(
            partner_ids=self.visitor.partner_id.ids,
            subject=f"Go to {self.customer.name}",
            body="Talk about ZQX",
        )

    def test_of_an_open_customer_the_words_are_said(self):
        self._say(self._visit())
        [text] = self._send()
        self.assertIn("Go to Visited Company", text)
        self.assertIn("ZQX", text)

    def test_of_a_classified_customer_number_and_link_only(self):
        visit = self._visit()
        self.customer.sudo().confidentiality_own_level = "2"
        self._say(visit)
        [text] = self._send()
        self.assertIn(visit.number, text)
        self.assertIn(f"/odoo/customer.visit/{visit.id}", text)
        self.assertNotIn("Visited Company", text)
        self.assertNotIn("ZQX", text)

    def test_who_is_classified_while_the_notice_waits_is_not_named(self):
        self._say(self._visit())
        self.customer.sudo().confidentiality_own_level = "1"
        [text] = self._send()
        self.assertNotIn("Visited Company", text)
        self.assertNotIn("ZQX", text)

    def test_the_list_holds_no_words(self):
        self._say(self._visit())
        message = self._messages(self.webhook)
        self.assertNotIn("Visited", message.name)
        for name in ("content", "mail_message_id"):
            self.assertNotIn(name, message.with_user(self.manager).fields_get())

    def test_a_complaint_told_in_confidence_is_a_number(self):
        complaint = self.env["customer.complaint"].create(
            {
                "name": "The ZQX matter",
                "partner_id": self.customer.id,
                "is_confidential": True,
            }
        )
        complaint.message_notify(
            partner_ids=self.visitor.partner_id.ids,
            subject="The ZQX matter",
            body="ZQX",
        )
        [text] = self._send()
        self.assertIn(complaint.number, text)
        self.assertNotIn("ZQX", text)

    def test_what_colleagues_write_stays_inside(self):
        visit = self._visit()
        visit.with_user(self.supervisor).message_post(
            body="ZQX said so",
            partner_ids=self.visitor.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        [text] = self._send()
        self.assertIn(visit.number, text)
        self.assertNotIn("ZQX", text)

    # ------------------------------------------------------------------- being sent

    def test_nothing_is_sent_twice(self):
        self._tell_visit()
        self._send()
        self._send()
        self.assertEqual(len(self.robot.got), 1)

    def test_what_another_cron_took_is_left_alone(self):
        self._tell_visit()
        messages = self.env["customer.policy.webhook.message"]
        mine = messages._take()
        self.assertEqual((mine.state, mine.attempts), ("sending", 1))
        self.assertFalse(messages._take())
        self.assertEqual(self._send(), [])

    def test_what_was_interrupted_is_listed_and_not_sent_again_by_itself(self):
        self._tell_visit()
        message = self.env["customer.policy.webhook.message"]._take()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=6)):
            self.assertEqual(self._send(), [])
        self.assertEqual(message.state, "failed")
        self.assertIn("stopped", message.error)
        message.action_retry()
        self.assertEqual(len(self._send()), 1)

    def test_a_busy_robot_is_tried_again_later_and_later(self):
        self._tell_visit()
        message = self._messages(self.webhook)
        self.robot.answer = (503, "busy")
        now, waits = fields.Datetime.now(), []
        for _attempt in range(3):
            with freeze_time(now):
                self._send()
                waits.append(message.date_next - fields.Datetime.now())
                now = message.date_next
        self.assertEqual(waits, [timedelta(minutes=m) for m in (1, 2, 4)])
        self.assertEqual(message.state, "pending")
        self.assertIn("503", message.error)

    def test_before_its_time_it_is_not_tried_again(self):
        self._tell_visit()
        self.robot.answer = (503, "busy")
        with freeze_time(fields.Datetime.now()):
            self._send()
            self._send()
        self.assertEqual(len(self.robot.got), 1)

    def test_after_the_last_attempt_it_has_failed(self):
        self.webhook.max_attempts = 1
        self._tell_visit()
        self.robot.answer = (503, "busy")
        self._send()
        self.assertEqual(self._messages(self.webhook).state, "failed")
        self.assertEqual(self.webhook.failed_count, 1)

    def test_what_is_refused_has_failed_at_once_and_is_sent_again_by_hand(self):
        self._tell_visit()
        message = self._messages(self.webhook)
        self.robot.answer = (200, '{"errcode": 93000, "errmsg": "invalid key"}')
        self._send()
        self.assertEqual((message.state, message.attempts), ("failed", 1))
        self.assertIn("invalid key", message.error)
        self.robot.answer = self.OK
        message.with_user(self.visitor).action_retry()
        self._send()
        self.assertEqual(message.state, "sent")
        with self.assertRaises(UserError):
            message.action_retry()

    def test_more_than_a_robot_takes_waits_for_the_next_minute(self):
        self.webhook.per_minute = 2
        now = fields.Datetime.now()
        with freeze_time(now):
            for _number in range(3):
                self._tell_visit()
            self.assertEqual(len(self._send()), 2)
        with freeze_time(now + timedelta(seconds=61)):
            self.assertEqual(len(self._send()), 3)

    def test_a_robot_that_is_not_there_holds_up_no_other(self):
        gone = self._webhook(self.visitor, name="Gone")
        self._tell_visit()
        real = webhook_post.post
        calls = []

        def post(url, *args, **kwargs):
            calls.append(url)
            if len(calls) == 1:
                raise TimeoutError
            return real(url, *args, **kwargs)

        with patch.object(webhook_post, "post", post):
            self._send()
        states = (self._messages(gone) | self._messages(self.webhook)).mapped("state")
        self.assertEqual(sorted(states), ["pending", "sent"])

    def test_a_switched_off_or_unconfirmed_webhook_sends_nothing(self):
        self._tell_visit()
        self.webhook.is_confirmed = False
        self.assertEqual(self._send(), [])
        self.assertEqual(self._messages(self.webhook).state, "cancelled")
        self._tell_visit()
        self.assertEqual(len(self._messages(self.webhook)), 1)

    # ------------------------------------------------------------------ where it goes

    def test_addresses_in_the_private_network_are_refused(self):
        for url in ("http://example.com/x", "https://10.0.0.1/", "https://localhost/"):
            with self.subTest(url), self.assertRaises(ValidationError):
                self.webhook.url = url

    def test_in_a_test_nobody_outside_is_told(self):
        self.webhook.url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"
        self.webhook.sudo().is_confirmed = True
        self._tell_visit()
        with patch.object(webhook_post, "post") as post:
            self._send()
            post.assert_not_called()
        self.assertEqual(self._messages(self.webhook).state, "failed")

    def test_a_neutralized_copy_tells_nobody(self):
        self._tell_visit()
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        self.assertEqual(self._send(), [])
        self.assertEqual(self._messages(self.webhook).state, "failed")

    def test_neutralizing_switches_webhooks_off(self):
        self._tell_visit()
        message = self._messages(self.webhook)
        self.env.flush_all()
        self.env.cr.execute(NEUTRALIZE.read_text())
        self.env.invalidate_all()
        self.assertFalse(self.webhook.active)
        self.assertFalse(self.webhook.is_confirmed)
        self.assertNotIn("127.0.0.1", self.webhook.sudo().url_stored)
        self.assertEqual(message.state, "cancelled")

    def test_a_test_message_says_what_the_robot_answers(self):
        self.assertEqual(self.webhook.action_test()["params"]["type"], "success")
        self.robot.answer = (200, '{"errcode": 93000, "errmsg": "bad key"}')
        with self.assertRaisesRegex(UserError, "bad key"):
            self.webhook.action_test()

    def test_address_and_secret_are_not_read_back(self):
        self.webhook.secret = "s3cret"
        mine = self.webhook.with_user(self.visitor)
        self.env.invalidate_all()
        self.assertNotIn("topsecret", mine.url)
        self.assertEqual(mine.secret, "••••••••")
        mine.write({"url": mine.url, "secret": mine.secret})
        self.assertEqual(self.webhook.sudo().secret_stored, "s3cret")
        self.assertEqual(self.webhook.sudo().url_stored, self.robot_url)
        self.assertTrue(self.webhook.is_confirmed)
        self.assertEqual(self.webhook.with_user(self.manager).url, self.robot_url)

    def test_a_new_address_is_confirmed_anew(self):
        mine = self.webhook.with_user(self.visitor)
        mine.url = self.robot_url + "2"
        self.assertFalse(self.webhook.is_confirmed)
        self.webhook.with_user(self.manager).action_confirm()
        self.assertTrue(self.webhook.is_confirmed)
        self.webhook.with_user(self.manager).url = self.robot_url
        self.assertTrue(self.webhook.is_confirmed)

    def test_exactly_one_receiver(self):
        for values in (
            {"user_id": False},
            {"group_id": self.env.ref("customer_policy.group_user").id},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.webhook.write(values)
                self.env.flush_all()

    def test_the_number_of_queries_does_not_grow_with_the_people_told(self):
        people = self.visitor | self.second_visitor | self.supervisor
        for user in people - self.visitor:
            self._webhook(user)
        visit = self._visit()

        def queries(users):
            self.env.flush_all()
            self.env.invalidate_all()
            message = self.env["mail.message"].create(
                {
                    "model": visit._name,
                    "res_id": visit.id,
                    "message_type": "user_notification",
                    "subject": "x",
                }
            )
            recipients = [{"uid": user.id, "share": False} for user in users]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.webhook._take_notice(message, recipients)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(people)
        self.assertLessEqual(queries(people), queries(self.visitor) + 2)

    def test_old_messages_are_swept(self):
        with freeze_time(MONDAY):
            self._tell_visit()
            self._send()
        message = self._messages(self.webhook)
        self.assertEqual(message.state, "sent")
        self.env.cr.execute(
            "UPDATE customer_policy_webhook_message SET create_date = %s", [MONDAY]
        )
        with freeze_time(MONDAY + timedelta(days=89)):
            message._gc_sent()
            self.assertTrue(message.exists())
        with freeze_time(MONDAY + timedelta(days=91)):
            message._gc_sent()
            self.assertFalse(message.exists())
