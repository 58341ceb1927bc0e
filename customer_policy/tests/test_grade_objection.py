from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import format_date, mute_logger

from .grading_common import SPRING, SUMMER, GradingMixin


class ObjectionMixin(GradingMixin):
    """Two customers of an account manager that a review is to lower."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme.objection_days = 5
        cls.ann = new_test_user(
            cls.env,
            "grade_ann",
            "customer_policy.group_user",
            name="Ann",
            email="ann@example.com",
        )
        cls.decider = new_test_user(
            cls.env, "grade_decider", "customer_policy.group_grading_manager"
        )
        cls.customer, cls.other = cls._create_customers(2, user_id=cls.ann.id)
        cls.stranger = cls._create_customers(1)

    @classmethod
    def _lowering_review(cls):
        """An approved review that lowers all three from A to B."""
        customers = cls.customer | cls.other | cls.stranger
        cls.scheme.objection_days = 0
        cls._applied(SPRING, dict.fromkeys(customers, 90))
        cls.scheme.objection_days = 5
        cls._give(dict.fromkeys(customers, 60), SUMMER)
        review = cls._review(SUMMER)
        review.action_approve()
        return review

    @classmethod
    def _ask(cls, customer, grade, user=None, **vals):
        return (
            cls.env["customer.grade.objection"]
            .with_user(user or cls.ann)
            .create(
                {
                    "partner_id": customer.id,
                    "scheme_id": cls.scheme.id,
                    "requested_grade_id": grade.id,
                    "reason": "A large order is under way",
                    **vals,
                }
            )
        )

    def _later(self, days=6):
        return freeze_time(fields.Datetime.now() + timedelta(days=days))


class TestGradeObjection(ObjectionMixin, TransactionCase):
    # ------------------------------------------------------------------ being told

    def test_each_account_manager_is_told_once(self):
        review = self._lowering_review()
        deadline = fields.Date.today() + timedelta(days=5)
        self.assertEqual(review.objection_deadline, deadline)
        activity = self.scheme.activity_ids.filtered(lambda a: a.user_id == self.ann)
        self.assertEqual(len(activity), 1)
        self.assertIn("2", activity.summary)
        self.assertEqual(activity.date_deadline, deadline)
        mail = self.env["mail.mail"].search(
            [
                ("recipient_ids", "in", self.ann.partner_id.ids),
                ("subject", "ilike", "fall"),
            ]
        )
        self.assertEqual(len(mail), 1)
        self.assertIn("2 of your customers", mail.body_html)

    def _in_chinese(self):
        """Ann reads Chinese; the review is approved by somebody who reads English."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ann.lang = "zh_CN"
        for record, name in (
            (self.scheme, "重要性分级"),
            (self.key, "甲级"),
        ):
            record.with_context(lang="zh_CN").name = name
        return self.scheme

    def _mails(self, user):
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", user.partner_id.ids)], order="id desc"
        )

    def test_each_account_manager_is_told_in_the_own_language(self):
        self._in_chinese()
        bob = new_test_user(
            self.env,
            "grade_bob",
            "customer_policy.group_user",
            email="bob@example.com",
            lang="en_US",
        )
        self.stranger.user_id = bob
        review = self._lowering_review()
        deadline = review.objection_deadline
        days = {}
        for user, scheme in ((self.ann, "重要性分级"), (bob, "Scheme test")):
            with self.subTest(user=user.login):
                day = format_date(self.env, deadline, lang_code=user.lang)
                days[day] = user
                mail = self._mails(user)[:1]
                self.assertIn(scheme, mail.subject)
                self.assertIn(scheme, mail.body_html)
                self.assertIn(day, mail.body_html)
                activity = self.scheme.activity_ids.filtered(
                    lambda activity, user=user: activity.user_id == user
                )
                self.assertIn(scheme, activity.summary)
        self.assertEqual(len(days), 2)
        # Else they would be written to about each change of the scheme's settings.
        self.assertFalse(self.scheme.message_partner_ids & (self.ann | bob).partner_id)

    def test_queries_do_not_grow_with_the_account_managers(self):
        self._in_chinese()

        def count_queries(number):
            users = self.env["res.users"]
            for place in range(number):
                users |= new_test_user(
                    self.env,
                    f"manager_{number}_{place}",
                    "customer_policy.group_user",
                    email=f"manager_{number}_{place}@example.com",
                    lang="zh_CN" if place % 2 else "en_US",
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.scheme._tell_account_managers(
                "customer_policy.mail_activity_type_grade_downgrade",
                dict.fromkeys(users, 2),
                "customer_policy.customer_grade_downgrade_action",
                fields.Date.today(),
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count_queries(2)
        self.assertLessEqual(count_queries(16), count_queries(4) + 8)

    def test_the_decider_is_asked_in_the_own_language(self):
        self._in_chinese()
        asked = self.env.ref("customer_policy.mail_activity_type_grade_objection")
        asked.with_context(lang="zh_CN").summary = "请审定所申请的等级"
        self.scheme.user_id = self.decider
        self.decider.lang = "zh_CN"
        self.ann.lang = "en_US"
        objection = self._ask(self.customer, self.key).sudo()
        self.assertEqual(objection.activity_ids.user_id, self.decider)
        self.assertEqual(objection.activity_ids.summary, "请审定所申请的等级")

    def test_the_applicant_reads_the_decision_in_the_own_language(self):
        self._in_chinese()
        self._lowering_review()
        objection = self._ask(self.customer, self.key)
        objection.with_user(self.decider).action_accept("Well argued")
        body = objection.message_ids[:1].body
        self.assertIn("甲级", body)
        self.assertIn("Well argued", body)

    def test_hidden_customers_are_not_counted(self):
        level = self.env["customer.confidentiality.level"]._of("3")
        level.know_account_manager = False
        self.other.sudo().confidentiality_own_level = "3"
        self.env.invalidate_all()
        self._lowering_review()
        activity = self.scheme.activity_ids.filtered(lambda a: a.user_id == self.ann)
        self.assertIn("1 of", activity.summary)

    def test_without_days_account_managers_have_no_say(self):
        self._lowering_review().action_cancel()
        self.scheme.objection_days = 0
        review = self._review(SUMMER)
        review.action_approve()
        review.action_apply()
        self.assertEqual(review.state, "applied")

    def test_nobody_is_asked_when_nobody_falls(self):
        self._give({self.customer: 90}, SPRING)
        review = self._review(SPRING)
        review.action_approve()
        self.assertFalse(review.objection_deadline)
        review.action_apply()
        self.assertEqual(review.state, "applied")

    # ---------------------------------------------------------------- the review waits

    def test_the_review_waits_for_the_deadline(self):
        review = self._lowering_review()
        with self.assertRefused("may object until", "3 customers"):
            review.action_apply()
        with self._later(5), self.assertRefused("may object until"):
            review.action_apply()
        with self._later():
            review.action_apply()
        self.assertEqual(self._held(self.customer), self.core)
        self.assertFalse(
            self.scheme.activity_ids.filtered(lambda a: a.user_id == self.ann)
        )

    def test_the_review_waits_for_open_objections(self):
        review = self._lowering_review()
        objection = self._ask(self.customer, self.key)
        with self._later(), self.assertRefused("1 objections", "Decide them"):
            review.action_apply()
        objection.with_user(self.decider).action_refuse("No order in sight")
        with self._later():
            review.action_apply()
        self.assertEqual(self._held(self.customer), self.core)

    def test_a_review_without_approval_tells_and_waits_as_well(self):
        self.scheme.write({"approval": "none"})
        self._lowering_review().action_cancel()
        review = self._review(SUMMER)
        answer = review.action_apply()
        self.assertEqual(review.state, "approved")
        self.assertIn("have been told", answer["params"]["message"])
        with self._later():
            review.action_apply()
        self.assertEqual(review.state, "applied")

    def test_an_automatic_review_goes_on_when_the_say_is_over(self):
        self._lowering_review().action_cancel()
        self.scheme.approval = "none"
        review = self._review(SUMMER).sudo()
        review.is_automatic = True
        review._proceed()
        self.assertEqual((review.state, review.pending_step), ("approved", False))
        Review = self.env["customer.grade.review"]
        Review._queue_undisputed()
        self.assertFalse(review.pending_step)
        objection = self._ask(self.customer, self.key)
        with self._later():
            Review._queue_undisputed()
            self.assertFalse(review.pending_step)
            objection.with_user(self.decider).action_accept()
            Review._queue_undisputed()
        self.assertEqual(review.pending_step, "apply")

    def test_a_cancelled_review_ends_the_say(self):
        review = self._lowering_review()
        objection = self._ask(self.customer, self.key)
        review.action_cancel()
        self.assertEqual(objection.state, "withdrawn")
        self.assertFalse(
            self.scheme.activity_ids.filtered(lambda a: a.user_id == self.ann)
        )

    # -------------------------------------------------------------------- objecting

    def test_an_accepted_objection_keeps_the_grade_with_its_reason(self):
        review = self._lowering_review()
        objection = self._ask(self.customer, self.key)
        self.assertEqual(objection.kind, "objection")
        self.assertEqual(objection.planned_grade_id, self.core)
        objection.with_user(self.decider).action_accept()
        self.assertEqual(objection.state, "accepted")
        self.assertEqual(objection.decided_by_id, self.decider)
        line = self._line(review, self.customer)
        self.assertEqual(line.decision, "kept")
        self.assertEqual(line.reason, "A large order is under way")
        with self._later():
            review.action_apply()
        self.assertEqual(self._held(self.customer), self.key)
        self.assertEqual(self._held(self.other), self.core)

    def test_after_the_deadline_a_request_is_an_application(self):
        self._lowering_review()
        with self._later():
            self.assertEqual(
                self._ask(self.customer, self.ordinary).kind, "application"
            )

    def test_the_decider_is_asked_and_the_applicant_is_told(self):
        self._lowering_review()
        objection = self._ask(self.customer, self.key)
        self.assertTrue(objection.sudo().activity_ids)
        self.assertNotIn(self.ann, objection.sudo().activity_ids.user_id)
        objection.with_user(self.decider).action_refuse("No order in sight")
        self.assertFalse(objection.sudo().activity_ids)
        message = objection.message_ids[:1]
        self.assertIn("No order in sight", message.body)
        self.assertIn(self.ann.partner_id, message.sudo().partner_ids)

    def test_an_account_manager_sees_the_downgrades_of_own_customers_only(self):
        review = self._lowering_review()
        self.env.invalidate_all()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_downgrade_action"
        )
        self.assertTrue(action["domain"])
        domain = [
            ("movement", "=", "down"),
            ("user_id", "=", self.ann.id),
            ("objection_deadline", "!=", False),
            ("review_state", "=", "approved"),
        ]
        Line = self.env["customer.grade.review.line"].with_user(self.ann)
        lines = Line.search(domain)
        self.assertEqual(lines.partner_id, self.customer | self.other)
        self.assertEqual(Line.search([]), lines)
        self.assertTrue(lines[0].explanation)
        states = dict(
            Line.fields_get(["objection_state"])["objection_state"]["selection"]
        )
        self.assertEqual(states["requested"], "To decide")
        with self.assertRaises(AccessError):
            self._line(review, self.stranger).with_user(self.ann).read(["score"])

    # --------------------------------------------------------------------- applying

    def test_an_accepted_application_gives_the_grade_with_its_reason(self):
        self._set_by_hand(self.customer, self.core)
        application = self._ask(self.customer, self.key)
        self.assertEqual(application.kind, "application")
        application.with_user(self.decider).action_accept("Well argued")
        self.assertEqual(self._held(self.customer), self.key)
        current = self._assignments(self.customer).filtered("is_current")
        self.assertEqual(current.reason, "A large order is under way")
        self.assertEqual(current.user_id, self.decider)

    def test_contacts_stand_for_their_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id}
        )
        self.assertEqual(self._ask(contact, self.key).partner_id, self.customer)

    def test_only_the_account_manager_applies(self):
        for user in (self.users["staff"], self.grader, self.users["manager"]):
            with self.subTest(user=user.login), self.assertRefused(error=AccessError):
                self._ask(self.customer, self.key, user=user)
        with self.assertRefused("account manager", error=AccessError):
            self._ask(self.stranger, self.key)

    def test_what_the_customer_has_already_cannot_be_asked_for(self):
        self._set_by_hand(self.customer, self.core)
        with self.assertRefused("has the grade"):
            self._ask(self.customer, self.core)

    def test_a_grade_of_another_scheme_cannot_be_asked_for(self):
        foreign = self._create_scheme("second").grade_ids[0]
        with self.assertRaises(ValidationError):
            self._ask(self.customer, foreign)

    def test_one_request_at_a_time(self):
        self._ask(self.customer, self.key)
        with self.assertViolates("customer.grade.objection", "Wait for the decision"):
            self._ask(self.customer, self.core)

    def test_the_applicant_withdraws(self):
        application = self._ask(self.customer, self.key)
        with self.assertRaises(AccessError):
            application.with_user(self.decider).action_withdraw()
        application.action_withdraw()
        self.assertEqual(application.state, "withdrawn")
        self._ask(self.customer, self.core)

    # --------------------------------------------------------------------- four eyes

    def test_the_applicant_never_decides(self):
        self.ann.group_ids += self.env.ref("customer_policy.group_manager")
        application = self._ask(self.customer, self.key)
        self.assertFalse(application.can_decide)
        with self.assertRefused("own request", error=AccessError):
            application.action_accept()
        with self.assertRefused("own request", error=AccessError):
            application.action_refuse("Changed my mind")
        self.assertEqual(application.state, "requested")

    def test_neither_does_the_new_account_manager(self):
        application = self._ask(self.customer, self.key)
        self.customer.user_id = self.decider
        with self.assertRefused("own request", error=AccessError):
            application.with_user(self.decider).action_accept()

    def test_staff_do_not_decide(self):
        application = self._ask(self.customer, self.key)
        self.customer.user_id = self.users["staff"]
        with self.assertRefused("grading manager", error=AccessError):
            application.with_user(self.users["staff"]).action_accept()

    def test_nothing_is_decided_twice(self):
        application = self._ask(self.customer, self.key)
        application.with_user(self.decider).action_refuse("No")
        with self.assertRefused("already", error=UserError):
            application.with_user(self.decider).action_accept()

    def test_a_refusal_says_why(self):
        application = self._ask(self.customer, self.key)
        with self.assertRefused("why"):
            application.with_user(self.decider).action_refuse(" ")

    @mute_logger("odoo.models.unlink")
    def test_several_are_decided_in_one_dialog(self):
        requests = self._ask(self.customer, self.key) | self._ask(self.other, self.core)
        action = requests.with_user(self.decider).action_open_decision()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.decider)
            .with_context(**action["context"])
            .create({"outcome": "accept"})
        )
        wizard.action_decide()
        self.assertEqual(self._held(self.customer), self.key)
        self.assertEqual(self._held(self.other), self.core)

    # ---------------------------------------------------------------------- merging

    def test_merging_two_customers_leaves_one_request(self):
        kept = self._ask(self.customer, self.key)
        gone = self._ask(self.other, self.key)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | self.other).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual((kept.state, gone.state), ("requested", "withdrawn"))
        self.assertEqual(gone.partner_id, self.customer)

    # --------------------------------------------------------------- outside a review

    def test_who_looks_after_a_customer_lowered_by_hand_is_told(self):
        self._set_by_hand(self.customer | self.other | self.stranger, self.key)
        self.assertFalse(self.scheme.activity_ids)
        self._set_by_hand(self.customer | self.other | self.stranger, self.core)
        self.assertEqual(self.scheme.activity_ids.user_id, self.ann)
        self.assertIn("2 of", self.scheme.activity_ids.summary)
