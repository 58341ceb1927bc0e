from random import Random

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time

from .grading_common import SPRING, SUMMER, GradingMixin


class TestGradeHistory(GradingMixin, TransactionCase):
    """What holds whatever people do, tried with random sequences of doings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_scheme("other")
        cls.customers = cls._create_customers(6)

    def _give_points(self, random, day):
        self._give({random.choice(self.customers): random.randint(0, 100)}, day)

    def _run_review(self, random, day):
        scheme = random.choice([self.scheme, self.other])
        self._give(
            {
                customer: random.randint(0, 100)
                for customer in random.sample(self.customers, 3)
            },
            day,
            scheme.criterion_ids,
        )
        review = self._review(day, scheme)
        for line in random.sample(review.line_ids, min(2, len(review.line_ids))):
            line.write(
                {"final_grade_id": random.choice(scheme.grade_ids), "reason": "Chance"}
            )
        if random.random() < 0.2:
            review.action_cancel()
            return
        review.action_approve()
        review.action_apply()

    def _grade_by_hand(self, random, day):
        scheme = random.choice([self.scheme, self.other])
        lock = random.choice([False, day + relativedelta(months=2)])
        self._set_by_hand(
            self.env["res.partner"].union(*random.sample(self.customers, 2)),
            random.choice(scheme.grade_ids),
            locked_until=lock,
        )

    def _change_settings(self, random, day):
        self.scheme.write(
            {
                "max_steps_down": random.randint(0, 2),
                "min_months_in_grade": random.randint(0, 4),
            }
        )

    def _play(self, seed, steps=12):
        """Do random things on ever later days; a refusal is no failure."""
        random = Random(seed)
        day = SPRING
        doings = [
            self._give_points,
            self._run_review,
            self._run_review,
            self._grade_by_hand,
            self._change_settings,
        ]
        for _step in range(steps):
            day += relativedelta(days=random.randint(0, 40))
            with freeze_time(day):
                try:
                    with self.env.cr.savepoint():
                        random.choice(doings)(random, day)
                except UserError:
                    self.env.invalidate_all()
        return day

    def test_one_open_end_and_no_overlap(self):
        for seed in range(4):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._play(seed)
                for scheme in self.scheme | self.other:
                    graded = self._assignments(self.customers, scheme).partner_id
                    self.assertHistoriesHold(graded, scheme)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_the_grade_shown_is_the_current_one(self):
        for seed in range(4, 7):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._play(seed)
                for customer in self.customers:
                    self.assertEqual(customer.customer_grade_id, self._held(customer))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_reviewing_the_same_day_again_changes_nothing(self):
        for seed in range(7, 9):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                day = self._play(seed) + relativedelta(months=6)
                self.scheme.write({"max_steps_down": 0, "min_months_in_grade": 0})
                with freeze_time(day):
                    self._applied(day)
                    before = self._snapshot()
                    self._applied(day)
                self.assertEqual(self._snapshot(), before)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_the_order_of_customers_does_not_matter(self):
        points = {customer: 15 * place for place, customer in enumerate(self.customers)}
        self.criterion.basis = "percentile"
        self._give(points, SPRING)
        self._give(dict(reversed(points.items())), SUMMER)
        scores = [
            {line.partner_id: line.score for line in self._review(day).line_ids}
            for day in (SPRING, SUMMER)
        ]
        self.assertEqual(*scores)
        ordered = [scores[0][customer] for customer in self.customers]
        self.assertEqual(ordered, sorted(ordered))

    def _snapshot(self):
        return [
            (a.partner_id, a.grade_id, a.date_from, a.date_to, a.reason, a.user_id)
            for a in self._assignments(self.customers)
        ]
