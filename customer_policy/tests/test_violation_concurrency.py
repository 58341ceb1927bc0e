from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

GENERAL_MANAGER = "customer_policy.group_violation_general_manager"


@tagged("post_install", "-at_install")
class TestViolationConcurrency(TransactionCase):
    """Two acts on one person at one moment, each on a connection of its own.

    The data is committed, and deleted again at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._connection() as env:
            people = [
                new_test_user(env, login=f"simultaneous_{n}", groups=GENERAL_MANAGER)
                for n in range(2)
            ]
            cls.user_ids = [user.id for user in people]
            cls.addClassCleanup(cls._remove_people)

    @classmethod
    @contextmanager
    def _connection(cls, user_id=SUPERUSER_ID, commit=True):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, user_id, {"lang": "en_US"})
            if not commit:
                cr.rollback()

    @classmethod
    def _remove_people(cls):
        with cls._connection() as env:
            users = env["res.users"].browse(cls.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            self.employee_id = env["hr.employee"].create({"name": "Simultaneous"}).id
            self.addCleanup(self._remove_cases)
            cases = env["customer.violation"].create(
                [
                    {
                        "name": f"At once {n}",
                        "employee_id": self.employee_id,
                        "type_id": env.ref("customer_policy.violation_type_leak").id,
                        "facts": "Seen.",
                    }
                    for n in range(2)
                ]
            )
            cases.action_investigate()
            for case in cases:
                case.action_hear("Yes.")
            self.case_ids = cases.ids

    def _remove_cases(self):
        with self._connection() as env:
            cases = env["customer.violation"].browse(self.case_ids)
            cases.message_ids.unlink()
            cases.activity_ids.unlink()
            cases.message_follower_ids.unlink()
            for table in ("customer_penalty", "customer_violation"):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE employee_id = %s",
                        SQL.identifier(table),
                        self.employee_id,
                    )
                )
            env.invalidate_all()
            env["hr.employee"].browse(self.employee_id).unlink()

    def test_two_decisions_at_one_moment_take_two_steps(self):
        first_id, second_id = self.case_ids
        with self._connection(self.user_ids[1]) as late:
            case = late["customer.violation"].browse(second_id)
            # The snapshot of the later one is older than the other's decision.
            self.assertEqual(case.state, "heard")
            with self._connection(self.user_ids[0]) as early:
                early["customer.violation"].browse(first_id).action_decide("One.")
            self._retry(late, partial(case.action_decide, "Two."))
        with self._connection() as env:
            cases = env["customer.violation"].browse(self.case_ids)
            self.assertEqual(cases.mapped("state"), ["decided", "decided"])
            self.assertEqual(sorted(cases.mapped("occurrence")), [1, 2])
            self.assertEqual(sorted(cases.mapped("decision_rank")), [1, 2])
            self.assertEqual(
                sorted(cases.penalty_ids.mapped("measure")), ["suspension", "warning"]
            )

    def test_a_decision_does_not_count_what_is_revoked_at_that_moment(self):
        first_id, second_id = self.case_ids
        with self._connection(self.user_ids[0]) as env:
            env["customer.violation"].browse(first_id).action_decide("One.")
        with self._connection(self.user_ids[1]) as late:
            case = late["customer.violation"].browse(second_id)
            # To the snapshot of the decision the other one stands.
            self.assertEqual(case.state, "heard")
            with self._connection(self.user_ids[1]) as early:
                early["customer.violation"].browse(first_id).action_revoke("Wrong.")
            self._retry(late, partial(case.action_decide, "Two."))
        with self._connection() as env:
            case = env["customer.violation"].browse(second_id)
            self.assertEqual((case.decision_rank, case.occurrence), (2, 1))
            self.assertEqual(case.penalty_ids.mapped("measure"), ["warning"])

    def test_a_revocation_sees_what_is_decided_at_that_moment(self):
        first_id, second_id = self.case_ids
        with self._connection(self.user_ids[0]) as env:
            env["customer.violation"].browse(first_id).action_decide("One.")
        with self._connection(self.user_ids[1]) as late:
            case = late["customer.violation"].browse(first_id)
            self.assertEqual(case.state, "decided")
            with self._connection(self.user_ids[0]) as early:
                early["customer.violation"].browse(second_id).action_decide("Two.")
            self._retry(late, partial(case.action_revoke, "Wrong."))
        with self._connection() as env:
            case = env["customer.violation"].browse(second_id)
            self.assertEqual((case.occurrence, case.due_occurrence), (2, 1))

    @staticmethod
    def _retry(env, act):
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch("odoo.service.model.time.sleep"),
        ):
            retrying(act, env)
