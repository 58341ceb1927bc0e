from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase

from .grading_common import AUTUMN, SPRING, SUMMER, GradingMixin

ACTIONS = ("compute", "approve", "apply", "draft", "cancel")


class TestGradeReview(GradingMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.best, cls.good, cls.weak = cls.customers = cls._create_customers(3)
        cls._give({cls.best: 90, cls.good: 60, cls.weak: 10}, SPRING)

    def _call(self, review, action):
        getattr(review, f"action_{action}")()

    def _review_in(self, state):
        """A review that has reached ``state`` by its actions."""
        review = (
            self.env["customer.grade.review"]
            .with_user(self.grader)
            .create({"scheme_id": self.scheme.id, "date": SPRING})
        )
        steps = {
            "draft": (),
            "computed": ("compute",),
            "approved": ("compute", "approve"),
            "applied": ("compute", "approve", "apply"),
            "cancelled": ("compute", "cancel"),
        }
        for action in steps[state]:
            self._call(review, action)
        self.assertEqual(review.state, state)
        return review

    # --------------------------------------------------------------------- compute

    def test_compute_proposes_the_grade_of_the_score(self):
        review = self._review(SPRING)
        self.assertEqual(review.state, "computed")
        self.assertEqual(
            {line.partner_id: line.proposed_grade_id for line in review.line_ids},
            {self.best: self.key, self.good: self.core, self.weak: self.ordinary},
        )
        line = self._line(review, self.good)
        self.assertEqual(line.score, 60)
        self.assertEqual(
            line.breakdown,
            [
                {
                    "criterion": self.criterion.id,
                    "metric": "manual",
                    "value": 60.0,
                    "points": 60.0,
                    "weight": 100.0,
                }
            ],
        )
        self.assertEqual(line.final_grade_id, self.core)
        self.assertEqual((line.movement, line.decision), ("new", "pending"))

    def test_compute_changes_no_customer(self):
        self._review(SPRING)
        self.assertFalse(self._assignments(self.customers))
        self.assertFalse(self.customers.customer_grade_id)

    def test_score_weighs_the_points_of_all_criteria(self):
        scheme = self._create_scheme(
            "weighed",
            criterion_ids=[
                self._criterion_command(weight=70),
                self._criterion_command(weight=30, sequence=20),
            ],
        )
        first, second = scheme.criterion_ids
        self._give({self.best: 100, self.good: 40}, SPRING, first)
        self._give({self.best: 50, self.good: 90}, SPRING, second)
        review = self._review(SPRING, scheme)
        self.assertAlmostEqual(self._line(review, self.best).score, 85)
        self.assertAlmostEqual(self._line(review, self.good).score, 55)

    def test_compute_counts_the_latest_points_up_to_its_date(self):
        self._give({self.best: 20}, SUMMER)
        self.assertEqual(self._line(self._review(SPRING), self.best).score, 90)
        self.assertEqual(self._line(self._review(SUMMER), self.best).score, 20)

    def test_points_older_than_the_period_do_not_count(self):
        self.criterion.period_months = 2
        self._give({self.good: 70}, SUMMER)
        self.assertEqual(self._review(SUMMER).line_ids.partner_id, self.good)

    def test_compute_again_takes_what_is_new(self):
        review = self._review(SPRING)
        before = review.line_ids
        self._give({self.weak: 85}, SPRING)
        review.action_compute()
        self.assertEqual(len(review.line_ids), 3)
        self.assertFalse(before.exists())
        self.assertEqual(self._line(review, self.weak).proposed_grade_id, self.key)

    def test_compute_again_forgets_decisions(self):
        review = self._review(SPRING)
        line = self._line(review, self.weak)
        line.write({"final_grade_id": self.key.id, "reason": "A friend"})
        review.action_compute()
        line = self._line(review, self.weak)
        self.assertEqual(
            (line.decision, line.final_grade_id), ("pending", self.ordinary)
        )

    def test_editing_the_scheme_does_not_touch_computed_lines(self):
        review = self._review(SPRING)
        self.key.min_score = 95
        self.criterion.bracket_ids[-1].points = 50
        review.action_approve()
        review.action_apply()
        self.assertEqual(self._held(self.best), self.key)
        self.assertEqual(review.settings["grades"][0]["min_score"], 80)

    def test_counts_follow_the_lines(self):
        self._applied(SPRING)
        self._give({self.best: 60, self.good: 85}, SUMMER)
        review = self._review(SUMMER)
        self.assertEqual(review.line_count, 3)
        self.assertEqual(
            (review.new_count, review.up_count, review.down_count), (0, 1, 1)
        )
        self.assertEqual(review.progress, 100)

    # ----------------------------------------------------------------------- apply

    def test_apply_writes_grades_with_their_scores(self):
        review = self._applied(SPRING)
        self.assertEqual(review.state, "applied")
        self.assertEqual(self._history(self.best), [(self.key, SPRING, False)])
        assignment = self._assignments(self.good)
        self.assertEqual(assignment.score, 60)
        self.assertEqual(assignment.review_id, review.with_env(self.env))
        self.assertEqual(assignment.user_id, self.grader)
        self.assertEqual(
            self.customers.mapped("customer_grade_id"),
            self.key | self.core | self.ordinary,
        )

    def test_a_change_is_noted_on_the_customer_with_its_clause(self):
        clause = self.env.ref("customer_policy.clause_grading_importance")
        self.core.clause_id = clause
        self._applied(SPRING)
        [note] = self._notes(self.good)
        for words in ("no grade → Grade B", "60.0", str(SPRING), clause.number):
            self.assertIn(words, note)

    def test_nothing_is_noted_where_nothing_changes(self):
        self._applied(SPRING)
        self._applied(SUMMER, {self.good: 65})
        self.assertEqual(len(self._notes(self.good)), 1)
        self.assertEqual(self._history(self.good), [(self.core, SPRING, False)])
        self.assertEqual(self._assignments(self.good).score, 65)

    def test_a_change_ends_the_old_grade_on_the_day_the_new_begins(self):
        self._applied(SPRING)
        self._applied(SUMMER, {self.best: 20})
        self.assertEqual(
            self._history(self.best),
            [(self.key, SPRING, SUMMER), (self.ordinary, SUMMER, False)],
        )
        self.assertEqual(self.best.customer_grade_id, self.ordinary)

    def test_applying_twice_is_refused_and_changes_nothing(self):
        review = self._applied(SPRING)
        before = self._assignments(self.customers)
        with self.assertRefused("is applied"):
            review.action_apply()
        self.assertEqual(self._assignments(self.customers), before)

    def test_an_older_review_is_refused_after_a_newer_one(self):
        older = self._review(SPRING)
        newer = self._applied(SUMMER)
        older.action_approve()
        with self.assertRefused(newer.display_name, "start a new one"):
            older.action_apply()
        self.assertEqual(self._history(self.best), [(self.key, SUMMER, False)])

    def test_one_open_review_per_scheme_and_day(self):
        self._review(SPRING)
        with self.assertViolates("customer.grade.review", "open already"):
            self._review(SPRING)

    def test_a_cancelled_review_makes_room_for_another(self):
        self._review(SPRING).action_cancel()
        self.env.flush_all()
        self.assertEqual(self._applied(SPRING).state, "applied")

    def test_a_second_review_of_an_applied_day_changes_nothing(self):
        self._applied(SPRING)
        before = self._history(self.best)
        again = self._review(SPRING)
        self.assertFalse(again.new_count + again.up_count + again.down_count)
        again.action_apply()
        self.assertEqual(self._history(self.best), before)

    def test_a_review_looks_back(self):
        with self.assertRefused("choose today or an earlier day"):
            self._review(self._today().replace(year=2199, day=1))
        self.assertEqual(self._review(self._today()).state, "computed")

    # ---------------------------------------------------------------------- states

    def test_each_state_allows_only_its_own_actions(self):
        allowed = {
            "draft": {"compute", "cancel"},
            "computed": {"compute", "approve", "apply", "draft", "cancel"},
            "approved": {"apply", "cancel"},
            "applied": set(),
            "cancelled": {"draft"},
        }
        for state, actions in allowed.items():
            for action in set(ACTIONS) - actions:
                with self.subTest(state=state, action=action):
                    with self.env.cr.savepoint() as savepoint:
                        review = self._review_in(state)
                        with self.assertRefused(
                            review.name, f"is {state}", "possible only when it is"
                        ):
                            self._call(review, action)
                        self.assertEqual(review.state, state)
                        savepoint.rollback()
                    self.env.invalidate_all()

    def test_a_review_at_work_in_the_background_is_left_alone(self):
        review = self._review_in("computed")
        review.sudo().pending_step = "compute"
        for action in ACTIONS:
            with (
                self.subTest(action=action),
                self.assertRefused(review.name, "in the background"),
            ):
                self._call(review, action)

    def test_a_cancelled_review_can_be_taken_up_again(self):
        review = self._review_in("cancelled")
        review.action_draft()
        self.assertEqual(review.state, "draft")
        self.assertFalse(review.line_ids)
        review.action_compute()
        self.assertEqual(len(review.line_ids), 3)

    def test_what_was_computed_cannot_be_moved_to_another_scheme_or_day(self):
        other = self._create_scheme("other")
        review = self._review(SPRING)
        for vals in (
            {"scheme_id": other.id},
            {"date": SUMMER},
            {"is_simulation": True},
            {"company_id": self.env["res.company"].create({"name": "Branch"}).id},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused(review.name, "back to draft"),
            ):
                review.write(vals)
                self.env.flush_all()

    def test_a_draft_can_still_be_changed(self):
        review = self._review_in("draft")
        review.write({"date": SUMMER, "is_simulation": True})
        review.action_compute()
        self.assertEqual(review.date, SUMMER)

    def test_an_applied_review_is_not_deleted(self):
        review = self._review_in("applied")
        with self.assertRefused("cannot be deleted"):
            review.unlink()

    def test_a_review_applied_in_part_is_neither_cancelled_nor_deleted(self):
        review = self._review_in("approved")
        review.sudo().applied_line_id = review.line_ids[0].id
        for method in (review.action_cancel, review.unlink):
            with self.subTest(method=method.__name__), self.assertRefused("in part"):
                method()

    def test_a_review_that_is_not_applied_can_be_deleted(self):
        review = self._review_in("approved")
        review.unlink()
        self.assertFalse(self._assignments(self.customers))

    # -------------------------------------------------------------------- approval

    def test_no_approval_needed_applies_at_once(self):
        self.scheme.approval = "none"
        review = self._review(SPRING)
        review.action_apply()
        self.assertEqual(review.state, "applied")

    def test_changes_need_approval(self):
        self.scheme.approval = "changes"
        review = self._review(SPRING)
        with self.assertRefused(review.name, "approve it"):
            review.action_apply()
        self.assertFalse(self._assignments(self.customers))

    def test_a_review_without_changes_needs_no_approval(self):
        self.scheme.approval = "changes"
        self._applied(SPRING)
        review = self._review(SUMMER)
        review.action_apply()
        self.assertEqual(review.state, "applied")

    def test_an_overridden_line_is_a_change_that_needs_approval(self):
        self.scheme.approval = "changes"
        self._applied(SPRING)
        review = self._review(SUMMER)
        self._line(review, self.weak).write(
            {"final_grade_id": self.core.id, "reason": "Signed a contract"}
        )
        with self.assertRefused("approve it"):
            review.action_apply()

    def test_every_review_may_need_approval(self):
        self.scheme.approval = "all"
        self._applied(SPRING)
        review = self._review(SUMMER)
        with self.assertRefused("approve it"):
            review.action_apply()
        review.action_approve()
        review.action_apply()
        self.assertEqual(review.approved_by_id, self.grader)

    # ------------------------------------------------------------------- decisions

    def test_approval_accepts_what_nobody_decided(self):
        review = self._review(SPRING)
        review.action_approve()
        self.assertEqual(set(review.line_ids.mapped("decision")), {"accepted"})

    def test_override_takes_effect_with_its_reason(self):
        review = self._review(SPRING)
        line = self._line(review, self.weak)
        line.write({"final_grade_id": self.core.id, "reason": "Group is growing"})
        self.assertEqual(line.decision, "overridden")
        review.action_approve()
        review.action_apply()
        assignment = self._assignments(self.weak)
        self.assertEqual(assignment.grade_id, self.core)
        self.assertEqual(assignment.reason, "Group is growing")
        self.assertIn("Group is growing", self._notes(self.weak)[0])

    def test_another_grade_than_proposed_needs_a_reason(self):
        line = self._line(self._review(SPRING), self.weak)
        with self.assertRefused("Customer 3", "reason", error=ValidationError):
            line.final_grade_id = self.core
        self.assertEqual(line.final_grade_id, self.ordinary)

    def test_a_reason_cannot_be_taken_away(self):
        line = self._line(self._review(SPRING), self.weak)
        line.write({"final_grade_id": self.core.id, "reason": "Growing"})
        with self.assertRefused("Customer 3", "reason"):
            line.reason = False

    def test_a_grade_of_another_scheme_is_refused(self):
        other = self._create_scheme("other").grade_ids[0]
        line = self._line(self._review(SPRING), self.weak)
        for grade in (other, other.browse()):
            with self.subTest(grade=grade), self.assertRefused("Scheme test"):
                line.write({"final_grade_id": grade.id, "reason": "By mistake"})

    def test_keep_leaves_the_grade_held(self):
        self._applied(SPRING)
        self._give({self.best: 20}, SUMMER)
        review = self._review(SUMMER)
        line = self._line(review, self.best)
        line.action_keep("A bad quarter only")
        self.assertEqual((line.final_grade_id, line.decision), (self.key, "kept"))
        self.assertEqual(line.movement, "same")
        review.action_approve()
        review.action_apply()
        self.assertEqual(self._history(self.best), [(self.key, SPRING, False)])

    def test_keep_against_the_proposal_needs_a_reason(self):
        self._applied(SPRING)
        self._give({self.best: 20}, SUMMER)
        line = self._line(self._review(SUMMER), self.best)
        with self.assertRefused("Customer 1", "reason"):
            line.action_keep(False)

    def test_accept_takes_a_decision_back(self):
        line = self._line(self._review(SPRING), self.weak)
        line.write({"final_grade_id": self.key.id, "reason": "By mistake"})
        line.action_accept()
        self.assertEqual(line.final_grade_id, self.ordinary)
        self.assertEqual((line.decision, line.reason), ("accepted", False))

    def test_lines_are_closed_once_the_review_is_approved(self):
        review = self._review(SPRING)
        review.action_approve()
        line = self._line(review, self.weak)
        for vals in (
            {"final_grade_id": self.key.id, "reason": "Late"},
            {"reason": "Late"},
            {"locked_until": AUTUMN},
        ):
            with self.subTest(vals=vals), self.assertRefused("no longer open"):
                line.write(vals)

    def test_what_a_line_was_computed_from_cannot_be_written(self):
        line = self._line(self._review(SPRING), self.weak)
        for vals in (
            {"score": 99},
            {"proposed_grade_id": self.key.id},
            {"decision": "accepted"},
            {"partner_id": self.best.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                line.write(vals)

    # ------------------------------------------------------------- bulk decisions

    def test_the_dialog_overrides_many_lines(self):
        review = self._review(SPRING)
        self._decide(
            review.line_ids, "override", grade_id=self.core.id, reason="New market"
        )
        self.assertEqual(review.line_ids.final_grade_id, self.core)
        self.assertEqual(
            sorted(review.line_ids.mapped("decision")),
            ["accepted", "overridden", "overridden"],
        )

    def test_the_dialog_keeps_many_lines(self):
        self._applied(SPRING)
        self._give({self.best: 20, self.good: 20}, SUMMER)
        review = self._review(SUMMER)
        self._decide(review.line_ids, "keep", reason="Strike in the harbour")
        self.assertFalse(review.down_count)

    def test_the_dialog_accepts_many_lines(self):
        review = self._review(SPRING)
        self._decide(
            review.line_ids, "override", grade_id=self.core.id, reason="New market"
        )
        self._decide(review.line_ids, "accept")
        self.assertEqual(set(review.line_ids.mapped("decision")), {"accepted"})

    def test_the_dialog_asks_for_grade_and_reason(self):
        review = self._review(SPRING)
        with self.assertRefused("Choose the grade"):
            self._decide(review.line_ids, "override", reason="Why not")
        with self.assertRefused("reason"):
            self._decide(review.line_ids, "override", grade_id=self.key.id)
        self.assertEqual(set(review.line_ids.mapped("decision")), {"pending"})

    def test_the_dialog_takes_lines_of_one_scheme(self):
        other = self._create_scheme("other")
        self._give({self.best: 10}, SPRING, other.criterion_ids)
        lines = self._review(SPRING).line_ids | self._review(SPRING, other).line_ids
        with self.assertRefused("scheme"):
            self._decide(lines, "override", grade_id=self.key.id, reason="Mixed")
        self.assertEqual(set(lines.mapped("decision")), {"pending"})

    # ------------------------------------------------------------------ simulation

    def test_a_simulation_is_neither_approved_nor_applied(self):
        review = self._review(SPRING, is_simulation=True)
        self.assertEqual(len(review.line_ids), 3)
        for action in ("approve", "apply"):
            with self.subTest(action=action), self.assertRefused("simulation"):
                self._call(review, action)
        self.assertFalse(self._assignments(self.customers))

    def test_a_simulation_stands_beside_a_review_of_the_same_day(self):
        self._review(SPRING)
        self._review(SPRING, is_simulation=True)
        self.assertEqual(len(self._review(SPRING, is_simulation=True).line_ids), 3)
