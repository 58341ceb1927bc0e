from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

MANAGER = "customer_policy.group_manager"


@tagged("post_install", "-at_install")
class TestPolicyRequestSimultaneous(TransactionCase):
    """Two decide on one request at one moment, each on a connection of its own.

    The data is committed, and deleted again at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._connection() as env:
            people = [
                new_test_user(
                    env,
                    login=f"request_{n}",
                    name=f"Decider {n}",
                    groups=MANAGER,
                    lang="en_US",
                )
                for n in range(3)
            ]
            cls.user_ids = [user.id for user in people]
            cls.addClassCleanup(cls._clean_up)

    @classmethod
    @contextmanager
    def _connection(cls, user_id=SUPERUSER_ID):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, user_id, {"lang": "en_US"})

    @classmethod
    def _clean_up(cls):
        with cls._connection() as env:
            policies = env["customer.policy"].search([("number", "=like", "AT-ONCE-%")])
            env["customer.policy.request"].search(
                [("res_model", "=", policies._name), ("res_id", "in", policies.ids)]
            ).unlink()
            policies.message_ids.unlink()
            policies.activity_ids.unlink()
            env.cr.execute(
                "DELETE FROM customer_policy_clause WHERE policy_id = ANY(%s)",
                [policies.ids],
            )
            env.cr.execute(
                "DELETE FROM customer_policy WHERE id = ANY(%s)", [policies.ids]
            )
            env.invalidate_all()
            users = env["res.users"].browse(cls.user_ids)
            partners = users.partner_id
            env["mail.message"].search([("partner_ids", "in", partners.ids)]).unlink()
            users.unlink()
            partners.unlink()

    def _submitted(self, number):
        with self._connection(self.user_ids[2]) as env:
            policy = env["customer.policy"].create(
                {
                    "number": f"AT-ONCE-{number}",
                    "name": "At once",
                    "clause_ids": [(0, 0, {"number": "1", "name": "First"})],
                }
            )
            policy.action_submit()
            env.cr.flush()
            request = (
                env["customer.policy.request"]
                .sudo()
                .search([("res_model", "=", policy._name), ("res_id", "=", policy.id)])
            )
            return policy.id, request.id

    def test_the_second_of_two_decisions_is_told_of_the_first(self):
        policy_id, request_id = self._submitted(1)
        with self._connection(self.user_ids[1]) as late:
            request = late["customer.policy.request"].browse(request_id)
            # The snapshot of the later one is older than the other's decision.
            self.assertEqual(request.state, "pending")
            with self._connection(self.user_ids[0]) as early:
                early["customer.policy.request"].browse(request_id).action_approve()
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                patch("odoo.service.model.time.sleep"),
                self.assertRaisesRegex(UserError, "Decider 0 has decided"),
            ):
                retrying(partial(request._decide, "reject", "No."), late)
            late.cr.rollback()
        with self._connection() as env:
            policy = env["customer.policy"].browse(policy_id)
            self.assertEqual(policy.state, "approved")
            self.assertEqual(policy.approved_by_id.id, self.user_ids[0])

    def test_while_one_is_at_it_the_other_is_told(self):
        _policy_id, request_id = self._submitted(2)
        with self._connection(self.user_ids[0]) as early:
            early["customer.policy.request"].browse(request_id)._decide("approve")
            with self._connection(self.user_ids[1]) as late:
                request = late["customer.policy.request"].browse(request_id)
                with (
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(UserError, "at this moment"),
                ):
                    request._decide("approve")
                late.cr.rollback()
