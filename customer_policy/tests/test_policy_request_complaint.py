from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .complaint_common import ComplaintCase
from .confidentiality_common import ConfidentialityMixin
from .request_common import RequestMixin


@tagged("post_install", "-at_install")
class TestComplaintRequest(RequestMixin, ConfidentialityMixin, ComplaintCase):
    """A proposal for a complaint goes through the inbox of one role after the other."""

    def _proposed(self, **values):
        self.env.flush_all()
        with self._at():
            complaint = self._register(user_id=self.officer.id, **values)
            complaint.sudo().write(
                {
                    name: "Known"
                    for name in (
                        "cause",
                        "course",
                        "conclusion",
                        "countermeasure",
                        "prevention",
                    )
                }
            )
            self._lead(complaint, "accept", "investigate", "propose")
        return complaint.sudo()

    def test_the_head_decides_who_asked_is_the_handler(self):
        complaint = self._proposed()
        request = self._requests(complaint)
        self.assertEqual(request.kind, "complaint_decision")
        self.assertEqual(request.requester_id, self.officer)
        self.assertEqual(request.name, complaint.number)
        self.assertIn(self.head, request.decider_ids)
        self.assertNotIn(self.officer, request.decider_ids)
        self.assertIn(request, self._to_decide(self.head))
        self.assertFalse(self._to_decide(self.officer))

    def test_one_tap_decides_the_case_and_clears_its_activity(self):
        complaint = self._proposed()
        self._requests(complaint, self.head).action_approve()
        request = self._requests(complaint)
        self.assertEqual(request.outcome, "approved")
        self.assertEqual(complaint.state, "approved")
        decision = complaint.decision_ids.sorted("id")[-1:]
        self.assertEqual((decision.user_id, decision.outcome), (self.head, "approved"))
        asked = self.env.ref("customer_policy.mail_activity_type_complaint_decision")
        self.assertNotIn(asked, complaint.activity_ids.activity_type_id)

    def test_each_role_of_the_chain_has_its_own_request(self):
        complaint = self._proposed(severity="major")
        self._requests(complaint, self.head).action_approve()
        first, second = self._requests(complaint)
        self.assertEqual(first.outcome, "approved")
        self.assertEqual(second.state, "pending")
        self.assertEqual(second.decider_ids, self.general_manager)
        self.assertEqual(second.requester_id, self.officer)
        self.assertTrue(complaint.activity_ids)
        self._settle()
        second.with_user(self.general_manager).action_approve()
        self.assertEqual(complaint.state, "approved")

    def test_rejected_with_an_opinion_it_goes_back_to_the_handler(self):
        complaint = self._proposed()
        self._requests(complaint, self.head)._decide("reject", "Too little found out.")
        self.assertEqual(self._requests(complaint).outcome, "rejected")
        self.assertEqual(complaint.state, "investigating")
        decision = complaint.decision_ids.sorted("id")[-1:]
        self.assertEqual(decision.opinion, "Too little found out.")

    def test_deciding_on_the_case_closes_the_request(self):
        complaint = self._proposed()
        self._settle()
        complaint.with_user(self.head).action_reject("No.")
        request = self._requests(complaint)
        self.assertEqual(request.outcome, "rejected")
        self.assertEqual(request.decided_by_id, self.head)

    def test_whoever_is_complained_of_sees_nothing_of_it(self):
        complaint = self._proposed(
            respondent_ids=[(4, self.respondent.employee_ids.id)]
        )
        request = self._requests(complaint)
        self.assertNotIn(self.respondent, request.decider_ids)
        self.assertNotIn(self.subordinate, request.decider_ids)
        request.copied_user_ids |= self.respondent
        self.assertFalse(self._requests(complaint, self.respondent))

    def test_a_head_who_is_complained_of_later_decides_no_more(self):
        complaint = self._proposed()
        self.assertIn(self.head, self._requests(complaint).decider_ids)
        about = self._employee(self.head)
        complaint.respondent_ids |= about
        request = self._requests(complaint)
        self.assertNotIn(self.head, request.decider_ids)
        self.assertIn(self.upper_head, request.decider_ids)
        self.assertFalse(self._requests(complaint, self.head))

    def test_a_customer_who_is_hidden_hides_the_request(self):
        complaint = self._proposed(partner_id=self.customer.id)
        self.assertTrue(self._requests(complaint, self.head))
        self._classify(self.customer)
        request = self._requests(complaint)
        for user in (self.head, self.officer):
            self.assertFalse(self._requests(complaint, user))
            self.assertFalse(self._to_decide(user))
        with self.assertRaises(AccessError):
            request.with_user(self.head).read(["name"])
        with self.assertRaises(AccessError):
            request.with_user(self.head).action_approve()

    def test_the_cron_takes_off_who_must_not_know_the_customer(self):
        complaint = self._proposed(partner_id=self.customer.id)
        self.assertIn(self.head, self._requests(complaint).decider_ids)
        self._classify(self.customer)
        self._run_refresh()
        self.assertNotIn(self.head, self._requests(complaint).decider_ids)

    def test_no_notice_names_the_customer(self):
        self.customer.name = "Very Special Company"
        complaint = self._proposed(name="Very Special Company is angry")
        self._settle()
        notice = self._notices(self.head)[:1]
        self.assertIn(complaint.number, notice.subject)
        self.assertNotIn("Special", notice.subject + notice.body)

    def test_the_handler_gets_a_copy_when_somebody_else_proposed(self):
        with self._at():
            complaint = self._register(user_id=self.officer.id)
            self._lead(complaint, "accept", "investigate")
            self._lead(complaint, "propose", user=self.second_officer)
        request = self._requests(complaint)
        self.assertEqual(request.requester_id, self.second_officer)
        self.assertIn(self.officer, request.copied_user_ids)

    def test_decided_by_somebody_else_meanwhile(self):
        complaint = self._proposed()
        request = self._requests(complaint, self.head)
        self._settle()
        complaint.with_user(self.complaint_manager).action_approve()
        with self.assertRaisesRegex(UserError, "no longer"):
            request.action_approve()

    def test_many_cases_take_as_many_queries_as_few(self):
        def cost(number):
            cases = self.env["customer.complaint"].sudo()
            for _ in range(number):
                cases |= self._proposed()
            self._settle()
            cases.invalidate_recordset()
            before = self.env.cr.sql_log_count
            cases._request_matters()
            return self.env.cr.sql_log_count - before

        cost(2)
        few, many = cost(3), cost(15)
        self.assertLessEqual(many, few + 3)
