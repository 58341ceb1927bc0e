from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase

from .grading_common import AUTUMN, SPRING, SUMMER, GradingMixin


class TestGradePast(GradingMixin, TransactionCase):
    """What was this customer on that day?"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.early, cls.late = cls.customers = cls._create_customers(2)
        cls._applied(SPRING, {cls.early: 90})
        cls._applied(SUMMER, {cls.early: 60, cls.late: 90})
        cls._applied(AUTUMN, {cls.early: 10, cls.late: 90})

    def _on(self, day, **vals):
        """:return: customer -> grade, as staff are shown it"""
        Past = self.env["customer.grade.past"].with_user(self.users["staff"])
        wizard = Past.create({"date": day, "scheme_id": self.scheme.id, **vals})
        action = wizard.action_show()
        found = self.env["customer.grade.assignment"].search(action["domain"])
        self.assertEqual(len(found), len(found.partner_id))
        return {assignment.partner_id: assignment.grade_id for assignment in found}

    def test_each_day_has_the_grade_that_held_on_it(self):
        eve = timedelta(days=1)
        for day, grades in (
            (SPRING - eve, {}),
            (SPRING, {self.early: self.key}),
            (SUMMER - eve, {self.early: self.key}),
            (SUMMER, {self.early: self.core, self.late: self.key}),
            (AUTUMN - eve, {self.early: self.core, self.late: self.key}),
            (AUTUMN, {self.early: self.ordinary, self.late: self.key}),
            (self._today(), {self.early: self.ordinary, self.late: self.key}),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._on(day), grades)

    def test_the_list_is_titled_by_scheme_and_day(self):
        """The web client shows ``display_name`` where there is one."""
        action = (
            self.env["customer.grade.past"]
            .create({"date": SUMMER, "scheme_id": self.scheme.id})
            .action_show()
        )
        self.assertEqual(action["display_name"], "Scheme test on 06/30/2025")

    def test_chosen_customers_alone_are_shown(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.late.id}
        )
        chosen = [Command.set(contact.ids)]
        self.assertEqual(self._on(AUTUMN, partner_ids=chosen), {self.late: self.key})

    def test_the_search_box_takes_a_day(self):
        Assignment = self.env["customer.grade.assignment"]
        found = Assignment.search(
            [("valid_on", "=", "2025-07-01"), ("scheme_id", "=", self.scheme.id)]
        )
        self.assertEqual(found.grade_id, self.key | self.core)

    def test_other_schemes_do_not_mix_in(self):
        other = self._create_scheme("other")
        self._applied(SUMMER, {self.early: 10}, other)
        self.assertEqual(self._on(SUMMER)[self.early], self.core)

    def test_a_day_to_come_is_refused(self):
        with self.assertRaises(ValidationError):
            self._on(date(2999, 1, 1))

    def test_hidden_customers_are_left_out(self):
        user = self.users["other_manager"]
        user.group_ids = [
            Command.link(self.env.ref(f"customer_policy.group_{name}").id)
            for name in ("custodian", "clearance_top_secret")
        ]
        self.late.with_user(user).action_classify(
            "3", "Merger", self._today() + timedelta(days=30)
        )
        self.env.invalidate_all()
        staff = self.users["staff"]
        action = (
            self.env["customer.grade.past"]
            .with_user(staff)
            .create({"date": SUMMER, "scheme_id": self.scheme.id})
            .action_show()
        )
        found = self.env["customer.grade.assignment"].with_user(staff)
        self.assertEqual(found.search(action["domain"]).partner_id.ids, self.early.ids)
