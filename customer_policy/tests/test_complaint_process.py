from odoo.exceptions import AccessError, UserError, ValidationError

from .complaint_common import ComplaintCase

WHOLE_WAY = (
    "accept",
    "investigate",
    "propose",
    "approve",
    "execute",
    "answer",
    "close",
)


class TestComplaintProcess(ComplaintCase):
    def test_a_complaint_goes_its_whole_way(self):
        complaint = self._register()
        self.assertEqual(complaint.state, "new")
        complaint = self._lead(complaint, *WHOLE_WAY)
        self.assertEqual(complaint.state, "closed")
        self.assertTrue(complaint.date_closed)
        self.assertFalse(complaint.next_deadline)
        self.assertEqual(
            complaint.decision_ids.mapped("role"), ["handler", "department_head"]
        )

    def test_acts_out_of_turn_are_refused_and_change_nothing(self):
        complaint = self._register().with_user(self.officer)
        for act in ("investigate", "propose", "approve", "execute", "close", "reopen"):
            with self.subTest(act=act), self.assertRaises(UserError):
                getattr(complaint, f"action_{act}")()
            self.assertEqual(complaint.state, "new")

    def test_an_enquiry_goes_its_own_short_way(self):
        enquiry = self._lead(self._register(kind="enquiry"), "accept")
        with self.assertRaises(UserError):
            self._lead(enquiry, "investigate")
        enquiry = self._lead(enquiry, "answer", "close")
        self.assertEqual(enquiry.state, "closed")

    def test_praise_is_closed_without_answer(self):
        praise = self._lead(self._register(kind="praise"), "accept", "close")
        self.assertEqual(praise.state, "closed")

    def test_who_registers_is_responsible_until_the_hand_over_is_accepted(self):
        complaint = self._register(user_id=self.officer.id)
        self.assertEqual(complaint.first_responsible_id, self.registrar)
        self.assertEqual(complaint.responsible_id, self.registrar)
        complaint = self._lead(complaint, "accept")
        self.assertEqual(complaint.responsible_id, self.officer)
        self.assertEqual(complaint.first_responsible_id, self.registrar)
        complaint.user_id = self.second_officer
        self.assertEqual(complaint.responsible_id, self.officer)
        complaint.with_user(self.second_officer).action_accept()
        self.assertEqual(complaint.responsible_id, self.second_officer)
        self.assertEqual(complaint.state, "accepted")

    def test_a_case_is_accepted_once(self):
        complaint = self._lead(self._register(), "accept")
        with self.assertRaisesRegex(UserError, "Officer has accepted"):
            complaint.with_user(self.second_officer).action_accept()
        self.assertEqual(complaint.user_id, self.officer)

    def test_nobody_accepts_what_somebody_else_was_assigned(self):
        complaint = self._register(user_id=self.officer.id)
        with self.assertRaisesRegex(UserError, "is assigned to"):
            complaint.with_user(self.second_officer).action_accept()

    def test_who_proposes_does_not_decide(self):
        complaint = self._lead(self._register(), "accept", "investigate")
        complaint.with_user(self.head).action_propose()
        for user in (self.head, self.officer):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                complaint.with_user(user).action_approve()
        complaint.with_user(self.complaint_manager).action_approve()
        self.assertEqual(complaint.state, "approved")

    def test_severity_says_who_decides(self):
        complaint = self._lead(
            self._register(severity="major"), "accept", "investigate", "propose"
        )
        self.assertEqual(complaint.next_role, "department_head")
        complaint = self._lead(complaint, "approve")
        self.assertEqual(complaint.state, "proposed")
        self.assertEqual(complaint.next_role, "general_manager")
        with self.assertRaises(AccessError):
            complaint.with_user(self.complaint_manager).action_approve()
        complaint.with_user(self.general_manager).action_approve("Agreed")
        self.assertEqual(complaint.state, "approved")
        self.assertEqual(complaint.decision_ids[-1].opinion, "Agreed")

    def test_who_decides_next_is_asked_to(self):
        complaint = self._lead(self._register(), "accept", "investigate", "propose")
        self.assertEqual(complaint.activity_ids.user_id, self.head)
        complaint = self._lead(complaint, "approve")
        self.assertFalse(complaint.activity_ids)

    def test_after_a_rejection_everybody_decides_anew(self):
        complaint = self._lead(
            self._register(severity="major"), "accept", "investigate", "propose"
        )
        self._lead(complaint, "approve")
        complaint.with_user(self.general_manager).action_reject("Too little")
        self.assertEqual(complaint.state, "investigating")
        complaint = self._lead(complaint, "propose")
        self.assertEqual(complaint.next_role, "department_head")
        self.assertEqual(len(complaint.decision_ids), 4)

    def test_a_report_may_be_asked_for_by_severity(self):
        self.env["customer.complaint.approval"].search(
            [("severity", "=", "general")]
        ).needs_report = True
        complaint = self._lead(self._register(), "accept", "investigate")
        with self.assertRaisesRegex(UserError, "Cause"):
            complaint.action_propose()
        complaint.write(
            {
                "cause": "A",
                "course": "B",
                "conclusion": "C",
                "countermeasure": "D",
                "prevention": "E",
            }
        )
        complaint.action_propose()
        self.assertEqual(complaint.state, "proposed")

    def test_it_is_not_closed_while_an_action_is_open(self):
        complaint = self._lead(self._register(), *WHOLE_WAY[:-1])
        action = self.env["customer.complaint.action"].with_user(self.officer)
        action = action.create(
            {
                "complaint_id": complaint.id,
                "name": "Train the drivers",
                "kind": "preventive",
                "user_id": self.registrar.id,
            }
        )
        with self.assertRaisesRegex(UserError, "not done yet"):
            complaint.action_close()
        action.with_user(self.registrar).action_done()
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_only_the_owner_or_an_officer_ends_an_action(self):
        complaint = self._register(user_id=self.officer.id)
        action = self.env["customer.complaint.action"].with_user(self.officer)
        action = action.create({"complaint_id": complaint.id, "name": "Look"})
        with self.assertRaises(AccessError):
            action.with_user(self.registrar).action_done()

    def test_it_is_not_answered_without_a_reply(self):
        complaint = self._lead(self._register(), *WHOLE_WAY[:5])
        with self.assertRaisesRegex(UserError, "reply"):
            complaint.action_answer()

    def test_an_unfounded_one_ends_at_once(self):
        complaint = self._lead(self._register(), "accept", "unfounded")
        self.assertEqual(complaint.state, "unfounded")
        self.assertFalse(complaint.is_open)
        self.assertFalse(complaint.next_deadline)
        self.assertEqual(complaint.decision_ids.outcome, "unfounded")

    def test_reopening_goes_one_level_up(self):
        complaint = self._lead(self._register(), *WHOLE_WAY)
        complaint.action_reopen("Not satisfied")
        self.assertEqual(complaint.state, "investigating")
        self.assertEqual(complaint.reopen_count, 1)
        self.assertEqual(complaint.user_id, self.head)
        self.assertFalse(complaint.date_closed)
        complaint = self._lead(complaint, *WHOLE_WAY[2:3], user=self.officer)
        complaint.with_user(self.head).action_reject("Once more")
        self._lead(complaint, "unfounded", "reopen")
        self.assertEqual(complaint.user_id, self.upper_head)

    def test_a_finished_case_is_not_changed(self):
        complaint = self._lead(self._register(), *WHOLE_WAY)
        with self.assertRaisesRegex(UserError, "Reopen it"):
            complaint.name = "Something else"
        with self.assertRaises(UserError):
            self.env["customer.complaint.action"].with_user(self.officer).create(
                {"complaint_id": complaint.id, "name": "Late idea"}
            )

    def test_a_case_is_never_deleted(self):
        complaint = self._register()
        with self.assertRaises(AccessError):
            complaint.with_user(self.complaint_manager).unlink()
        with self.assertRaises(UserError):
            complaint.sudo().unlink()

    def test_the_kind_is_fixed_once_work_has_begun(self):
        complaint = self._lead(self._register(), "accept")
        complaint.kind = "enquiry"
        complaint.kind = "complaint"
        self._lead(complaint, "investigate")
        with self.assertRaises(UserError):
            complaint.kind = "enquiry"

    def test_an_anonymous_case_names_nobody(self):
        with self.assertRaises(ValidationError):
            self._register(is_anonymous=True)
        anonymous = self._register(is_anonymous=True, partner_id=False)
        self.assertFalse(anonymous.contact_name)

    def test_script_in_the_description_is_taken_out(self):
        complaint = self._register(description="<p>x<script>alert(1)</script></p>")
        self.assertNotIn("script", complaint.description)

    def test_a_customer_deleted_meanwhile_leaves_a_name(self):
        complaint = self._register().sudo()
        self.customer.unlink()
        self.env.invalidate_all()
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.contact_name, "Complaining Company")

    def test_only_complaints_count_as_such(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id}
        )
        self._register()
        self._register(kind="praise")
        self._register(partner_id=contact.id)
        self.env.invalidate_all()
        customer = self.customer.with_user(self.complaint_manager)
        self.assertEqual(customer.complaint_count, 2)
        self.assertEqual(contact.with_user(self.complaint_manager).complaint_count, 1)
        self.assertEqual(len(customer.complaint_ids), 2)

    def test_merging_customers_takes_their_cases_along(self):
        other = self.env["res.partner"].create({"name": "Same", "is_company": True})
        complaint = self._register(partner_id=other.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([other.id, self.customer.id], self.customer)
        self.env.invalidate_all()
        complaint = complaint.sudo()
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.commercial_partner_id, self.customer)


