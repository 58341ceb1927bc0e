from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time

from .grading_common import AUTUMN, SPRING, SUMMER, GradingMixin


class TestGradeExplanation(GradingMixin, TransactionCase):
    """Why is this customer a B?"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customers(1)
        cls.scheme.criterion_ids = [
            Command.update(cls.criterion.id, {"weight": 60}),
            cls._criterion_command(name="Payment", weight=40, sequence=20),
        ]
        cls.payment = cls.scheme.criterion_ids - cls.criterion

    def _grade(self, impression, payment, day):
        self._give({self.customer: impression}, day)
        self._give({self.customer: payment}, day, self.payment)
        return self._applied(day)

    def _explanation(self, partner=None, user="staff", lang=None):
        self.env.flush_all()
        self.env.invalidate_all()
        partner = (partner or self.customer).with_user(self.users[user])
        return partner.with_context(lang=lang or "en_US").grade_explanation

    def _words(self, **kwargs):
        return "\n".join(self._explanation(**kwargs)["words"])

    # ---------------------------------------------------------------------- content

    def test_nobody_graded_nothing_to_explain(self):
        self.assertFalse(self._explanation())

    def test_it_names_grade_scheme_score_and_day(self):
        self.core.clause_id = self.env.ref("customer_policy.clause_grading_importance")
        self._grade(70, 50, SPRING)
        explanation = self._explanation()
        self.assertEqual(
            explanation["grade"], {"name": "Grade B", "code": "B", "color": 2}
        )
        self.assertEqual(explanation["scheme"], "Scheme test")
        self.assertEqual(explanation["score"], 62)
        self.assertEqual(explanation["date"], "2025-03-31")
        self.assertIn(self.core.clause_id.number, explanation["clause"])
        self.assertIn("62.00 of 100 points", self._words())

    def test_it_has_a_bar_for_each_criterion(self):
        self._grade(70, 50, SPRING)
        line = self._assignments(self.customer).line_id
        self.assertEqual(
            self._explanation()["criteria"],
            [
                {
                    "criterion_id": criterion.id,
                    "line_id": line.id,
                    "name": name,
                    "value": f"{points} points",
                    "previous": False,
                    "points": points,
                    "previous_points": False,
                    "weight": weight,
                    "contribution": contribution,
                    "can_open": True,
                }
                for criterion, name, points, weight, contribution in (
                    (self.criterion, "Impression", 70, 60, 42),
                    (self.payment, "Payment", 50, 40, 20),
                )
            ],
        )

    def test_the_bars_make_the_score(self):
        self.payment.no_value = "skip"
        self._give({self.customer: 70}, SPRING)
        self._applied(SPRING)
        explanation = self._explanation()
        contributions = [part["contribution"] for part in explanation["criteria"]]
        self.assertEqual(contributions, [70, 0])
        self.assertEqual(explanation["criteria"][1]["value"], "none")
        self.assertFalse(explanation["criteria"][1]["can_open"])

    def test_it_says_what_changed_since_the_last_review(self):
        self._grade(70, 50, SPRING)
        self._grade(75, 90, SUMMER)
        explanation = self._explanation()
        self.assertIn("+19.00 points", self._words())
        self.assertIn("most of it from Payment", self._words())
        payment = explanation["criteria"][1]
        self.assertEqual(
            (payment["previous"], payment["previous_points"]), ("50 points", 50)
        )

    def test_it_compares_with_the_latest_review_before(self):
        self._grade(10, 10, SPRING)
        self._grade(70, 50, SUMMER)
        self._grade(75, 90, AUTUMN)
        self.assertIn("+19.00 points", self._words())

    def test_it_does_not_compare_with_a_simulation(self):
        self._grade(70, 50, SPRING)
        self._give({self.customer: 0}, SUMMER)
        self._review(SUMMER, is_simulation=True)
        self._grade(75, 90, AUTUMN)
        self.assertIn("+19.00 points", self._words())

    def test_it_says_when_nothing_changed(self):
        self._grade(70, 50, SPRING)
        self._grade(70, 50, SUMMER)
        self.assertIn("The score is the same", self._words())

    def test_it_says_how_far_the_next_grade_is(self):
        self._grade(70, 50, SPRING)
        self.assertEqual(
            self._explanation()["to_next"], {"grade": "Grade A", "points": 18}
        )

    def test_there_is_nothing_above_the_best_grade(self):
        self._grade(90, 90, SPRING)
        self.assertIs(self._explanation()["to_next"], False)

    def test_it_shows_the_history_the_latest_first(self):
        self._grade(90, 90, SPRING)
        self._grade(70, 50, SUMMER)
        self.assertEqual(
            [
                (step["grade"], step["date_from"], step["date_to"], step["score"])
                for step in self._explanation()["history"]
            ],
            [
                ("Grade B", "2025-06-30", False, 62),
                ("Grade A", "2025-03-31", "2025-06-30", 90),
            ],
        )

    def test_it_says_who_set_a_grade_by_hand_and_why(self):
        self._set_by_hand(self.customer, self.key, "Founder's friend")
        explanation = self._explanation()
        self.assertIn("Set by hand by", self._words())
        self.assertIn(self.grader.name, self._words())
        self.assertIn("Founder's friend", self._words())
        self.assertEqual((explanation["criteria"], explanation["score"]), ([], False))

    def test_a_grade_by_hand_keeps_the_figures_of_the_last_review(self):
        self._grade(70, 50, SPRING)
        self._set_by_hand(self.customer, self.key)
        explanation = self._explanation()
        self.assertEqual(explanation["grade"]["code"], "A")
        self.assertEqual(len(explanation["criteria"]), 2)

    def test_it_says_what_held_a_fall_back(self):
        for vals, words in (
            ({"max_steps_down": 1}, "by 1 grades at most"),
            ({"min_months_in_grade": 12}, "long enough"),
        ):
            with self.subTest(vals=vals), self.env.cr.savepoint() as savepoint:
                self.scheme.write(vals)
                self._grade(90, 90, SPRING)
                self._grade(0, 0, SUMMER)
                self.assertIn(words, self._words())
                savepoint.rollback()
            self.env.invalidate_all()

    def test_it_says_until_when_a_grade_is_locked(self):
        with freeze_time(SPRING):
            self._set_by_hand(self.customer, self.key, locked_until=AUTUMN)
        self._grade(10, 10, SUMMER)
        self.assertEqual(self._explanation()["locked_until"], "2025-09-30")
        self.assertIn("locked", self._words())

    def test_it_says_who_decided_otherwise_and_why(self):
        self._give({self.customer: 10}, SPRING)
        review = self._review(SPRING)
        review.line_ids.write({"final_grade_id": self.key.id, "reason": "Big plans"})
        review.action_approve()
        review.action_apply()
        self.assertIn("Decided otherwise - Grade A", self._words())
        self.assertIn("Big plans", self._words())

    def test_a_contact_has_its_companys_explanation(self):
        self._grade(70, 50, SPRING)
        contact = self._create_customers(
            1, parent_id=self.customer.id, is_company=False
        )
        self.assertEqual(self._explanation(contact), self._explanation())

    def test_a_line_explains_itself_before_it_is_applied(self):
        self._give({self.customer: 70}, SPRING)
        line = self._review(SPRING).line_ids
        self.assertEqual(line.explanation["grade"]["code"], "C")
        self.assertEqual(line.explanation["score"], 42)

    # ------------------------------------------------------------- settings changed

    def test_it_survives_a_deleted_criterion(self):
        self._grade(70, 50, SPRING)
        self._grade(75, 90, SUMMER)
        self.scheme.criterion_ids = [
            Command.delete(self.payment.id),
            Command.update(self.criterion.id, {"weight": 100}),
        ]
        explanation = self._explanation()
        self.assertEqual(len(explanation["criteria"]), 2)
        self.assertFalse(explanation["criteria"][1]["can_open"])
        self.assertIn("Payment", explanation["criteria"][1]["name"])

    def test_it_survives_a_deleted_grade(self):
        self._grade(70, 50, SPRING)
        self.key.unlink()
        self.assertEqual(self._explanation()["grade"]["code"], "B")
        self.assertFalse(self._explanation()["to_next"])

    def test_it_survives_a_criterion_without_weight(self):
        self.criterion.weight, self.payment.weight = 0, 100
        self.payment.no_value = "skip"
        self._give({self.customer: 70}, SPRING)
        self._applied(SPRING)
        contributions = [p["contribution"] for p in self._explanation()["criteria"]]
        self.assertEqual(contributions, [0, 0])

    def test_it_survives_new_criteria(self):
        self._grade(70, 50, SPRING)
        self.scheme.criterion_ids = [
            Command.update(self.payment.id, {"weight": 20}),
            self._criterion_command(name="Growth", weight=20, sequence=30),
        ]
        self._grade(70, 50, SUMMER)
        growth = self._explanation()["criteria"][2]
        self.assertEqual(
            (growth["previous"], growth["previous_points"]), (False, False)
        )

    # -------------------------------------------------------------------- languages

    def test_it_speaks_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.core.with_context(lang="zh_CN").name = "核心"
        self.scheme.max_steps_down = 1
        self._grade(90, 90, SPRING)
        self._grade(0, 0, SUMMER)
        explanation = self._explanation(lang="zh_CN")
        self.assertEqual(explanation["grade"]["name"], "核心")
        self.assertTrue(explanation["words"])
        self.assertEqual(self._explanation()["grade"]["name"], "Grade B")

    # ----------------------------------------------------------------------- figures

    def test_staff_open_the_documents_behind_a_figure(self):
        self._grade(70, 50, SPRING)
        self._give({self.customer: 99}, SUMMER)
        line = self._assignments(self.customer).line_id
        self.env.invalidate_all()
        action = line.with_user(self.users["staff"]).action_open_documents(
            self.criterion.id
        )
        entries = (
            self.env[action["res_model"]]
            .with_user(self.users["staff"])
            .search(action["domain"])
        )
        self.assertEqual(entries.mapped("points"), [70])

    def test_documents_of_a_deleted_criterion_are_refused_clearly(self):
        self._grade(70, 50, SPRING)
        line = self._assignments(self.customer).line_id
        self.scheme.criterion_ids = [
            Command.delete(self.payment.id),
            Command.update(self.criterion.id, {"weight": 100}),
        ]
        self.env.invalidate_all()
        with self.assertRefused("has been deleted since"):
            line.with_user(self.users["staff"]).action_open_documents(self.payment.id)

    # ------------------------------------------------------------------------ access

    def test_only_staff_read_it(self):
        self._grade(70, 50, SPRING)
        portal = self.users["portal"]
        portal.partner_id.parent_id = self.customer
        line = self._assignments(self.customer).line_id
        for user in (portal, self.users["outsider"]):
            for partner in (self.customer, portal.partner_id):
                for field in (
                    "grade_explanation",
                    "customer_grade_id",
                    "grade_assignment_ids",
                ):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    with (
                        self.subTest(user=user.login, field=field),
                        self.assertRaises(AccessError),
                    ):
                        partner.with_user(user).read([field])
            self.env.invalidate_all()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user).action_open_documents(self.criterion.id)

    def test_staff_read_only_explanations_of_contacts_they_may_see(self):
        company = self.env["res.company"].create({"name": "Branch"})
        scheme = self._create_scheme("branch", company_id=company.id, is_primary=True)
        customer = self._create_customers(1, company_id=company.id)
        self._give({customer: 90}, SPRING, scheme.criterion_ids)
        review = self.env["customer.grade.review"].create(
            {"scheme_id": scheme.id, "date": SPRING}
        )
        review.action_compute()
        review.action_approve()
        review.action_apply()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            customer.with_user(self.users["staff"]).read(["grade_explanation"])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            review.line_ids.with_user(self.users["staff"]).action_open_documents(
                scheme.criterion_ids.id
            )

    def test_a_line_that_is_being_made_is_explained_by_nothing(self):
        line = self.env["customer.grade.review.line"].new()
        self.assertEqual(line.explanation["criteria"], [])
