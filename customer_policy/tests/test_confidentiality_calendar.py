from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityCalendar(ConfidentialityCase):
    """Meetings with, and about, hidden people."""

    def _event(self, *partners, user=None, **values):
        return (
            self.env["calendar.event"]
            .with_user(user or self.cleared)
            .create(
                {
                    "name": f"{MARK} meeting",
                    "start": "2030-12-01 10:00:00",
                    "stop": "2030-12-01 11:00:00",
                    "partner_ids": [Command.set([p.id for p in partners])],
                    **values,
                }
            )
            .sudo()
        )

    def assertUnseen(self, user, event):
        self.env.flush_all()
        self.env.invalidate_all()
        Event = self.env["calendar.event"].with_user(user)
        self.assertFalse(Event.search([("id", "=", event.id)]))
        self.assertFalse(Event.search([("name", "ilike", MARK)]))
        self.assertFalse(Event._read_group([("id", "=", event.id)], ["name"]))
        self.assertFalse(event.with_user(user).has_access("read"))

    def test_a_meeting_with_hidden_people_is_hidden(self):
        event = self._event(self.secret_contact, self.cleared.partner_id)
        plain = self._event(self.open_contact, name="Plain")
        attendees = event.attendee_ids
        self.assertSees(self.employee, event | plain)
        self._classify(self.secret)
        self.assertSees(self.employee, plain)
        self.assertSees(self.cleared, event)
        self.assertSees(self.cleared, attendees)
        self.assertUnseen(self.employee, event)
        mine = self.env["calendar.attendee"].with_user(self.employee)
        self.assertFalse(mine.search([("partner_id", "=", self.secret_contact.id)]))
        self.assertFalse(mine.search([("email", "ilike", MARK)]))

    def test_a_meeting_about_a_hidden_document_is_hidden(self):
        model_id = self.env["ir.model"]._get_id("res.partner")
        event = self._event(
            self.cleared.partner_id, res_model_id=model_id, res_id=self.secret.id
        )
        self.assertSees(self.employee, event)
        self._classify(self.secret)
        self.assertSees(self.cleared, event)
        self.assertUnseen(self.employee, event)

    def test_a_meeting_of_a_hidden_portal_user_is_hidden(self):
        self.portal.partner_id.parent_id = self.secret
        event = self._event(self.open_contact, user_id=self.portal.id)
        event.partner_ids = self.open_contact
        self.assertSees(self.employee, event)
        self._classify(self.secret)
        self.assertSees(self.cleared, event)
        self.assertUnseen(self.employee, event)

    def test_the_uncleared_are_not_invited(self):
        self._classify(self.secret)
        people = (self.secret_contact, self.employee.partner_id)
        with self.assertRaises(UserError) as refusal:
            self._event(*people)
        self.assertIn(self.employee.name, str(refusal.exception))
        self.assertNotIn(MARK, str(refusal.exception))
        event = self._event(self.secret_contact, self.insider.partner_id)
        self.assertIn(self.insider.partner_id, event.attendee_ids.partner_id)
        with self.assertRaises(UserError):
            event.with_user(self.cleared).partner_ids = [
                Command.link(self.employee.partner_id.id)
            ]

    def test_no_invitation_reaches_those_who_must_not_know_who_comes(self):
        self._classify(self.secret)
        event = self._event(self.secret_contact, self.insider.partner_id)
        event.sudo().with_context(no_mail_to_attendees=True).write(
            {"partner_ids": [Command.link(self.employee.partner_id.id)]}
        )
        self.assertIn(self.employee.partner_id, event.attendee_ids.partner_id)
        before = self.env["mail.message"].search([])
        template = self.env.ref("calendar.calendar_template_meeting_invitation")
        event.attendee_ids._notify_attendees(template)
        messages = self.env["mail.message"].search([]) - before
        self.assertIn(self.insider.partner_id, messages.partner_ids)
        self.assertNotIn(self.employee.partner_id, messages.partner_ids)

    def test_what_is_said_about_a_document_that_stays_in_place_goes(self):
        """Calendar events play the part of invoices here: rows that stay as a code."""
        self.env.ref("customer_policy.confidentiality_model_calendar_event").write(
            {"mode": "mask", "masked_fields": "name"}
        )
        event = self._event(
            self.secret_contact, self.cleared.partner_id, user=self.employee
        )
        event = event.with_user(self.employee)
        message = event.message_post(body=f"{MARK} body", message_type="comment")
        file = (
            self.env["ir.attachment"]
            .with_user(self.employee)
            .create(
                {
                    "name": f"{MARK}.pdf",
                    "raw": b"x",
                    "res_model": "calendar.event",
                    "res_id": event.id,
                }
            )
        )
        activity = (
            self.env["mail.activity"]
            .with_user(self.employee)
            .create(
                {
                    "summary": f"{MARK} call",
                    "res_model_id": self.env["ir.model"]._get_id("calendar.event"),
                    "res_id": event.id,
                }
            )
        )
        told = message, file, activity
        for records in told:
            self.assertSees(self.employee, records)
        self._classify(self.secret)
        # The cut has moved things on; the rows themselves are what matters here.
        self.assertEqual(len(event.read(["id"])), 1)
        for records in told:
            if records := records.exists():
                self.assertSees(self.cleared, records)
                self.env.invalidate_all()
                mine = records.with_user(self.employee)
                self.assertFalse(mine.search([("id", "in", records.ids)]))
                self.assertFalse(mine.has_access("read"))
        mine = self.env["calendar.event"].with_user(self.employee)
        self.assertFalse(mine.search([("message_ids.body", "ilike", f"{MARK} body")]))
        self.assertFalse(event._message_get_suggested_recipients(reply_discussion=True))
        event.message_post(body="Still works")

    def test_work_on_a_hidden_meeting_is_hidden_although_its_document_is_open(self):
        event = self._event(self.secret_contact, self.cleared.partner_id)
        self.employee.notification_type = "inbox"
        activity = self.env["mail.activity"].create(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "calendar_event_id": event.id,
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.open_contact.id,
                "summary": f"{MARK} summary",
                "user_id": self.employee.id,
            }
        )
        notice = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.employee.partner_id.id)], order="id desc"
        )[:1]
        self.assertIn(MARK, notice.mail_message_id.subject)
        about = [("id", "=", self.open_contact.id)]
        by_text = [
            [*about, ("activity_summary", "ilike", MARK)],
            [*about, ("activity_ids", "ilike", MARK)],
            [*about, ("activity_ids.summary", "ilike", MARK)],
        ]
        contacts = self.open_contact.with_user(self.employee)
        for domain in by_text:
            self.assertTrue(contacts.search(domain), domain)
        self._classify(self.secret)
        self.assertSees(self.cleared, activity)
        self.assertHidden(self.employee, activity)
        for domain in by_text:
            self.assertFalse(contacts.search(domain), domain)
            self.assertTrue(contacts.with_user(self.cleared).search(domain), domain)
        inbox = self.env["mail.message"].with_user(self.employee)
        self.assertFalse(inbox.search([("subject", "ilike", MARK)]))
        notices = self.env["mail.notification"].with_user(self.employee).search([])
        self.assertNotIn(MARK, repr(notices.read(["mail_message_id"])))

    def test_work_on_a_hidden_meeting_is_given_to_nobody_uncleared(self):
        event = self._event(self.secret_contact, self.cleared.partner_id)
        self._classify(self.secret)
        values = {
            "calendar_event_id": event.id,
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.open_contact.id,
        }
        activities = self.env["mail.activity"].with_user(self.cleared)
        with self.assertRaises(UserError):
            activities.create({**values, "user_id": self.employee.id})
        self.assertTrue(activities.create({**values, "user_id": self.cleared.id}))

    def test_a_meeting_about_a_hidden_document_takes_its_work_with_it(self):
        model_id = self.env["ir.model"]._get_id("res.partner")
        event = self._event(
            self.cleared.partner_id, res_model_id=model_id, res_id=self.secret.id
        )
        activity = self.env["mail.activity"].create(
            {
                "calendar_event_id": event.id,
                "res_model_id": model_id,
                "res_id": self.open_contact.id,
                "user_id": self.cleared.id,
            }
        )
        self.assertSees(self.employee, activity)
        self._classify(self.secret)
        self.assertSees(self.cleared, activity)
        self.assertHidden(self.employee, activity)
