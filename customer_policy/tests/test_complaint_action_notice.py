from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command

from .complaint_common import ComplaintCase
from .confidentiality_common import ConfidentialityMixin


class ActionCase(ComplaintCase):
    def _actions(self, complaint, *owners, **values):
        return (
            self.env["customer.complaint.action"]
            .with_user(self.officer)
            .create(
                [
                    {
                        "complaint_id": complaint.id,
                        "name": f"Act {number}",
                        "user_id": owner.id,
                        "date_deadline": "2026-03-09",
                        **values,
                    }
                    for number, owner in enumerate(owners)
                ]
            )
        )

    def _notices(self, user):
        return self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)]
        )


class TestComplaintActionNotice(ActionCase):
    def test_owners_are_told_once_and_reminded_on_the_day(self):
        complaint = self._lead(self._register(), "accept")
        before = self._notices(self.registrar)
        actions = self._actions(complaint, *[self.registrar] * 3, self.second_officer)
        notice = self._notices(self.registrar) - before
        self.assertEqual(len(notice), 1)
        self.assertIn("3 actions", notice.mail_message_id.subject)
        reminders = actions.sudo().activity_id
        self.assertEqual(len(reminders), 4)
        self.assertEqual(set(reminders.mapped("date_deadline")), {date(2026, 3, 9)})
        self.assertEqual(
            reminders.mapped("user_id"), self.registrar | self.second_officer
        )

    def test_the_reminder_follows_the_action(self):
        complaint = self._lead(self._register(), "accept")
        action = self._actions(complaint, self.registrar)
        action.write({"date_deadline": "2026-04-01", "user_id": self.third_officer.id})
        reminder = action.sudo().activity_id
        self.assertEqual(reminder.date_deadline, date(2026, 4, 1))
        self.assertEqual(reminder.user_id, self.third_officer)
        self.assertTrue(self._notices(self.third_officer))
        action.with_user(self.third_officer).action_done()
        self.assertFalse(reminder.exists())

    def test_who_complained_in_confidence_is_not_told_to_owners(self):
        complaint = self._lead(self._register(is_confidential=True), "accept")
        action = self._actions(complaint, self.registrar.browse(self.staff.id))
        self.assertFalse(action.sudo().activity_id)
        self.assertNotIn(self.staff.partner_id, complaint.sudo().message_partner_ids)
        body = self._notices(self.staff).mail_message_id.body
        self.assertIn("Act 0", body)
        self.assertNotIn("Complaining Company", body)

    def test_who_becomes_respondent_loses_the_action(self):
        complaint = self._lead(self._register(), "accept")
        employee = self._employee(self.registrar)
        action = self._actions(complaint, self.registrar)
        complaint.respondent_ids = employee
        self.assertEqual(action.sudo().user_id, complaint.user_id)
        self.assertNotEqual(action.sudo().activity_id.user_id, self.registrar)
        self.assertFalse(
            action.with_user(self.registrar).search([("id", "=", action.id)])
        )

    def test_who_becomes_respondent_loses_what_was_told_of_it(self):
        employee = self._employee(self.registrar)
        for confidential in (False, True):
            complaint = self._register(is_confidential=confidential)
            complaint = self._lead(complaint, "accept")
            self._actions(complaint, self.registrar, name="Ask the driver")
            said = [("body", "ilike", "Ask the driver")]
            messages = self.env["mail.message"].with_user(self.registrar)
            with self.subTest(confidential=confidential):
                self.assertTrue(messages.search(said))
                complaint.respondent_ids = employee
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertFalse(messages.search(said))

    def test_a_notice_about_several_cases_names_none_of_what_is_to_be_done(self):
        cases = [self._lead(self._register(), "accept") for _case in range(2)]
        actions = self._actions(cases[0], self.second_officer, name="Ask the driver")
        actions |= self._actions(cases[1], self.second_officer, name="Ask the cook")
        before = self._notices(self.third_officer)
        actions.write({"user_id": self.third_officer.id})
        notice = self._notices(self.third_officer) - before
        body = notice.mail_message_id.body
        self.assertNotIn("Ask the", body)
        for case in cases:
            self.assertIn(case.number, body)

    def test_respondents_get_neither_action_nor_notice(self):
        complaint = self._register(respondent_ids=[Command.link(self.employee.id)])
        before = self._notices(self.respondent)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._actions(complaint, self.respondent)
        self.assertEqual(self._notices(self.respondent), before)


class TestComplaintReport(ComplaintCase):
    def _print(self, complaint, user):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user)
        html, _kind = report._render_qweb_html(
            "customer_policy.report_complaint_investigation", complaint.ids
        )
        return html.decode()

    def test_the_report_says_what_was_found_and_decided(self):
        complaint = self._register(respondent_ids=[Command.link(self.employee.id)])
        self._lead(complaint, "accept", "investigate")
        values = {
            "cause": "CAUSE-X",
            "course": "COURSE-X",
            "conclusion": "CONCLUSION-X",
            "countermeasure": "MEASURE-X",
            "prevention": "PREVENTION-X",
        }
        complaint.sudo().write({**values, "fault_employee_id": self.employee_below.id})
        complaint.with_user(self.officer).action_propose("OPINION-X")
        for user in (self.officer, self.complaint_manager, self.complaint_auditor):
            text = self._print(complaint, user)
            for part in (*values.values(), "OPINION-X", self.employee_below.name):
                self.assertIn(part, text)

    def test_it_is_not_for_who_stands_aside_nor_for_staff(self):
        complaint = self._register(respondent_ids=[Command.link(self.employee.id)])
        for user in (self.respondent, self.registrar, self.portal, self.outsider):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._print(complaint, user)


class TestComplaintActionConfidential(ConfidentialityMixin, ActionCase):
    def test_nobody_is_given_work_for_a_customer_to_be_unknown(self):
        complaint = self._register(partner_id=self.secret.id)
        self.officer.group_ids += self.env.ref("customer_policy.group_clearance_secret")
        self._classify(self.secret)
        with self.assertRaisesRegex(ValidationError, "may not see"):
            self._actions(complaint, self.registrar)
