from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Command

from .complaint_common import ComplaintCase


class TestComplaintRecusal(ComplaintCase):
    """The respondent is a manager of everything and an administrator."""

    def _against(self, employee=None, **values):
        employee = employee or self.employee
        return self._register(respondent_ids=[Command.link(employee.id)], **values)

    def test_no_role_shows_it_to_who_is_complained_of(self):
        complaint = self._against(user_id=self.officer.id)
        self.assertBlind(self.respondent, complaint)
        self.assertSees(self.complaint_manager, complaint)
        mine = complaint.with_user(self.respondent)
        self.assertEqual(mine.search_count([("name", "=", complaint.name)]), 0)
        with self.assertRaises(AccessError):
            mine.name = "Harmless"
        for part in ("deadline_ids", "decision_ids", "action_ids"):
            rows = complaint.sudo()[part].with_user(self.respondent)
            self.assertFalse(rows.search([("complaint_id", "=", complaint.id)]))

    def test_it_is_not_counted_for_them_either(self):
        self._against()
        self.env.invalidate_all()
        customer = self.customer.with_user(self.respondent)
        self.assertEqual(customer.complaint_count, 0)
        self.assertFalse(customer.complaint_ids)

    def test_who_has_left_the_company_stands_aside_too(self):
        complaint = self._against()
        self.employee.active = False
        self.assertBlind(self.respondent, complaint)

    def test_nobody_registers_a_case_against_oneself(self):
        with self.assertRaisesRegex(UserError, "Let a colleague"):
            self._register(
                self.respondent, respondent_ids=[Command.link(self.employee.id)]
            )

    def test_their_acts_are_refused_in_superuser_mode_too(self):
        complaint = self._against()
        with self.assertRaises(AccessError):
            complaint.with_user(self.respondent).sudo().action_accept()

    def test_what_they_had_is_taken_away(self):
        self.team.member_ids += self.respondent
        complaint = self._register(user_id=self.respondent.id).sudo()
        self._lead(complaint, "accept", user=self.respondent)
        complaint.message_subscribe(partner_ids=self.respondent.partner_id.ids)
        message = complaint.message_post(
            body="What do you say?",
            message_type="comment",
            partner_ids=self.respondent.partner_id.ids,
        )
        own = complaint.with_user(self.respondent).message_post(body="Nothing")
        activity = complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.respondent.id
        )
        complaint.with_user(self.complaint_manager).respondent_ids = self.employee
        self.env.invalidate_all()
        partner = self.respondent.partner_id
        self.assertNotIn(partner, complaint.message_partner_ids)
        self.assertFalse(
            self.env["mail.notification"].search(
                [
                    ("res_partner_id", "=", partner.id),
                    ("mail_message_id.model", "=", complaint._name),
                    ("mail_message_id.res_id", "=", complaint.id),
                ]
            )
        )
        self.assertNotEqual(activity.user_id, self.respondent)
        self.assertEqual(complaint.user_id, self.head)
        self.assertEqual(complaint.responsible_id, self.head)
        for record in (message | own).with_user(self.respondent):
            self.assertFalse(record.search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                record.read(["body"])
        mine = activity.with_user(self.respondent)
        self.assertFalse(mine.search([("id", "=", activity.id)]))

    def test_they_are_never_told(self):
        complaint = self._against(user_id=self.officer.id).sudo()
        partner = self.respondent.partner_id
        complaint.message_subscribe(partner_ids=partner.ids)
        self.assertNotIn(partner, complaint.message_partner_ids)
        mine = complaint.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "stands aside"):
            mine.message_post(body="x", message_type="comment", partner_ids=partner.ids)
        with self.assertRaisesRegex(UserError, "stands aside"):
            mine.env["mail.activity"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id(mine._name),
                    "res_id": mine.id,
                    "user_id": self.respondent.id,
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                }
            )
        message = complaint.message_notify(
            partner_ids=(partner | self.officer.partner_id).ids, body="x", subject="x"
        )
        self.assertEqual(
            message.sudo().notification_ids.res_partner_id, self.officer.partner_id
        )

    def test_they_are_not_made_handler_or_owner_of_an_action(self):
        complaint = self._against().with_user(self.complaint_manager)
        for user in (self.respondent, self.subordinate):
            with self.assertRaisesRegex(ValidationError, "stands aside"):
                complaint.user_id = user
        with self.assertRaisesRegex(ValidationError, "stands aside"):
            complaint.action_ids = [
                Command.create({"name": "Apologise", "user_id": self.respondent.id})
            ]

    def test_their_subordinates_see_it_but_do_not_decide(self):
        self.team.member_ids += self.subordinate
        complaint = self._against()
        self.assertSees(self.subordinate, complaint)
        for act in ("accept", "unfounded"):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(complaint.with_user(self.subordinate), f"action_{act}")()
        self._lead(complaint, "accept", "investigate", "propose")
        self.subordinate.group_ids += self.env.ref(
            "customer_policy.group_complaint_manager"
        )
        with self.assertRaises(AccessError):
            complaint.with_user(self.subordinate).action_approve()

    def test_a_head_complained_of_is_passed_over(self):
        employee = self._employee(self.head)
        complaint = self._against(employee)
        self._lead(complaint, "accept", "investigate", "propose")
        with self.assertRaises(AccessError):
            self._lead(complaint, "approve")
        self.assertEqual(complaint.sudo().activity_ids.user_id, self.upper_head)
        complaint.with_user(self.upper_head).action_approve()
        self.assertEqual(complaint.sudo().state, "approved")

    def test_without_a_team_above_the_heads_own_manager_decides(self):
        self.team.parent_id = False
        above = self._employee(self.strange_officer)
        complaint = self._against(self._employee(self.head, above))
        self._lead(complaint, "accept", "investigate", "propose")
        self.assertBlind(self.second_officer.browse(self.head.id), complaint)
        complaint.with_user(self.strange_officer).action_approve()
        self.assertEqual(complaint.sudo().state, "approved")

    def test_taken_back_it_is_seen_again(self):
        complaint = self._against(user_id=self.officer.id)
        complaint.with_user(self.officer).respondent_ids = False
        self.assertSees(self.respondent, complaint)

    def test_who_follows_it_is_told_alike_however_one_asks(self):
        """A form asks by the document, a list asks for all."""
        complaint = self._against(user_id=self.officer.id)
        self._register()  # another one, against nobody
        complaint.sudo().message_subscribe(self.officer.partner_id.ids)
        by_document = [
            ("res_model", "=", complaint._name),
            ("res_id", "=", complaint.id),
        ]
        self.env.flush_all()
        for user, sees in (
            (self.officer, True),
            (self.complaint_manager, True),
            (self.respondent, False),
            (self.outsider, False),
        ):
            self.env.invalidate_all()
            followers = self.env["mail.followers"].with_user(user)
            asked = followers.search(by_document)
            others = followers.search([("res_id", "=", complaint.id)])
            with self.subTest(user=user.name):
                self.assertEqual(bool(asked), sees)
                self.assertEqual(
                    asked, others.filtered(lambda f: f.res_model == complaint._name)
                )

    def test_a_meeting_about_it_is_not_for_them(self):
        complaint = self._against()
        meeting = self.env["calendar.event"].create(
            {
                "name": "About the complaint",
                "start": "2026-03-03 10:00:00",
                "stop": "2026-03-03 11:00:00",
                "res_model_id": self.env["ir.model"]._get_id(complaint._name),
                "res_id": complaint.id,
            }
        )
        self.env.invalidate_all()
        mine = meeting.with_user(self.respondent)
        self.assertFalse(mine.search([("id", "=", meeting.id)]))
        self.assertTrue(
            meeting.with_user(self.officer).search([("id", "=", meeting.id)])
        )

    def test_a_meeting_that_comes_to_be_about_it_is_not_for_them_any_more(self):
        complaint = self._against()
        meeting = self.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": "2026-03-10 09:00:00",
                "stop": "2026-03-10 10:00:00",
            }
        )
        asked = [("id", "=", meeting.id)]
        mine = meeting.with_user(self.respondent)
        self.env.invalidate_all()
        self.assertTrue(mine.search(asked))
        meeting.write(
            {
                "res_model_id": self.env["ir.model"]._get_id(complaint._name),
                "res_id": complaint.id,
            }
        )
        self.env.invalidate_all()
        self.assertFalse(mine.search(asked))
        self.assertTrue(meeting.with_user(self.officer).search(asked))

    def test_a_private_meeting_about_it_leaves_other_messages_readable(self):
        complaint = self._against()
        meeting = self.env["calendar.event"].create(
            {
                "name": "About the complaint",
                "start": "2026-03-03 10:00:00",
                "stop": "2026-03-03 11:00:00",
                "privacy": "private",
                "res_model_id": self.env["ir.model"]._get_id(complaint._name),
                "res_id": complaint.id,
            }
        )
        message = meeting.message_post(body="See you there")
        self.env.flush_all()
        self.env.invalidate_all()
        messages = self.env["mail.message"].with_user(self.respondent)
        self.assertFalse(messages.search([("id", "=", message.id)]))
        self.assertTrue(messages.search([("model", "=", "res.partner")], limit=1))

    def test_its_id_answers_them_like_one_that_nothing_has(self):
        complaint = self._against(user_id=self.officer.id)
        action = self.env["customer.complaint.action"].create(
            {"name": "Call back", "complaint_id": complaint.id}
        )
        self.env.flush_all()
        for record in (complaint, action):
            self.env.invalidate_all()
            self.assertEqual(record.with_user(self.respondent).read(["name"]), [])
            with self.assertRaises(MissingError):
                record.with_user(self.respondent).check_access("read")
        with self.assertRaises(AccessError) as refused:
            complaint.with_user(self.strange_officer).check_access("read")
        self.assertNotIsInstance(refused.exception, MissingError)

    def test_files_of_it_are_not_for_them(self):
        complaint = self._against()
        file = self.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"photo",
                "res_model": complaint._name,
                "res_id": complaint.id,
            }
        )
        self.env.invalidate_all()
        mine = file.with_user(self.respondent)
        self.assertFalse(mine.search([("id", "=", file.id)]))
        with self.assertRaises(AccessError):
            mine.read(["name"])
