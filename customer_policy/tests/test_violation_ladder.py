from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError

from .violation_common import MONDAY, ViolationCase

FINE = {"sequence": 1, "measure": "fine", "fine_min": 200, "fine_max": 1000}


class TestViolationLadder(ViolationCase):
    def _decided(self, day=2, **values):
        return self._lead(self._report(date=date(2026, 2, day), **values), "decided")

    def test_the_shipped_ladder_warns_suspends_dismisses(self):
        with self._at():
            cases = [self._lead(self._report(type_id=self.leak.id)) for _n in range(4)]
        measures = [case.penalty_ids.measure for case in cases]
        self.assertEqual(measures, ["warning", "suspension", "dismissal", "dismissal"])
        self.assertEqual([case.occurrence for case in cases], [1, 2, 3, 4])

    def test_types_of_a_ladder_count_together_or_each_by_itself(self):
        gain = self.env.ref("customer_policy.violation_type_gain")
        with self._at():
            self._decided(type_id=self.leak.id)
            self._decided(type_id=self.gift.id)
            self.assertEqual(self._decided(type_id=gain.id).occurrence, 2)
            self.assertEqual(self._decided(type_id=self.promise.id).occurrence, 1)
            self.assertEqual(self._decided(type_id=self.gift.id).occurrence, 2)

    def test_what_lapsed_counts_no_longer(self):
        with self._at():
            self._lead(self._report(date=date(2025, 3, 1)), "decided")
            self.assertEqual(self._decided(2).occurrence, 2)
            later = self._lead(self._report(date=date(2026, 3, 1)), "decided")
            self.assertEqual(later.occurrence, 2)
            old = self._lead(self._report(date=date(2020, 1, 1)), "decided")
            self.assertEqual(old.occurrence, 1)

    def test_by_severity(self):
        kind = self._ladder(
            {"sequence": 1, "measure": "warning"},
            {"sequence": 2, "measure": "demerit"},
            {"sequence": 3, "measure": "dismissal"},
            basis="severity",
        )
        with self._at():
            for severity, measure in (
                ("1", "warning"),
                ("2", "demerit"),
                ("4", "dismissal"),
            ):
                case = self._decided(type_id=kind.id, severity=severity)
                self.assertEqual(case.step_id.measure, measure)

    def test_a_measure_concerns_several_people_the_supervisor_twice(self):
        kind = self._ladder(
            FINE,
            {**FINE, "fine_min": 100, "fine_max": 500, "target": "first_responsible"},
            {
                "sequence": 1,
                "measure": "points",
                "points": 3,
                "target": "supervisor",
                "factor": 2,
            },
        )
        with self._at():
            case = self._lead(
                self._report(
                    type_id=kind.id, first_responsible_id=self.first_responsible.id
                ),
                "heard",
            )
        fines = case.penalty_ids.filtered(lambda p: p.measure == "fine")
        self.assertEqual(fines.mapped("employee_id.name"), ["Culprit", "On Site"])
        self.assertEqual(fines.mapped("fine"), [200, 100])
        points = case.penalty_ids - fines
        self.assertEqual((points.employee_id, points.points), (self.boss_employee, 6))

    def test_a_fine_stays_within_its_range(self):
        kind = self._ladder(FINE)
        case = self._lead(self._report(type_id=kind.id), "heard")
        penalty = case.penalty_ids.with_user(self.violation_officer)
        penalty.fine = 1000
        for fine in (199, 1001, -5):
            with self.subTest(fine=fine), self.assertRaises(ValidationError):
                penalty.fine = fine
                penalty.flush_recordset()
        with self.assertRaises(AccessError):
            penalty.fine_max = 9999

    def test_a_fine_is_in_the_currency_of_the_company(self):
        kind = self._ladder(FINE)
        coin = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "x",
                "rate_ids": [(0, 0, {"name": "2020-01-01", "rate": 4})],
            }
        )
        former = self.env.company.currency_id
        former.rate_ids.unlink()
        self.env.company.currency_id = coin
        case = self._lead(self._report(type_id=kind.id), "heard")
        penalty = case.penalty_ids
        self.assertEqual(kind.ladder_id.step_ids.currency_id, former)
        self.assertEqual(penalty.currency_id, coin)
        self.assertEqual((penalty.fine, penalty.fine_max), (800, 4000))

    def test_a_loss_is_compensated(self):
        case = self._lead(
            self._report(type_id=self.promise.id, loss_amount=720.5), "heard"
        )
        paid = case.penalty_ids.filtered(lambda p: p.measure == "compensation")
        self.assertEqual(paid.compensation, 720.5)

    def test_only_who_proposes_sets_penalties_and_only_before_the_decision(self):
        case = self._lead(self._report(), "heard")
        penalty = case.penalty_ids
        with self.assertRaises(AccessError):
            penalty.with_user(self.second_violation_officer).points = 5
        penalty.with_user(self.violation_officer).points = 5
        self._lead(case, "decided")
        with self.assertRaises(UserError):
            penalty.with_user(self.violation_officer).points = 50

    def test_what_was_revoked_does_not_count(self):
        with self._at():
            first = self._decided()
            first.with_user(self.deciding_manager).action_revoke("Wrong person.")
            self.assertEqual(self._decided().occurrence, 1)

    def test_later_steps_are_proposed_anew_after_a_revocation(self):
        with self._at():
            cases = [self._lead(self._report()) for _n in range(3)]
            cases[0].with_user(self.deciding_manager).action_revoke("Wrong person.")
            self.assertEqual(cases[1].due_step_id.measure, "warning")
            self.assertEqual(cases[2].due_step_id.measure, "suspension")
            self.assertEqual(cases[2].step_id.measure, "dismissal")
            other = cases[2].with_user(self.second_violation_officer)
            other.action_adopt_step("One was revoked.")
            self.assertEqual(cases[2].step_id.measure, "suspension")
            self.assertEqual(cases[2].occurrence, 2)
            by_state = cases[2].penalty_ids.grouped("state")
            self.assertEqual(by_state["cancelled"].measure, "dismissal")
            # The second's own suspension stands until its step is adopted, too.
            begins = cases[2].penalty_ids.filtered("date_from").mapped("date_from")
            self.assertIn(cases[1].penalty_ids.date_to + timedelta(days=1), begins)
            with self.assertRaisesRegex(UserError, "right as it is"):
                other.action_adopt_step("Again")

    def test_two_decided_together_take_two_steps(self):
        with self._at():
            both = self._report() | self._report()
            for case in both:
                self._lead(case, "heard")
            both.with_user(self.deciding_manager).action_decide("Both.")
        self.assertEqual(sorted(both.mapped("occurrence")), [1, 2])
        self.assertEqual(
            sorted(both.penalty_ids.mapped("measure")), ["suspension", "warning"]
        )

    def test_the_step_is_what_the_recount_says_after_anything(self):
        """Report, decide, revoke and appeal, beside a count by hand."""
        with self._at():
            cases = [self._lead(self._report(), "in_force") for _n in range(4)]
            appealed = cases[1].with_user(self.culprit)
            appealed.action_appeal("No.")
            cases[1].with_user(self.second_violation_officer).action_decide_appeal(
                True, "Right."
            )
            cases[0].with_user(self.deciding_manager).action_revoke("Wrong.")
            cases.append(self._lead(self._report(), "decided"))
        standing = [case for case in cases if case.state != "revoked"]
        for place, case in enumerate(standing, 1):
            step = case.due_step_id or case.step_id
            self.assertEqual(step.sequence, min(place, 3))

    def test_settings_that_cannot_work_are_refused(self):
        Ladder = self.env["customer.penalty.ladder"]
        step = {"sequence": 1, "measure": "warning"}
        bad = {
            "zero months": {"window_months": 0, "step_ids": [(0, 0, step)]},
            "negative": {"window_months": -3, "step_ids": [(0, 0, step)]},
            "no steps": {},
            "a gap": {"step_ids": [(0, 0, step), (0, 0, {**step, "sequence": 3})]},
            "no first": {"step_ids": [(0, 0, {**step, "sequence": 2})]},
            "no days": {"step_ids": [(0, 0, {"sequence": 1, "measure": "suspension"})]},
            "range": {"step_ids": [(0, 0, {**FINE, "fine_min": 5000})]},
            "nobody": {"step_ids": [(0, 0, {**step, "target": "supervisor"})]},
        }
        for name, values in bad.items():
            with self.subTest(case=name), self.assertRaises(ValidationError):
                Ladder.create({"name": "Bad", **values})
        ladder = self.env.ref("customer_policy.penalty_ladder_conduct")
        with self.assertRaises(ValidationError):
            ladder.step_ids.filtered(lambda s: s.sequence == 2).unlink()
        with self.assertRaises(ValidationError):
            ladder.step_ids[0].sequence = 7

    def test_deciding_asks_the_database_no_more_for_a_long_record(self):
        kind = self._ladder(FINE)
        with self._at():
            self._decided(type_id=kind.id)
            few = self._queries_of_a_decision(kind)
            for _n in range(15):
                self._decided(type_id=kind.id)
            many = self._queries_of_a_decision(kind)
            suspension = self._queries_of_a_decision(
                self._ladder(
                    {"sequence": 1, "measure": "suspension", "suspension_days": 7}
                )
            )
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 25)
        self.assertLessEqual(suspension, 25)

    def _queries_of_a_decision(self, kind):
        """Notices aside: the activity that asked for it."""
        case = self._lead(self._report(type_id=kind.id), "heard")
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(type(case), "_drop_activities"):
            before = self.env.cr.sql_log_count
            case.with_user(self.deciding_manager).action_decide("Proved.")
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_moments_are_those_of_monday(self):
        with self._at(MONDAY):
            self.assertEqual(self._decided().date_decided, MONDAY)
