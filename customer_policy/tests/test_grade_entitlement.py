from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from .grading_common import SPRING, SUMMER, GradingMixin


class EntitlementMixin(GradingMixin):
    """The best grade has a team and a sponsor to give, the second another team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.ben, cls.chief, cls.other_chief = (
            new_test_user(cls.env, f"grade_{name}", "base.group_user")
            for name in ("ann", "ben", "chief", "other_chief")
        )
        cls.key.write(
            {
                "service_user_ids": [Command.set((cls.ann | cls.ben).ids)],
                "executive_sponsor_id": cls.chief.id,
            }
        )
        cls.core.service_user_ids = cls.ann
        cls.customer, cls.other = cls._create_customers(2)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact", "parent_id": cls.customer.id}
        )

    @classmethod
    def _classify(cls, customers, level="1"):
        custodian = new_test_user(
            cls.env,
            f"grade_custodian_{level}_{customers[0].id}",
            "customer_policy.group_custodian,"
            "customer_policy.group_clearance_top_secret",
        )
        until = fields.Date.add(fields.Date.today(), days=30)
        customers.with_user(custodian).action_classify(level, "Merger", until)
        cls.env.invalidate_all()
        return custodian

    def _gaps(self, customers):
        self.env.invalidate_all()
        gaps = self.env["customer.grade.gap"].search(
            [("partner_id", "in", customers.ids), ("scheme_id", "=", self.scheme.id)]
        )
        return {(gap.partner_id, gap.kind) for gap in gaps}


class TestGradeEntitlement(EntitlementMixin, TransactionCase):
    # ------------------------------------------------------------------------ giving

    def test_a_grade_set_by_hand_gives_its_people(self):
        self._set_by_hand(self.customer, self.key)
        self.assertEqual(self.customer.service_user_ids, self.ann | self.ben)
        self.assertEqual(self.customer.executive_sponsor_id, self.chief)

    def test_contacts_of_the_customer_have_its_people(self):
        self._set_by_hand(self.customer, self.key)
        self.assertEqual(self.contact.service_user_ids, self.ann | self.ben)
        self.assertEqual(self.contact.executive_sponsor_id, self.chief)

    def test_a_review_gives_the_people_of_the_new_grades(self):
        self._applied(SPRING, {self.customer: 90, self.other: 60})
        self.assertEqual(self.customer.service_user_ids, self.ann | self.ben)
        self.assertEqual(self.other.service_user_ids, self.ann)
        self.assertFalse(self.other.executive_sponsor_id)

    def test_what_the_former_grade_gave_goes_with_it(self):
        self._applied(SPRING, {self.customer: 90})
        self._applied(SUMMER, {self.customer: 60})
        self.assertEqual(self.customer.service_user_ids, self.ann)
        self.assertFalse(self.customer.executive_sponsor_id)
        self.assertFalse(self.contact.executive_sponsor_id)

    def test_people_named_by_hand_stay(self):
        self.customer.write(
            {
                "service_user_ids": [Command.set(self.ben.ids)],
                "executive_sponsor_id": self.other_chief.id,
            }
        )
        self._applied(SPRING, {self.customer: 90})
        self._applied(SUMMER, {self.customer: 20})
        self.assertEqual(self.customer.service_user_ids, self.ben)
        self.assertEqual(self.customer.executive_sponsor_id, self.other_chief)

    def test_customers_that_keep_their_grade_keep_their_people(self):
        self._applied(SPRING, {self.customer: 90})
        self.customer.service_user_ids = self.ben
        self._applied(SUMMER, {self.customer: 95})
        self.assertEqual(self.customer.service_user_ids, self.ben)

    def test_of_two_schemes_the_primary_one_prevails(self):
        second = self._create_scheme("second")
        second.grade_ids[0].executive_sponsor_id = self.other_chief
        self._set_by_hand(self.customer, second.grade_ids[0])
        self.assertEqual(self.customer.executive_sponsor_id, self.other_chief)
        self._set_by_hand(self.other, self.key)
        self._set_by_hand(self.other, second.grade_ids[0])
        self.assertEqual(self.other.executive_sponsor_id, self.chief)

    def test_what_another_grade_gives_as_well_stays(self):
        second = self._create_scheme("second")
        second.grade_ids[0].executive_sponsor_id = self.chief
        self._set_by_hand(self.customer, second.grade_ids[0])
        self._set_by_hand(self.customer, self.key)
        self._set_by_hand(self.customer, self.ordinary)
        self.assertEqual(self.customer.executive_sponsor_id, self.chief)

    def test_the_people_of_a_classified_customer_are_left_to_custodians(self):
        self._classify(self.customer)
        self._give({self.customer: 90, self.other: 90}, SPRING)
        self._applied(SPRING)
        self.assertEqual(self._held(self.customer), self.key)
        self.assertFalse(self.customer.service_user_ids)
        self.assertFalse(self.customer.executive_sponsor_id)
        self.assertEqual(self.other.service_user_ids, self.ann | self.ben)

    def test_queries_do_not_grow_with_the_customers(self):
        def count_queries(number):
            customers = self._create_customers(number)
            self._give(dict.fromkeys(customers, 90), SPRING)
            self.env.flush_all()
            self.env.invalidate_all()
            moves = SQL(
                "SELECT unnest(%s::int[]) AS partner_id, NULL::int AS former_id,"
                " %s AS grade_id",
                customers.ids,
                self.key.id,
            )
            before = self.env.cr.sql_log_count
            self.env["customer.grade.assignment"]._grant_entitlements(
                self.scheme, moves
            )
            return self.env.cr.sql_log_count - before

        count_queries(1)
        self.assertEqual(count_queries(2), count_queries(40))

    # ----------------------------------------------------------------------- secrecy

    def test_a_grade_does_not_classify_but_asks_the_custodians(self):
        custodian = new_test_user(
            self.env,
            "grade_keeper",
            "customer_policy.group_custodian,customer_policy.group_clearance_secret",
        )
        self.key.default_secrecy_level = "2"
        self._applied(SPRING, {self.customer: 90, self.other: 90})
        self.assertEqual(self.customer.confidentiality_level, "0")
        activity = self.scheme.activity_ids.filtered(lambda a: a.user_id == custodian)
        self.assertEqual(len(activity), 1)
        self._set_by_hand(self._create_customers(1), self.key)
        self.assertEqual(
            len(self.scheme.activity_ids.filtered(lambda a: a.user_id == custodian)), 1
        )
        self.assertIn((self.customer, "secrecy_level"), self._gaps(self.customer))

    def test_custodians_without_the_clearance_are_not_asked(self):
        low = new_test_user(
            self.env,
            "grade_low",
            "customer_policy.group_custodian,"
            "customer_policy.group_clearance_confidential",
        )
        self.key.default_secrecy_level = "2"
        self._applied(SPRING, {self.customer: 90})
        self.assertNotIn(low, self.scheme.activity_ids.user_id)

    def test_a_higher_level_than_the_grades_is_never_lowered(self):
        self._classify(self.customer, "2")
        self.key.default_secrecy_level = "1"
        self._set_by_hand(self.customer, self.key, user=self.env.user)
        self.assertEqual(self.customer.confidentiality_level, "2")
        self.assertNotIn((self.customer, "secrecy_level"), self._gaps(self.customer))

    def test_a_custodian_opens_the_classification_at_the_level_of_the_grade(self):
        self.key.default_secrecy_level = "2"
        self._set_by_hand(self.customer, self.key)
        gap = self.env["customer.grade.gap"].search(
            [("partner_id", "=", self.customer.id), ("kind", "=", "secrecy_level")]
        )
        action = gap.action_classify()
        self.assertEqual(action["context"]["default_level"], "2")
        self.assertEqual(action["context"]["default_partner_ids"], self.customer.ids)

    # ------------------------------------------------------------------- what lacks

    def test_what_a_customer_lacks_is_listed(self):
        self.key.write(
            {
                "requires_account_manager": True,
                "requires_service_team": True,
                "requires_executive_sponsor": True,
                "service_user_ids": [Command.clear()],
                "executive_sponsor_id": False,
                "default_secrecy_level": "1",
            }
        )
        self._applied(SPRING, {self.customer: 90, self.other: 60})
        kinds = {"account_manager", "service_team", "executive_sponsor"}
        self.assertEqual(
            self._gaps(self.customer | self.other),
            {(self.customer, kind) for kind in kinds | {"secrecy_level"}},
        )
        self.assertEqual(self.key.gap_count, 1)
        self.customer.user_id = self.ann
        self.customer.executive_sponsor_id = self.chief
        self.customer.service_user_ids = self.ben
        self.assertEqual(self._gaps(self.customer), {(self.customer, "secrecy_level")})

    def test_people_who_have_left_do_not_count(self):
        self.key.requires_account_manager = True
        self.customer.user_id = self.ann
        self._set_by_hand(self.customer, self.key)
        self.assertFalse(self._gaps(self.customer))
        self.ann.active = False
        self.assertIn((self.customer, "account_manager"), self._gaps(self.customer))

    def test_former_grades_and_archived_customers_lack_nothing(self):
        self.key.requires_account_manager = True
        self._set_by_hand(self.customer | self.other, self.key)
        self._set_by_hand(self.customer, self.ordinary)
        self.other.active = False
        self.assertFalse(self._gaps(self.customer | self.other))

    def test_contacts_are_found_by_what_they_lack(self):
        self.key.requires_account_manager = True
        self._set_by_hand(self.customer, self.key)
        found = self.env["res.partner"].search([("grade_gap_ids", "!=", False)])
        self.assertIn(self.customer, found)
        self.assertNotIn(self.other, found)
        gap = self.customer.grade_gap_ids
        self.assertEqual(gap.kind, "account_manager")
        self.assertEqual(gap.display_name, "No account manager")

    def test_a_hidden_customer_is_in_nobodys_list(self):
        self.key.requires_account_manager = True
        self._set_by_hand(self.customer | self.other, self.key)
        self._classify(self.customer, "3")
        gaps = self.env["customer.grade.gap"].with_user(self.grader)
        domain = [("scheme_id", "=", self.scheme.id)]
        self.assertEqual(gaps.search(domain).partner_id, self.other)
        [(_scheme, count)] = gaps._read_group(domain, ["scheme_id"], ["__count"])
        self.assertEqual(count, 1)

    # ----------------------------------------------------------------------- mending

    def _mend(self, customers, user=None, **vals):
        wizard = (
            self.env["customer.grade.mend"]
            .with_user(user or self.grader)
            .create({"partner_ids": [Command.set(customers.ids)], **vals})
        )
        wizard.action_mend()
        self.env.invalidate_all()

    def test_people_are_named_where_there_are_none(self):
        self._set_by_hand(self.customer | self.other, self.key)
        self.other.user_id = self.ben
        self._mend(self.customer | self.other, user_id=self.ann.id)
        self.assertEqual(self.customer.user_id, self.ann)
        self.assertEqual(self.other.user_id, self.ben)
        self._mend(self.other, user_id=self.ann.id, replace_people=True)
        self.assertEqual(self.other.user_id, self.ann)

    def test_mending_gives_what_the_grade_promises(self):
        self.customer.service_user_ids = self.ben
        self._set_by_hand(self.customer, self.key)
        self.assertEqual(self.customer.service_user_ids, self.ben)
        self._mend(self.customer)
        self.assertEqual(self.customer.service_user_ids, self.ann | self.ben)

    def test_customers_without_a_grade_cannot_be_mended(self):
        with self.assertRefused("grade", error=UserError):
            self._mend(self.other)

    def test_only_custodians_name_the_people_of_a_classified_customer(self):
        self._set_by_hand(self.customer, self.core)
        custodian = self._classify(self.customer)
        custodian.group_ids += self.env.ref("customer_policy.group_grading_manager")
        self.grader.group_ids += self.env.ref(
            "customer_policy.group_clearance_confidential"
        )
        with self.assertRefused("custodian", error=AccessError):
            self._mend(self.customer, user_id=self.ben.id, replace_people=True)
        self._mend(
            self.customer, user=custodian, user_id=self.ben.id, replace_people=True
        )
        self.assertEqual(self.customer.user_id, self.ben)

    def test_hidden_customers_cannot_be_mended(self):
        self._set_by_hand(self.customer, self.core)
        self._classify(self.customer, "3")
        with self.assertRaises(AccessError):
            self._mend(self.customer, user_id=self.ben.id)
