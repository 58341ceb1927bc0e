from unittest.mock import patch

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase

from .grading_common import SPRING, GradingMixin


class TestGradeScheme(GradingMixin, TransactionCase):
    def _assert_scheme_refused(self, *words, **vals):
        """Creating the scheme is refused, naming it, and leaves nothing behind."""
        with self.assertRefused("Scheme wrong", *words):
            self._create_scheme("wrong", **vals)
        self.assertFalse(
            self.env["customer.grade.scheme"].search([("code", "=", "wrong")])
        )

    def _contacts_looked_at(self, **vals):
        """Whether all contacts were compared for a new scheme."""
        self.env.flush_all()
        with patch.object(
            type(self.env.cr), "execute", autospec=True, side_effect=Cursor.execute
        ) as execute:
            self._create_scheme(**vals)
        texts = [str(call.args[1]) for call in execute.call_args_list]
        return any("UPDATE res_partner partner" in text for text in texts)

    def test_a_scheme_looks_at_no_contact_while_nobody_is_graded(self):
        self.env.cr.execute("UPDATE customer_grade_assignment SET date_to = date_from")
        self.env.cr.execute("UPDATE res_partner SET customer_grade_id = NULL")
        self.env.invalidate_all()
        branch = self.env["res.company"].create({"name": "Branch"})
        vals = {"is_primary": True, "company_id": branch.id}
        self.assertFalse(self._contacts_looked_at(code="first", **vals))
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.env["res.partner"].create({"name": "Graded"})
        self.env.cr.execute(
            "UPDATE res_partner SET customer_grade_id = %s WHERE id = %s",
            [self.scheme.grade_ids[0].id, partner.id],
        )
        vals["company_id"] = other.id
        self.assertTrue(self._contacts_looked_at(code="second", **vals))

    # -------------------------------------------------------------------- weights

    def test_weights_must_make_100(self):
        for weights in ([60], [60, 60], [0], [33.3, 33.3, 33.3]):
            with self.subTest(weights=weights):
                self._assert_scheme_refused(
                    f"{sum(weights):g}",
                    "must make 100",
                    criterion_ids=[
                        self._criterion_command(weight=weight) for weight in weights
                    ],
                )

    def test_thirds_of_a_hundred_pass_as_100(self):
        scheme = self._create_scheme(
            "thirds",
            criterion_ids=[
                self._criterion_command(weight=weight)
                for weight in (33.33, 33.33, 33.34)
            ],
        )
        self.assertAlmostEqual(scheme.weight_total, 100)

    def test_one_criterion_more_must_take_its_weight_from_the_others(self):
        more = self._criterion_command(weight=25)
        with self.assertRefused("Scheme test", "make 125", "must make 100"):
            self.scheme.criterion_ids = [more]
        less = Command.update(self.criterion.id, {"weight": 75})
        self.scheme.criterion_ids = [more, less]
        self.assertEqual(self.scheme.weight_total, 100)

    def test_archived_criterion_does_not_count_towards_100(self):
        less = Command.update(self.criterion.id, {"weight": 75})
        self.scheme.criterion_ids = [self._criterion_command(weight=25), less]
        self.criterion.write({"active": False, "weight": 0})
        self.scheme.criterion_ids.weight = 100
        customer = self._create_customers(1)
        self._applied(SPRING, {customer: 60})
        self.assertEqual(self._assignments(customer).score, 60)

    def test_weight_changed_on_its_own_is_refused_by_the_review(self):
        self.criterion.weight = 60
        review = (
            self.env["customer.grade.review"]
            .with_user(self.grader)
            .create({"scheme_id": self.scheme.id, "date": SPRING})
        )
        with self.assertRefused("Scheme test", "make 60", "must make 100"):
            review.action_compute()
        self.assertEqual(review.state, "draft")
        self.assertFalse(review.pending_step)
        self.assertFalse(review.line_ids)

    # ------------------------------------------------------------------ thresholds

    def test_thresholds_of_grades_must_fall_to_zero(self):
        for min_scores, words in (
            ([], "add at least one"),
            ([80, 80, 0], "its own threshold"),
            ([0, 50, 80], "must fall from the best grade to the last"),
            ([80, 50, 10], "must begin at a score of 0"),
            ([80, 0, 0], "its own threshold"),
        ):
            with self.subTest(min_scores=min_scores):
                self._assert_scheme_refused(
                    words, grade_ids=self._grade_commands(min_scores)
                )

    def test_a_threshold_outside_0_to_100_is_refused(self):
        for min_score in (-1, 100.5):
            with (
                self.subTest(min_score=min_score),
                self.assertViolates("customer.grade", "between 0 and 100"),
            ):
                self._create_scheme(
                    "wrong", grade_ids=self._grade_commands([min_score, 0])
                )

    def test_all_problems_are_told_at_once(self):
        self._assert_scheme_refused(
            "must fall",
            "must make 100",
            "criterion Impression has no brackets",
            grade_ids=self._grade_commands([50, 80, 0]),
            criterion_ids=[self._criterion_command(brackets=(), weight=10)],
        )

    def test_grades_without_criteria_need_no_thresholds(self):
        scheme = self._create_scheme(
            "by_hand", criterion_ids=[], grade_ids=self._grade_commands([0, 0, 0])
        )
        customer = self._create_customers(1)
        self._set_by_hand(customer, scheme.grade_ids[1])
        self.assertEqual(self._held(customer, scheme), scheme.grade_ids[1])

    def test_scheme_without_criteria_cannot_be_reviewed(self):
        scheme = self._create_scheme("by_hand", criterion_ids=[])
        with self.assertRefused("Scheme by_hand", "no criteria", "by hand"):
            self._review(SPRING, scheme)

    # -------------------------------------------------------------------- brackets

    def test_criterion_needs_a_bracket(self):
        self._assert_scheme_refused(
            "criterion Impression has no brackets; add at least one",
            criterion_ids=[self._criterion_command(brackets=())],
        )

    def test_brackets_that_begin_at_the_same_value_are_refused(self):
        with self.assertViolates("customer.grade.bracket", "begin at the same value"):
            self._create_scheme(
                "wrong",
                criterion_ids=[
                    self._criterion_command(brackets=((0, 0), (50, 20), (50, 80)))
                ],
            )

    def test_brackets_of_a_percentile_lie_between_0_and_100(self):
        for value in (-1, 101):
            with self.subTest(value=value):
                self._assert_scheme_refused(
                    "criterion Impression",
                    "percentiles",
                    "between 0 and 100",
                    criterion_ids=[
                        self._criterion_command(
                            brackets=((value, 0),), basis="percentile"
                        )
                    ],
                )

    def test_multiples_of_a_median_are_not_negative(self):
        self._assert_scheme_refused(
            "criterion Impression",
            "cannot be negative",
            criterion_ids=[
                self._criterion_command(brackets=((-2, 0),), basis="median")
            ],
        )

    def test_points_of_a_bracket_lie_between_0_and_100(self):
        for points in (-5, 120):
            with (
                self.subTest(points=points),
                self.assertViolates("customer.grade.bracket", "between 0 and 100"),
            ):
                self._create_scheme(
                    "wrong",
                    criterion_ids=[self._criterion_command(brackets=((0, points),))],
                )

    def test_another_basis_must_fit_the_brackets_there_are(self):
        self.criterion.bracket_ids[-1].value_from = 500
        with self.assertRefused("criterion Impression", "between 0 and 100"):
            self.criterion.basis = "percentile"
        self.assertEqual(self.criterion.basis, "absolute")

    def test_order_of_brackets_does_not_matter(self):
        scheme = self._create_scheme(
            "shuffled",
            criterion_ids=[self._criterion_command(brackets=((100, 100), (0, 0)))],
        )
        customer = self._create_customers(1)
        self._applied(SPRING, {customer: 60}, scheme)
        self.assertEqual(self._assignments(customer, scheme).score, 60)

    # --------------------------------------------------------------------- primary

    def test_one_primary_scheme_for_all_companies(self):
        with self.assertViolates("customer.grade.scheme", "primary scheme already"):
            self._create_scheme("second", is_primary=True)

    def test_one_primary_scheme_per_company(self):
        company = self.env["res.company"].create({"name": "Branch"})
        other = self.env["res.company"].create({"name": "Other Branch"})
        self._create_scheme("branch", is_primary=True, company_id=company.id)
        self._create_scheme("other", is_primary=True, company_id=other.id)
        with self.assertViolates("customer.grade.scheme", "Take its mark away"):
            self._create_scheme("again", is_primary=True, company_id=company.id)

    def test_second_scheme_cannot_be_made_primary(self):
        second = self._create_scheme("second")
        with self.assertViolates("customer.grade.scheme", "primary scheme already"):
            second.is_primary = True

    def test_archived_primary_scheme_makes_room_for_another(self):
        self.scheme.active = False
        self._create_scheme("second", is_primary=True)
        with self.assertViolates("customer.grade.scheme", "primary scheme already"):
            self.scheme.active = True

    def test_code_of_a_scheme_is_unique(self):
        with self.assertViolates("customer.grade.scheme", "choose another code"):
            self._create_scheme("test")

    def test_the_primary_scheme_decides_the_grade_shown(self):
        second = self._create_scheme("second")
        customer = self._create_customers(1)
        self._set_by_hand(customer, self.key)
        self._set_by_hand(customer, second.grade_ids[2])
        self.assertEqual(customer.customer_grade_id, self.key)
        self.scheme.is_primary = False
        self.assertFalse(customer.customer_grade_id)
        second.is_primary = True
        self.assertEqual(customer.customer_grade_id, second.grade_ids[2])

    def test_archived_primary_scheme_shows_no_grade(self):
        customer = self._create_customers(1)
        contact = self._create_customers(1, parent_id=customer.id, is_company=False)
        self._set_by_hand(customer, self.key)
        self.scheme.active = False
        self.assertFalse((customer | contact).customer_grade_id)
        second = self._create_scheme("second", is_primary=True)
        self._set_by_hand(customer, second.grade_ids[1])
        other = self._create_customers(1, parent_id=customer.id, is_company=False)
        self.env.flush_all()
        self.assertEqual(other.customer_grade_id, second.grade_ids[1])
        self.assertEqual(
            customer.grade_explanation["grade"]["name"], second.grade_ids[1].name
        )

    # ------------------------------------------------------------------ life of it

    def test_archived_scheme_cannot_be_reviewed(self):
        self.scheme.active = False
        with self.assertRefused("Scheme test", "archived", "restore it first"):
            self._review(SPRING)

    def test_scheme_that_graded_somebody_is_archived_not_deleted(self):
        self._set_by_hand(self._create_customers(1), self.key)
        with self.assertRefused("Archive it instead"):
            self.scheme.with_user(self.manager).unlink()

    def test_grade_that_was_held_is_archived_not_deleted(self):
        customer = self._create_customers(1)
        self._set_by_hand(customer, self.key)
        self._set_by_hand(customer, self.core)
        with self.assertRefused("Grade A", "Archive it instead"):
            self.key.unlink()
        self.key.active = False
        self.assertEqual(len(self._history(customer)), 2)

    def test_grade_that_is_held_is_not_archived(self):
        self._set_by_hand(self._create_customers(1), self.core)
        with self.assertRefused("Grade B", "another grade first"):
            self.core.active = False

    def test_copy_takes_grades_criteria_and_brackets_but_not_the_primary_mark(self):
        copy = self.scheme.with_user(self.manager).copy()
        self.assertFalse(copy.is_primary)
        self.assertEqual(copy.grade_ids.mapped("min_score"), [80, 50, 0])
        self.assertEqual(copy.criterion_ids.weight, 100)
        self.assertEqual(copy.criterion_ids.bracket_ids.mapped("points"), [0, 100])
        self.assertNotEqual(copy.code, self.scheme.code)
        self.assertEqual(self.scheme.grade_ids.scheme_id, self.scheme)

    def test_shipped_schemes_hold(self):
        for code in ("importance", "intent", "scale", "credit"):
            scheme = self.env.ref(f"customer_policy.scheme_{code}")
            problems = scheme._settings_problems() if scheme.criterion_ids else []
            self.assertEqual(problems, [], scheme.name)
            self.assertEqual(len(scheme.grade_ids), 3)
            self.assertTrue(scheme.clause_id)

    # ---------------------------------------------------------------------- filter

    def test_filter_that_cannot_be_read_is_refused(self):
        for domain in ("[(", "[('no_such_field', '=', 1)]", "['x']", "7", "foo()"):
            with (
                self.subTest(domain=domain),
                self.assertRefused(
                    "The filter of scheme Scheme test",
                    "choose the conditions again",
                    error=ValidationError,
                ),
            ):
                self.scheme.write({"population": "domain", "customer_domain": domain})
        self.assertEqual(self.scheme.population, "metrics")

    def test_filter_broken_by_a_removed_field_stops_the_review_unchanged(self):
        customer = self._create_customers(1)
        self._applied(SPRING, {customer: 90})
        self.scheme.population = "domain"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_grade_scheme SET customer_domain = %s WHERE id = %s",
            ["[('x_gone', '=', 1)]", self.scheme.id],
        )
        self.env.invalidate_all()
        review = self.env["customer.grade.review"].create({"scheme_id": self.scheme.id})
        with self.assertRefused("The filter of scheme Scheme test"):
            review.action_compute()
        self.assertEqual(review.state, "draft")
        self.assertEqual(self._held(customer), self.key)
