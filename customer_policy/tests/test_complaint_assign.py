from collections import Counter
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command

from .complaint_common import MONDAY, ComplaintCase


class TestComplaintAssign(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.officer | cls.second_officer | cls.third_officer

    def _batch(self, number, **values):
        return self.env["customer.complaint"].create(
            [
                {
                    "name": f"Case {index}",
                    "partner_id": self.customer.id,
                    "team_id": self.team.id,
                    **values,
                }
                for index in range(number)
            ]
        )

    def _counts(self, complaints):
        counts = Counter(complaint.user_id for complaint in complaints)
        return [counts[user] for user in self.people]

    def _notices_since(self, message_id):
        return self.env["mail.notification"].search(
            [
                ("mail_message_id", ">", message_id),
                ("res_partner_id", "in", self.people.partner_id.ids),
            ]
        )

    def test_a_hundred_at_once_are_spread_evenly(self):
        for method in ("in_turn", "least_loaded"):
            with self.subTest(method=method):
                self.team.assign_method = method
                counts = self._counts(self._batch(100))
                self.assertEqual(sum(counts), 100)
                self.assertLessEqual(max(counts) - min(counts), 1)

    def test_by_hand_nobody_gets_it(self):
        self.assertFalse(self._batch(3).user_id)

    def test_in_turn_goes_on_where_it_stopped(self):
        self.team.assign_method = "in_turn"
        users = [self._batch(1).user_id for _index in range(6)]
        self.assertEqual(set(users[:3]), set(self.people))
        self.assertEqual(users[:3], users[3:])

    def test_who_has_least_gets_most(self):
        self._batch(10, user_id=self.officer.id)
        self.team.assign_method = "least_loaded"
        self.assertEqual(self._counts(self._batch(11)), [0, 6, 5])

    def test_who_is_on_leave_gets_nothing(self):
        employee = self._employee(self.officer)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": employee.resource_id.id,
                "calendar_id": employee.resource_calendar_id.id,
                "date_from": MONDAY - timedelta(days=1),
                "date_to": MONDAY + timedelta(days=1),
            }
        )
        self.team.assign_method = "least_loaded"
        with self._at():
            self.assertEqual(self._counts(self._batch(10)), [0, 5, 5])
        with self._at(days=3):
            self.assertNotEqual(self._counts(self._batch(10))[0], 0)

    def test_who_must_not_see_the_customer_gets_nothing(self):
        custodian = self.staff
        custodian.group_ids += self.env.ref("customer_policy.group_custodian")
        custodian.group_ids += self.env.ref("customer_policy.group_clearance_secret")
        self.customer.service_user_ids = self.second_officer
        self.customer.with_user(custodian).action_classify(
            "1", "Secret", fields.Date.today() + timedelta(days=90)
        )
        self.team.assign_method = "least_loaded"
        self.assertEqual(self._counts(self._batch(9)), [0, 9, 0])
        with self.assertRaisesRegex(ValidationError, "may not see this customer"):
            self._batch(1, user_id=self.officer.id)

    def test_who_stands_aside_or_works_for_them_gets_nothing(self):
        employee = self._employee(self.officer)
        self._employee(self.second_officer, employee)
        self.team.assign_method = "least_loaded"
        cases = self._batch(6, respondent_ids=[Command.link(employee.id)])
        self.assertEqual(self._counts(cases), [0, 0, 6])

    def test_who_is_no_officer_handles_nothing(self):
        with self.assertRaisesRegex(ValidationError, "no complaint officer"):
            self._batch(1, user_id=self.registrar.id)
        self.team.member_ids += self.registrar
        self.team.assign_method = "in_turn"
        self.assertNotIn(self.registrar, self._batch(8).user_id)

    def test_where_nobody_can_have_it_it_waits(self):
        self.team.assign_method = "least_loaded"
        self.team.member_ids = False
        cases = self._batch(2)
        self.assertFalse(cases.user_id)
        self.assertTrue(all(cases.mapped("number")))

    def test_everybody_is_told_once_whatever_the_number(self):
        self.team.assign_method = "least_loaded"
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        cases = self._batch(30)
        self._tell_handlers()
        notices = self._notices_since(before)
        self.assertEqual(len(notices), 3)
        self.assertEqual(notices.res_partner_id, self.people.partner_id)
        # It stays when one of them is hidden from its reader: by their numbers.
        body = "".join(notices.mail_message_id.mapped("body"))
        self.assertNotIn("Case 0", body)
        for case in cases:
            self.assertIn(case.number, body)
        self._tell_handlers()
        self.assertEqual(notices, self._notices_since(before))

    def test_who_gives_a_case_does_not_wait_for_the_notice(self):
        self.team.assign_method = "least_loaded"
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        case = self._batch(1)
        self.assertFalse(self._notices_since(before))
        self.assertTrue(case.is_notice_due)

    def test_only_who_has_the_case_in_the_end_is_told(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        case = self._batch(1, user_id=self.officer.id)
        case.user_id = self.second_officer
        self._tell_handlers()
        self.assertEqual(
            self._notices_since(before).res_partner_id, self.second_officer.partner_id
        )
