from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import TransactionCase, freeze_time
from odoo.tools import mute_logger

from ..models import customer_grade_review_apply as apply_module
from ..models import customer_grade_review_compute as compute_module
from .grading_common import AUTUMN, SPRING, SUMMER, GradingMixin

CRON_LOGGER = "odoo.addons.customer_policy.models.customer_grade_review_cron"


class TestGradeBatch(GradingMixin, TransactionCase):
    """Large reviews: piece by piece, in the background, safe to kill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(compute_module, "CHUNK_SIZE", 3))
        cls.startClassPatcher(patch.object(apply_module, "CHUNK_SIZE", 3))
        cls.customers = cls._create_customers(8)
        cls._give(dict.fromkeys(cls.customers, 90), SPRING)
        cls.process = cls.env.ref("customer_policy.ir_cron_process_reviews")
        cls.start = cls.env.ref("customer_policy.ir_cron_start_due_reviews")

    def _queue(self, day=SPRING, scheme=None, **vals):
        """A review that waits for the background, as one too large would."""
        self.env["ir.config_parameter"].set_param(
            "customer_policy.review_sync_limit", 0
        )
        return self._review(day, scheme, **vals)

    def _kill(self, review):
        """What a killed worker leaves: what was committed, no temporary table."""
        self.env.flush_all()
        review.sudo()._drop_values()
        self.env.invalidate_all()

    def _run_cron(self, cron):
        with self.enter_registry_test_mode():
            result = cron.method_direct_trigger()
        self.assertIs(result, True)

    @contextmanager
    def _failing(self, failing, error=None, times=None):
        """Chunks of the reviews ``failing`` raise ``error``, ``times`` times."""
        original = type(failing)._run_chunk
        raised = []

        def run_chunk(review):
            if review.id in failing.ids and (times is None or len(raised) < times):
                raised.append(review)
                raise error or ZeroDivisionError("a metric divides by zero")
            return original(review)

        with patch.object(type(failing), "_run_chunk", run_chunk):
            yield raised

    # ----------------------------------------------------------------------- chunks

    def test_a_large_review_waits_for_the_background(self):
        review = self._queue()
        self.assertEqual((review.state, review.pending_step), ("draft", "compute"))
        self.assertFalse(review.line_ids)
        trigger = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.process.id)]
        )
        self.assertTrue(trigger)

    def test_chunks_take_every_customer_once(self):
        review = self._queue().sudo()
        left = [review._run_chunk() for _chunk in range(3)]
        self.assertEqual(left, [5, 2, 0])
        self.assertEqual(review.line_ids.partner_id, self.customers)
        self.assertEqual(len(review.line_ids), 8)
        self.assertEqual(review.state, "computed")

    def test_progress_grows_with_the_chunks(self):
        review = self._queue().sudo()
        progress = []
        for _chunk in range(3):
            review._run_chunk()
            self.env.invalidate_all()
            progress.append(round(review.progress, 1))
        self.assertEqual(progress, [37.5, 75, 100])

    def test_compute_goes_on_after_a_kill(self):
        review = self._queue().sudo()
        review._run_chunk()
        self._kill(review)
        review._run_chunk()
        self._kill(review)
        self.assertFalse(review._run_chunk())
        self.assertEqual(sorted(review.line_ids.partner_id.ids), self.customers.ids)
        self.assertEqual(len(review.line_ids), 8)

    def test_compute_after_a_kill_takes_the_thresholds_it_began_with(self):
        self.criterion.basis = "median"
        review = self._queue().sudo()
        review._run_chunk()
        settings = review.settings
        self._give(dict.fromkeys(self.customers, 10), SPRING)
        self._kill(review)
        while review._run_chunk():
            pass
        self.assertEqual(review.settings, settings)

    def test_apply_goes_on_after_a_kill(self):
        self._applied(SPRING)
        self._give(dict.fromkeys(self.customers[:5], 60), SUMMER)
        review = self._queue(SUMMER).sudo()
        while review._run_chunk():
            pass
        review.action_approve()
        review.action_apply()
        self.assertEqual(review._run_chunk(), 5)
        self._kill(review)
        self.assertEqual(review._run_chunk(), 2)
        self._kill(review)
        self.assertEqual(review._run_chunk(), 0)
        self.assertEqual(review.state, "applied")
        self.assertEqual(self.customers[:5].customer_grade_id, self.core)
        self.assertEqual(self.customers[5:].customer_grade_id, self.key)
        self.assertEqual(len(self._assignments(self.customers)), 13)
        self.assertHistoriesHold(self.customers)
        self.assertEqual(len(self._notes(self.customers[0])), 2)

    def test_customers_graded_while_an_apply_stands_still_are_left_alone(self):
        review = self._queue().sudo()
        while review._run_chunk():
            pass
        review.action_approve()
        review.action_apply()
        review._run_chunk()
        self._set_by_hand(self.customers[0] | self.customers[-1], self.ordinary)
        while review._run_chunk():
            pass
        self.assertEqual(self._held(self.customers[-1]), self.ordinary)
        self.assertEqual(self._held(self.customers[0]), self.ordinary)
        self.assertEqual(review.skipped_count, 1)

    def test_an_exact_multiple_of_the_chunk_ends(self):
        self.customers[6:].unlink()
        review = self._review(SPRING)
        self.assertEqual(review.line_count, 6)
        review.action_approve()
        review.action_apply()
        self.assertEqual(review.state, "applied")
        self.assertEqual(len(self._assignments(self.customers[:6])), 6)

    # ------------------------------------------------------------------- background

    def test_the_background_computes_and_applies(self):
        review = self._queue()
        self._run_cron(self.process)
        self.assertEqual((review.state, review.line_count), ("computed", 8))
        review.action_approve()
        review.action_apply()
        self.assertEqual(review.state, "approved")
        self._run_cron(self.process)
        self.assertEqual(review.state, "applied")
        self.assertEqual(self.customers.customer_grade_id, self.key)

    def test_the_background_without_work_does_nothing(self):
        self._run_cron(self.process)
        self._run_cron(self.process)

    def test_a_failing_review_does_not_stop_the_others(self):
        other = self._create_scheme("other")
        self._give(dict.fromkeys(self.customers, 60), SPRING, other.criterion_ids)
        failing, fine = self._queue(), self._queue(scheme=other)
        with self._failing(failing), mute_logger(CRON_LOGGER):
            self._run_cron(self.process)
        self.assertEqual((failing.state, failing.pending_step), ("draft", False))
        self.assertIn("a metric divides by zero", failing.message_ids[0].body)
        self.assertEqual(fine.state, "computed")

    def test_a_failed_review_can_be_started_again(self):
        review = self._queue()
        with self._failing(review, times=1), mute_logger(CRON_LOGGER):
            self._run_cron(self.process)
        review.action_compute()
        self._run_cron(self.process)
        self.assertEqual((review.state, review.line_count), ("computed", 8))

    def test_an_apply_that_failed_half_way_goes_on(self):
        review = self._queue()
        self._run_cron(self.process)
        review.action_approve()
        review.action_apply()
        review.sudo()._run_chunk()
        with self._failing(review, times=1), mute_logger(CRON_LOGGER):
            self._run_cron(self.process)
        self.assertEqual((review.state, review.pending_step), ("approved", False))
        self.assertEqual(len(self._assignments(self.customers)), 3)
        review.action_apply()
        self._run_cron(self.process)
        self.assertEqual(review.state, "applied")
        self.assertEqual(len(self._assignments(self.customers)), 8)

    def test_a_chunk_that_collides_with_somebody_else_is_tried_again(self):
        review = self._queue()
        with self._failing(review, SerializationFailure("collision"), 2) as raised:
            self._run_cron(self.process)
        self.assertEqual(len(raised), 2)
        self.assertEqual((review.state, review.line_count), ("computed", 8))

    # ----------------------------------------------------------------- due reviews

    def _due(self, **vals):
        self.scheme.write(
            {"review_interval_months": 3, "review_date_next": SUMMER, **vals}
        )
        # Other schemes of the database are none of this test's business.
        others = self.env["customer.grade.scheme"].search([]) - self.scheme
        others.review_interval_months = 0

    def _due_reviews(self):
        return self.env["customer.grade.review"].search(
            [("scheme_id", "=", self.scheme.id), ("is_automatic", "=", True)]
        )

    def test_a_review_starts_on_its_day(self):
        self._due()
        with freeze_time("2025-06-29 12:00:00"):
            self._run_cron(self.start)
        self.assertFalse(self._due_reviews())
        with freeze_time("2025-06-30 12:00:00"):
            self._run_cron(self.start)
        self.assertEqual(self._due_reviews().date, SUMMER)
        self.assertEqual(self._due_reviews().pending_step, "compute")

    def test_a_due_review_waits_for_approval_of_its_changes(self):
        self._due(user_id=self.grader.id)
        with freeze_time("2025-06-30 12:00:00"):
            self._run_cron(self.start)
            self._run_cron(self.process)
        review = self._due_reviews()
        self.assertEqual(review.state, "computed")
        self.assertEqual(review.activity_ids.user_id, self.grader)
        self.assertFalse(self._assignments(self.customers))
        review.with_user(self.grader).action_approve()
        self.assertFalse(review.activity_ids)

    def test_a_due_review_that_needs_no_approval_is_applied(self):
        self._due(approval="none")
        with freeze_time("2025-06-30 12:00:00"):
            self._run_cron(self.start)
            self._run_cron(self.process)
        review = self._due_reviews()
        self.assertEqual(review.state, "applied")
        self.assertEqual(self.customers.customer_grade_id, self.key)
        self.assertEqual(self.scheme.review_date_next, AUTUMN)

    def test_a_due_review_without_changes_is_applied(self):
        self._applied(SPRING)
        self._due(approval="changes")
        with freeze_time("2025-06-30 12:00:00"):
            self._run_cron(self.start)
            self._run_cron(self.process)
        self.assertEqual(self._due_reviews().state, "applied")

    def test_one_review_is_due_once(self):
        self._due()
        with freeze_time("2025-07-02 12:00:00"):
            self._run_cron(self.start)
            self._run_cron(self.start)
        self.assertEqual(len(self._due_reviews()), 1)

    def test_an_open_review_is_finished_before_the_next_starts(self):
        self._due()
        self._review(SPRING)
        with freeze_time("2025-07-02 12:00:00"):
            self._run_cron(self.start)
        self.assertFalse(self._due_reviews())

    def test_a_missed_year_is_made_up_by_one_review(self):
        self._due(approval="none")
        with freeze_time("2026-06-30 12:00:00"):
            self._run_cron(self.start)
            self._run_cron(self.process)
            self.assertEqual(len(self._due_reviews()), 1)
            self.assertEqual(str(self.scheme.review_date_next), "2026-09-30")

    def test_an_archived_scheme_is_never_due(self):
        self._due()
        self.scheme.active = False
        with freeze_time("2025-07-02 12:00:00"):
            self._run_cron(self.start)
        self.assertFalse(self._due_reviews())

    def test_a_scheme_that_cannot_grade_says_so_and_lets_the_others_start(self):
        self._due()
        broken = self._create_scheme("broken")
        broken.write({"review_interval_months": 3, "review_date_next": SPRING})
        broken.criterion_ids.weight = 60
        with freeze_time("2025-07-02 12:00:00"):
            self._run_cron(self.start)
        self.assertFalse(broken.review_ids)
        self.assertIn("must make 100", broken.message_ids[0].body)
        self.assertEqual(len(self._due_reviews()), 1)

    def test_an_unreadable_filter_does_not_stop_the_others(self):
        self._due()
        broken = self._create_scheme("broken", population="domain")
        broken.write({"review_interval_months": 3, "review_date_next": SPRING})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_grade_scheme SET customer_domain = '[(' WHERE id = %s",
            [broken.id],
        )
        self.env.invalidate_all()
        with freeze_time("2025-07-02 12:00:00"), mute_logger(CRON_LOGGER):
            self._run_cron(self.start)
            self._run_cron(self.process)
        self.assertEqual(self._due_reviews().state, "computed")
        texts = broken.message_ids.mapped(
            "body"
        ) + broken.review_ids.message_ids.mapped("body")
        self.assertTrue([text for text in texts if "The filter of scheme" in text])


class TestGradeQueries(GradingMixin, TransactionCase):
    """The number of queries does not grow with the number of customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.few = cls._create_customers(20)
        cls.many = cls._create_customers(200)

    def _queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def assertSameQueries(self, work):
        """``work`` needs as many queries for 200 customers as for 20."""
        work(self.few[:1])
        few = self._queries(lambda: work(self.few))
        many = self._queries(lambda: work(self.many))
        self.assertLessEqual(many, few)

    def _scheme_of(self, customers, points):
        scheme = self._create_scheme(f"size_{len(customers)}_{points}")
        self._give(dict.fromkeys(customers, points), SPRING, scheme.criterion_ids)
        return scheme

    def test_compute(self):
        schemes = {
            len(customers): self._scheme_of(customers, 90)
            for customers in (self.few[:1], self.few, self.many)
        }
        self.assertSameQueries(lambda c: self._review(SPRING, schemes[len(c)]))

    def test_apply(self):
        reviews = {}
        for customers in (self.few[:1], self.few, self.many):
            review = self._review(SPRING, self._scheme_of(customers, 90))
            review.action_approve()
            reviews[len(customers)] = review
        self.assertSameQueries(lambda c: reviews[len(c)].action_apply())

    def test_apply_of_the_primary_scheme(self):
        self._give(dict.fromkeys(self.few, 90), SPRING)
        few = self._review(SPRING)
        few.action_approve()
        few_count = self._queries(few.action_apply)
        self._give(dict.fromkeys(self.many, 60), SUMMER)
        many = self._review(SUMMER)
        many.action_approve()
        self.assertLessEqual(self._queries(many.action_apply), few_count + 2)

    def test_grade_by_hand(self):
        self.assertSameQueries(
            lambda customers: self._set_by_hand(customers, self.core)
        )

    def test_list_with_the_grade(self):
        self._set_by_hand(self.few | self.many, self.core)
        Partner = self.env["res.partner"].with_user(self.users["staff"])
        columns = {
            "complete_name": {},
            "customer_grade_id": {"fields": {"display_name": {}}},
            "customer_grade_color": {},
        }
        self.assertSameQueries(
            lambda customers: Partner.web_search_read(
                [("id", "in", customers.ids)], columns, limit=len(customers)
            )
        )

    def test_list_costs_one_query_more_with_the_grade(self):
        self._set_by_hand(self.many, self.core)
        Partner = self.env["res.partner"].with_user(self.users["staff"])

        def read(**columns):
            return self._queries(
                lambda: Partner.web_search_read(
                    [("id", "in", self.many.ids)],
                    {"complete_name": {}, **columns},
                    limit=80,
                )
            )

        read(customer_grade_id={"fields": {"display_name": {}}})
        without = read()
        with_grade = read(customer_grade_id={"fields": {"display_name": {}}})
        self.assertLessEqual(with_grade, without + 1)

    def test_list_of_review_lines(self):
        reviews = {
            len(customers): self._review(SPRING, self._scheme_of(customers, 90))
            for customers in (self.few[:1], self.few, self.many)
        }
        Line = self.env["customer.grade.review.line"].with_user(self.grader)
        columns = {
            "partner_id": {"fields": {"display_name": {}}},
            "proposed_grade_id": {"fields": {"display_name": {}}},
            "color_proposed": {},
            "score": {},
        }
        self.assertSameQueries(
            lambda customers: Line.web_search_read(
                [("review_id", "=", reviews[len(customers)].id)], columns, limit=500
            )
        )

    def test_decisions_in_bulk(self):
        reviews = {
            len(customers): self._review(SPRING, self._scheme_of(customers, 90))
            for customers in (self.few[:1], self.few, self.many)
        }
        self.assertSameQueries(
            lambda customers: self._decide(
                reviews[len(customers)].line_ids,
                "override",
                grade_id=reviews[len(customers)].scheme_id.grade_ids[1].id,
                reason="New market",
            )
        )
