from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestPolicyWebhookSimultaneous(TransactionCase):
    """Two crons send at one moment, each on a connection of its own.

    The data is committed, and deleted again at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._connection() as env:
            cls.user_id = new_test_user(
                env,
                login="webhook_simultaneous",
                groups="customer_policy.group_user",
                lang="en_US",
            ).id
            webhook = env["customer.policy.webhook"].create(
                {
                    "name": "At Once",
                    "url": "https://robot.example.com/",
                    "user_id": cls.user_id,
                }
            )
            cls.webhook_id = webhook.id
            cls.addClassCleanup(cls._clean_up)
            messages = env["customer.policy.webhook.message"].create(
                [
                    {"webhook_id": webhook.id, "wing": "visit", "name": str(number)}
                    for number in range(2)
                ]
            )
            cls.message_ids = messages.ids

    @classmethod
    @contextmanager
    def _connection(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

    @classmethod
    def _clean_up(cls):
        with cls._connection() as env:
            env["customer.policy.webhook"].browse(cls.webhook_id).unlink()
            user = env["res.users"].browse(cls.user_id)
            partner = user.partner_id
            user.unlink()
            partner.unlink()

    def _take(self, env):
        return env["customer.policy.webhook.message"]._take()

    def test_each_message_is_taken_by_one_of_them(self):
        with self._connection() as one, self._connection() as other:
            taken = [self._take(one).id, self._take(other).id]
            self.assertEqual(sorted(taken), self.message_ids)
            self.assertFalse(self._take(one))
            self.assertFalse(self._take(other))
            one.cr.rollback()
            other.cr.rollback()

    @mute_logger("odoo.sql_db")
    def test_who_looked_before_the_other_took_one_takes_the_next(self):
        with self._connection() as one, self._connection() as other:
            other["customer.policy.webhook.message"].search_count([])
            first = self._take(one).id
            one.cr.commit()
            second = self._take(other).id
            self.assertEqual(sorted((first, second)), self.message_ids)
            other.cr.commit()
        with self._connection() as env:
            messages = env["customer.policy.webhook.message"].browse(self.message_ids)
            self.assertEqual(messages.mapped("attempts"), [1, 1])
            messages.write({"state": "pending", "attempts": 0})
