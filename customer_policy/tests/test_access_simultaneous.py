from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

CUSTODIAN = "customer_policy.group_custodian,customer_policy.group_clearance_top_secret"


@tagged("post_install", "-at_install")
class TestAccessSimultaneous(TransactionCase):
    """Two custodians at one request, each on a connection of their own."""

    @classmethod
    @contextmanager
    def _connection(cls, uid=SUPERUSER_ID, commit=True):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid, {"lang": "en_US"})
            if not commit:
                cr.rollback()

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            self.users = [
                new_test_user(env, f"simultaneous_{n}", groups, lang="en_US").id
                for n, groups in enumerate(["base.group_user", CUSTODIAN, CUSTODIAN])
            ]
            partner = env["res.partner"].create({"name": "At Once", "is_company": True})
            self.partner_id = partner.id
            until = fields.Date.today() + timedelta(days=9)
            partner.with_user(self.users[1]).action_classify("2", "Test", until)
            request = (
                env["customer.access.grant"]
                .with_user(self.users[0])
                .action_request("At Once", "Test")
            )
            self.request_id = request.id
        self.addCleanup(self._clear)

    def _clear(self):
        with self._connection() as env:
            env["customer.access.grant"].browse(self.request_id).unlink()
            env["customer.confidentiality.register"].search(
                [("partner_id", "=", self.partner_id)]
            ).unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            users = env["res.users"].browse(self.users)
            partners = users.partner_id
            users.unlink()
            partners.unlink()
            env["customer.confidentiality"]._forget()

    def _request(self, env):
        return env["customer.access.grant"].browse(self.request_id)

    def test_the_second_is_refused_while_the_first_decides(self):
        first, second = self.users[1:]
        with (
            self._connection(first) as mine,
            self._connection(second, commit=False) as theirs,
        ):
            self._request(mine).action_grant(self.partner_id)
            with self.assertRaisesRegex(UserError, "Somebody else is working on this"):
                self._request(theirs).action_refuse("No")
        with self._connection() as env:
            self.assertEqual(self._request(env).state, "granted")

    def test_the_second_is_refused_after_the_first_decided(self):
        first, second = self.users[1:]
        with self._connection(second, commit=False) as theirs:
            self.assertEqual(self._request(theirs).state, "requested")
            with self._connection(first) as mine:
                self._request(mine).action_grant(self.partner_id)
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                patch("odoo.service.model.time.sleep"),
                self.assertRaisesRegex(UserError, "granted already"),
            ):
                retrying(lambda: self._request(theirs).action_refuse("No"), theirs)
