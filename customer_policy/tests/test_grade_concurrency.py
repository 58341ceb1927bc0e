from contextlib import contextmanager
from functools import partial
from threading import Barrier, Thread
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from .grading_common import SPRING


@tagged("post_install", "-at_install")
class TestGradeConcurrency(TransactionCase):
    """Several people at one review, each on a connection of their own.

    The data is committed, and deleted again at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._connection() as env:
            cls.scheme_id = cls._create_scheme(env).id
            customers = env["res.partner"].create(
                [{"name": f"Simultaneous {n}", "is_company": True} for n in range(5)]
            )
            cls.customer_ids = customers.ids
            cls.addClassCleanup(cls._clean_up)

    @classmethod
    @contextmanager
    def _connection(cls, commit=True):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            if not commit:
                cr.rollback()

    @classmethod
    def _create_scheme(cls, env):
        brackets = [
            Command.create({"value_from": value, "points": value}) for value in (0, 100)
        ]
        return env["customer.grade.scheme"].create(
            {
                "name": "Simultaneous",
                "code": "simultaneous",
                "approval": "none",
                "grade_ids": [
                    Command.create({"name": "One", "code": "1", "min_score": 50}),
                    Command.create({"name": "Two", "code": "2", "sequence": 20}),
                ],
                "criterion_ids": [
                    Command.create(
                        {"metric": "manual", "weight": 100, "bracket_ids": brackets}
                    )
                ],
            }
        )

    @classmethod
    def _clean_up(cls):
        with cls._connection() as env:
            partners = env["res.partner"].browse(cls.customer_ids).exists()
            partners.unlink()
            env["customer.grade.scheme"].browse(cls.scheme_id).unlink()

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            criterion = (
                env["customer.grade.scheme"].browse(self.scheme_id).criterion_ids
            )
            env["customer.grade.entry"].create(
                [
                    {
                        "criterion_id": criterion.id,
                        "partner_id": partner_id,
                        "date": SPRING,
                        "points": 80,
                        "note": "As agreed",
                    }
                    for partner_id in self.customer_ids
                ]
            )
            review = env["customer.grade.review"].create(
                {"scheme_id": self.scheme_id, "date": SPRING}
            )
            review.action_compute()
            self.review_id = review.id
        self.addCleanup(self._clear)

    def _clear(self):
        with self._connection() as env:
            review = self._review(env)
            (review.message_ids | review.line_ids.partner_id.message_ids).unlink()
            review.message_follower_ids.unlink()
            for model in ("assignment", "review", "entry"):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE scheme_id = %s",
                        SQL.identifier(f"customer_grade_{model}"),
                        self.scheme_id,
                    )
                )

    def _review(self, env):
        return env["customer.grade.review"].browse(self.review_id)

    def _assertGradedOnce(self):
        with self._connection() as env:
            assignments = env["customer.grade.assignment"].search(
                [("scheme_id", "=", self.scheme_id)]
            )
            self.assertEqual(
                sorted(assignment.partner_id.id for assignment in assignments),
                sorted(self.customer_ids),
            )
            self.assertEqual(self._review(env).state, "applied")

    def test_a_second_apply_is_refused_while_the_first_is_at_work(self):
        with self._connection() as first, self._connection(commit=False) as second:
            self._review(first).action_apply()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(UserError, "Somebody else is working"),
            ):
                self._review(second).action_apply()
        self._assertGradedOnce()

    def test_a_second_apply_that_began_before_the_first_ended_is_refused(self):
        with self._connection(commit=False) as second:
            # Its view of the database is from before the first one.
            self.assertEqual(self._review(second).state, "computed")
            with self._connection() as first:
                self._review(first).action_apply()
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                patch("odoo.service.model.time.sleep"),
                self.assertRaisesRegex(UserError, "is applied"),
            ):
                retrying(self._review(second).action_apply, second)
        self._assertGradedOnce()

    def test_of_several_at_once_one_applies(self):
        barrier = Barrier(4)
        results = []

        def work():
            with self._connection() as env:
                review = self._review(env)
                self.assertEqual(review.state, "computed")
                barrier.wait(timeout=20)
                try:
                    retrying(review.action_apply, env)
                    results.append("applied")
                except UserError as error:
                    env.cr.rollback()
                    results.append(str(error))

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            # Odoo's runner holds this lock while it waits for the tests.
            patch.object(Registry, "_lock", DummyRLock()),
        ):
            threads = [Thread(target=work, daemon=True) for _manager in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=60)
        self.assertEqual(results.count("applied"), 1, results)
        self.assertEqual(len(results), 4)
        self._assertGradedOnce()

    def test_two_computations_at_once_make_one_set_of_lines(self):
        with self._connection() as first, self._connection(commit=False) as second:
            self._review(first).action_compute()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(UserError, "Somebody else is working"),
            ):
                self._review(second).action_compute()
        with self._connection() as env:
            self.assertEqual(len(self._review(env).line_ids), 5)

    def test_a_decision_while_the_review_is_applied_does_not_get_lost(self):
        """Either it counts, or it is refused."""
        with self._connection() as env:
            self._review(env).line_ids.action_accept()
        with self._connection(commit=False) as late:
            review = self._review(late)
            line = review.line_ids[0]
            self.assertEqual(review.state, "computed")
            with self._connection() as first:
                self._review(first).action_apply()
            vals = {
                "final_grade_id": review.scheme_id.grade_ids[1].id,
                "reason": "Too late",
            }
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                patch("odoo.service.model.time.sleep"),
                self.assertRaisesRegex(UserError, "no longer open"),
            ):
                retrying(partial(line.write, vals), late)
        self._assertGradedOnce()

    def test_a_grade_by_hand_during_an_apply_ends_with_one_current_grade(self):
        customer_id = self.customer_ids[0]
        with self._connection(commit=False) as late:
            grade = self._review(late).scheme_id.grade_ids[1]
            partner = late["res.partner"].browse(customer_id)
            self.assertFalse(partner.grade_assignment_ids)
            with self._connection() as first:
                self._review(first).action_apply()
            give = partial(
                late["customer.grade.assignment"]._assign, partner, grade, "By hand"
            )
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                patch("odoo.service.model.time.sleep"),
            ):
                try:
                    retrying(give, late)
                except UserError as error:
                    self.assertIn("current grade", str(error))
                    late.cr.rollback()
        with self._connection() as env:
            current = env["customer.grade.assignment"].search(
                [
                    ("partner_id", "=", customer_id),
                    ("scheme_id", "=", self.scheme_id),
                    ("date_to", "=", False),
                ]
            )
            self.assertEqual(len(current), 1)

    def test_somebody_editing_a_customer_does_not_stop_the_background(self):
        with self._connection() as env:
            review = self._review(env)
            review.action_approve()
            review.pending_step = "apply"
        with self._connection() as background:
            review = self._review(background)
            self.assertEqual(review.pending_step, "apply")
            with self._connection() as person:
                customer = person["res.partner"].browse(self.customer_ids[0])
                customer.customer_grade_id = False
                customer.city = "Leeds"
            with mute_logger("odoo.sql_db"):
                while review._run_chunk_safely():
                    background.cr.commit()
        self._assertGradedOnce()

    def test_a_collision_leaves_the_review_waiting_for_its_next_try(self):
        with self._connection() as env:
            review = self._review(env)
            review.action_approve()
            review.pending_step = "apply"
        with self._connection() as background:
            review = self._review(background)
            with patch.object(
                type(review),
                "_run_chunk",
                side_effect=SerializationFailure("collision"),
            ):
                self.assertTrue(review._run_chunk_safely())
        with self._connection() as env:
            self.assertEqual(self._review(env).pending_step, "apply")