class TestComplaintDuplicate(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_customer = cls.env["res.partner"].create({"name": "Somebody Else"})

    def test_the_same_matter_is_found(self):
        first = self._register(description="The truck came three days late on Monday")
        again = self._register(description="The truck came three days late, Monday")
        other = self._register(name="Wrong invoice", description="10 too much")
        found = (first | again | other)._find_duplicates()
        self.assertEqual(found[again], first)
        self.assertEqual(found[first], again)
        self.assertFalse(found[other])

    def test_another_customer_is_another_matter(self):
        first = self._register()
        again = self._register(partner_id=self.other_customer.id)
        self.assertFalse((first | again)._find_duplicates()[again])

    def test_a_chinese_matter_is_found(self):
        first = self._register(name="空调坏了三天没人修理")
        again = self._register(name="空调坏了三天,没有人修理")
        self.assertEqual(again._find_duplicates()[again], first)

    def test_merging_loses_no_message_file_or_clock(self):
        with self._at():
            first = self._register()
        with self._at(hours=1):
            again = self._register(respondent_ids=[(4, self.employee.id)])
            again.with_user(self.officer).action_set_deadline(
                "close", "2026-03-03 10:00:00", "Promised"
            )
            message = again.message_post(body="Please hurry", message_type="comment")
            file = self.env["ir.attachment"].create(
                {
                    "name": "photo.txt",
                    "raw": b"photo",
                    "res_model": again._name,
                    "res_id": again.id,
                }
            )
            (first | again).with_user(self.officer).action_merge()
        self.assertEqual(again.state, "cancelled")
        self.assertEqual(again.sudo().merged_into_id, first)
        self.assertEqual(message.res_id, first.id)
        self.assertEqual(file.res_id, first.id)
        close = self._clock(first, "close")
        self.assertEqual(str(close.date_deadline), "2026-03-03 10:00:00")
        self.assertEqual(close.manual_reason, "Promised")
        self.assertFalse(again.sudo().next_deadline)
        self.assertBlind(self.respondent, first)

    def test_only_open_cases_of_one_customer_become_one(self):
        first = self._register()
        other = self._register(partner_id=self.other_customer.id)
        with self.assertRaisesRegex(UserError, "different customers"):
            (first | other).with_user(self.officer).action_merge()
        ended = self._lead(self._register(), "accept", "unfounded")
        with self.assertRaisesRegex(UserError, "is over"):
            (first | ended).with_user(self.officer).action_merge()
