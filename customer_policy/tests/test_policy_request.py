from odoo.exceptions import AccessError, UserError

from .common import PolicyCase
from .request_common import RequestMixin

APPROVAL = "customer_policy.activity_type_policy_approval"


class TestPolicyRequest(RequestMixin, PolicyCase):
    """A policy that is submitted stands for all that shows in the inbox."""

    def _as(self, request, user):
        self._settle()
        return request.with_user(user)

    def test_a_submitted_policy_waits_for_the_other_manager(self):
        request = self._submitted()
        self.assertEqual(request.state, "pending")
        self.assertEqual(request.kind, "policy_approval")
        self.assertEqual(request.requester_id, self.manager)
        self.assertEqual(request.decider_ids, self.other_manager)
        self.assertEqual(request.name, "T-01 v1")
        self.assertEqual(self._to_decide(self.other_manager), request)
        self.assertFalse(self._to_decide(self.manager))

    def test_a_draft_that_is_not_submitted_is_not_there(self):
        self.assertFalse(self._requests(self.policy))

    def test_who_neither_decides_nor_asked_does_not_see_it(self):
        self._submitted()
        for user in (self.staff, self.grading_manager):
            self.assertFalse(self._requests(self.policy, user))
        self.assertTrue(self._requests(self.policy, self.manager))

    def test_approving_in_the_inbox_approves_the_document(self):
        request = self._submitted()
        self._as(request, self.other_manager).action_approve()
        self._settle()
        self.assertEqual(self.policy.state, "approved")
        self.assertEqual(self.policy.approved_by_id, self.other_manager)
        self.assertEqual(request.state, "decided")
        self.assertEqual(request.outcome, "approved")
        self.assertEqual(request.decided_by_id, self.other_manager)
        self.assertFalse(self._to_decide(self.other_manager))

    def test_deciding_in_the_inbox_clears_the_activity(self):
        request = self._submitted()
        self.assertEqual(self.policy.activity_ids.user_id, self.other_manager)
        self._as(request, self.other_manager).action_approve()
        self._settle()
        self.assertFalse(self.policy.activity_ids)

    def test_approving_the_document_closes_the_request(self):
        request = self._submitted()
        self.policy.with_user(self.other_manager).action_approve()
        self._settle()
        self.assertEqual(request.outcome, "approved")
        self.assertEqual(request.decided_by_id, self.other_manager)

    def test_a_change_of_the_text_withdraws_the_request(self):
        request = self._submitted()
        self.policy.with_user(self.manager).name = "Another title"
        self._settle()
        self.assertNotEqual(request.state, "pending")
        self.assertFalse(self._to_decide(self.other_manager))

    def test_rejecting_asks_for_an_opinion(self):
        request = self._as(self._submitted(), self.other_manager)
        action = request.action_reject()
        self.assertEqual(action["res_model"], "customer.policy.request.decision")
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.other_manager)
            .with_context(**action["context"])
            .create({"opinion": "Clause 2 is empty."})
        )
        wizard.action_confirm()
        self._settle()
        self.assertEqual(request.outcome, "rejected")
        self.assertEqual(request.opinion, "Clause 2 is empty.")
        self.assertEqual(self.policy.state, "draft")
        self.assertFalse(self.policy.submitted_by_id)
        self.assertIn("Clause 2", "".join(self.policy.message_ids.mapped("body")))

    def test_nothing_is_rejected_without_an_opinion(self):
        request = self._as(self._submitted(), self.other_manager)
        with self.assertRaisesRegex(UserError, "opinion"):
            request._decide("reject", "  ")
        self.assertEqual(request.state, "pending")

    def test_submitted_again_it_is_another_request(self):
        request = self._as(self._submitted(), self.other_manager)
        request._decide("reject", "No.")
        again = self._submitted()
        self.assertEqual(again.mapped("state"), ["decided", "pending"])

    def test_nobody_decides_what_he_or_she_asked_for(self):
        request = self._as(self._submitted(), self.manager)
        with self.assertRaisesRegex(AccessError, "yourself"):
            request.action_approve()
        self.assertEqual(self.policy.state, "draft")

    def test_a_single_manager_goes_on_alone(self):
        self.other_manager.active = False
        request = self._submitted()
        self._as(request, self.manager).action_approve()
        self._settle()
        self.assertEqual(self.policy.state, "approved")

    def test_who_is_no_decider_any_more_is_refused_before_the_cron_comes(self):
        request = self._as(self._submitted(), self.other_manager)
        self.other_manager.group_ids -= self.env.ref("customer_policy.group_manager")
        with self.assertRaises(AccessError):
            request.action_approve()
        self.assertEqual(self.policy.state, "draft")

    def test_deciders_who_come_and_go_are_found_by_the_cron(self):
        request = self._submitted()
        group = self.env.ref("customer_policy.group_manager")
        self.staff.group_ids += group
        self._run_refresh()
        self.assertEqual(request.decider_ids, self.other_manager | self.staff)
        self.assertTrue(self._to_decide(self.staff))
        self.assertIn("T-01 v1", self._notices(self.staff)[:1].subject)
        self.other_manager.active = False
        self._run_refresh()
        self.assertEqual(request.decider_ids, self.staff)

    def test_the_cron_finds_what_was_missed_and_changes_nothing_else(self):
        request = self._submitted()
        request.unlink()
        self._run_refresh()
        found = self._requests(self.policy)
        self.assertEqual(found.decider_ids, self.other_manager)
        before = found.read()
        notices = len(self._notices(self.other_manager))
        self._run_refresh()
        self.assertEqual(found.read(), before)
        self.assertEqual(len(self._notices(self.other_manager)), notices)

    def test_decided_twice_it_says_by_whom(self):
        request = self._submitted()
        self._as(request, self.other_manager).action_approve()
        self._settle()
        with self.assertRaisesRegex(UserError, "Other Manager has decided"):
            self._as(request, self.other_manager).action_approve()

    def test_several_are_decided_at_once_or_none_is(self):
        second = self._create_policy(number="T-02")
        second.with_user(self.manager).action_submit()
        requests = self._submitted() | self._requests(second)
        self._as(requests, self.other_manager).action_approve()
        self._settle()
        self.assertEqual(
            (self.policy | second).mapped("state"), ["approved", "approved"]
        )

    def test_the_notice_links_to_the_request_and_is_the_only_one(self):
        request = self._submitted()
        notices = self._notices(self.other_manager)
        self.assertEqual(len(notices), 1)
        self.assertEqual(notices.subject, "To decide: Policy Approval: T-01 v1")
        self.assertIn(f"/policy/request/{request.id}", notices.body)
        self.assertFalse(self._notices(self.manager))

    def test_several_matters_make_one_notice(self):
        policies = self.policy | self._create_policy(number="T-02")
        policies.with_user(self.manager).action_submit()
        self._settle()
        notices = self._notices(self.other_manager)
        self.assertEqual(len(notices), 1)
        self.assertIn("2", notices.subject)

    def test_whoever_asked_is_told_what_came_of_it(self):
        request = self._submitted()
        self._as(request, self.other_manager).action_approve()
        self._settle()
        self.assertIn("Approved", self._notices(self.manager)[:1].subject)

    def test_a_copy_lets_a_colleague_see_it(self):
        request = self._as(self._submitted(), self.manager)
        request._copy_to(self.staff)
        self._settle()
        seen = self._requests(self.policy, self.staff)
        self.assertEqual(seen, request)
        self.assertFalse(seen.can_decide)
        self.assertIn("Copied to you", self._notices(self.staff)[:1].subject)
        with self.assertRaises(AccessError):
            seen.action_approve()
        self._as(request, self.other_manager).action_approve()
        self._settle()
        self.assertIn("Approved", self._notices(self.staff)[:1].subject)

    def test_a_copy_for_somebody_who_may_not_read_the_document_is_refused(self):
        request = self._as(self._submitted(), self.manager)
        with self.assertRaisesRegex(UserError, "Outsider"):
            request._copy_to(self.outsider)
        self.assertFalse(request.copied_user_ids)

    def test_a_deleted_document_takes_its_request_along(self):
        request = self._submitted()
        self.policy.with_user(self.manager).unlink()
        self.assertFalse(request.exists())

    def test_what_it_is_about_is_read_with_the_rights_of_the_reader(self):
        self.policy.description = "<p>All of us</p>"
        request = self._as(self._submitted(), self.other_manager)
        self.assertIn("Test policy", request.document_name)
        self.assertIn("All of us", request.facts)
        self.assertFalse(request.with_user(self.outsider).sudo().facts)

    def test_the_inbox_of_many_takes_as_many_queries_as_of_one(self):
        self._submitted()

        def count():
            self._settle()
            requests = self.env["customer.policy.request"].with_user(self.other_manager)
            before = self.env.cr.sql_log_count
            found = requests.web_search_read(
                [("can_decide", "=", True)],
                dict.fromkeys(
                    ("display_name", "document_name", "facts", "waiting_for", "name"),
                    {},
                ),
            )
            return found["length"], self.env.cr.sql_log_count - before

        count()
        length, few = count()
        self.assertEqual(length, 1)
        for number in range(20):
            self._create_policy(number=f"N-{number}").action_submit()
        length, many = count()
        self.assertEqual(length, 21)
        self.assertLessEqual(many, few)
