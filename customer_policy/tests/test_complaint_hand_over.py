from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .complaint_common import ComplaintCase
from .confidentiality_common import ConfidentialityMixin


class HandOverCase(ComplaintCase):
    def _cases(self, count=3, **values):
        cases = self.env["customer.complaint"].with_user(self.officer)
        for _number in range(count):
            cases |= self._register(user_id=self.officer.id, **values)
        return self._lead(cases, "accept")

    def _wizard(self, user=None, **values):
        wizard = self.env["customer.complaint.hand.over"].with_user(user or self.head)
        return wizard.create(
            {
                "from_user_id": self.officer.id,
                "to_user_id": self.second_officer.id,
                "reason": "On leave",
                **values,
            }
        )

    def _notices(self, user):
        self._tell_handlers()
        return self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)]
        )


class TestComplaintHandOver(HandOverCase):
    def test_all_open_cases_go_over_and_the_new_handler_is_told_once(self):
        cases = self._cases()
        ended = self._cases(1)
        self._lead(ended, "unfounded")
        before = self._notices(self.second_officer)
        wizard = self._wizard()
        self.assertEqual(wizard.complaint_ids, cases)
        wizard.action_confirm()
        self.assertEqual(cases.user_id, self.second_officer)
        self.assertEqual(ended.user_id, self.officer)
        self.assertEqual(cases.responsible_id, self.officer)
        self.assertEqual(len(self._notices(self.second_officer) - before), 1)
        self.assertEqual(wizard.handed_count, 3)
        self.assertFalse(wizard.left_ids)
        self.assertIn("On leave", cases[0].sudo().message_ids[0].body)
        cases.with_user(self.second_officer).action_accept()
        self.assertEqual(cases.responsible_id, self.second_officer)
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_what_cannot_go_over_is_named_with_the_reason(self):
        employee = self._employee(self.second_officer)
        against = self._cases(1, respondent_ids=[Command.link(employee.id)])
        free = self._cases(1)
        wizard = self._wizard()
        wizard.action_confirm()
        self.assertEqual(free.user_id, self.second_officer)
        self.assertEqual(against.user_id, self.officer)
        self.assertEqual(wizard.left_ids.complaint_id, against)
        self.assertIn("stands aside", wizard.left_ids.reason)

    def test_cases_against_who_hands_over_are_neither_shown_nor_moved(self):
        against = self._cases(1, respondent_ids=[Command.link(self.employee.id)])
        free = self._cases(1)
        wizard = self._wizard(self.respondent)
        self.assertEqual(wizard.complaint_ids, free)
        wizard.action_confirm()
        self.assertEqual(against.user_id, self.officer)
        self.assertFalse(wizard.left_ids)

    def test_who_is_no_officer_gets_nothing(self):
        cases = self._cases(2)
        wizard = self._wizard(to_user_id=self.registrar.id)
        wizard.action_confirm()
        self.assertEqual(cases.user_id, self.officer)
        self.assertEqual(len(wizard.left_ids), 2)
        self.assertIn("no complaint officer", wizard.left_ids[0].reason)

    def test_by_the_team_it_is_spread_without_the_one_who_leaves(self):
        cases = self._cases(4)
        self._wizard(method="team", to_user_id=False).action_confirm()
        self.assertEqual(cases.user_id, self.second_officer | self.third_officer)

    def test_where_nobody_is_there_it_is_said(self):
        cases = self._cases(1)
        self.team.member_ids = self.officer
        wizard = self._wizard(method="team", to_user_id=False)
        wizard.action_confirm()
        self.assertEqual(cases.user_id, self.officer)
        self.assertIn("Nobody of the team", wizard.left_ids.reason)

    def test_reminders_go_along_and_decisions_do_not(self):
        cases = self._cases(1)
        todo = cases.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.officer.id
        )
        decision = cases.sudo().activity_schedule(
            "customer_policy.mail_activity_type_complaint_decision",
            user_id=self.officer.id,
        )
        self._wizard().action_confirm()
        self.assertEqual(todo.user_id, self.second_officer)
        self.assertEqual(decision.user_id, self.officer)

    def test_staff_hand_nothing_over(self):
        with self.assertRaises(AccessError):
            self._wizard(self.registrar)

    def test_who_is_archived_leaves_no_open_case(self):
        cases = self._cases(2)
        self.team.member_ids = self.officer | self.second_officer
        self.officer.active = False
        self.assertEqual(cases.sudo().user_id, self.second_officer)

    def test_without_a_team_member_the_head_takes_over(self):
        cases = self._cases(2)
        self.team.member_ids = self.officer
        before = self._notices(self.head)
        self.officer.active = False
        self.assertEqual(cases.sudo().user_id, self.head)
        self.assertEqual(len(self._notices(self.head) - before), 1)

    def test_who_stands_aside_archives_without_hearing_of_the_case(self):
        case = self._cases(1, respondent_ids=[Command.link(self.employee.id)])
        before = self._notices(self.respondent)
        self.officer.with_user(self.respondent).sudo().active = False
        self.assertIn(case.sudo().user_id, self.second_officer | self.third_officer)
        self.assertEqual(self._notices(self.respondent), before)

    def test_queries_do_not_grow_with_the_cases(self):
        counts = {}
        for size in (3, 33):
            cases = self._cases(size)
            self._wizard().action_confirm()  # warm
            cases.sudo().user_id = self.officer
            wizard = self._wizard()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_confirm()
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
            cases.sudo().write({"user_id": self.third_officer.id})
        self.assertLess(counts[33] - counts[3], 30, counts)


class TestComplaintHandOverConfidential(ConfidentialityMixin, HandOverCase):
    def test_nobody_gets_a_customer_that_he_or_she_must_not_know(self):
        case = self._cases(1, partner_id=self.secret.id)
        group = self.env.ref("customer_policy.group_clearance_secret")
        (self.officer | self.head).group_ids += group
        self._classify(self.secret)
        wizard = self._wizard()
        wizard.action_confirm()
        self.assertEqual(case.user_id, self.officer)
        self.assertIn("may not see the customer", wizard.left_ids.reason)
        blind = self._wizard(self.upper_head)
        self.assertFalse(blind.complaint_ids)
