from datetime import timedelta

from freezegun import freeze_time

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestAccessHold(AccessCase):
    def _place(self, user, custodian=None, **values):
        Hold = self.env["customer.access.hold"].with_user(custodian or self.custodian)
        return Hold.create({"user_id": user.id, "reason": "Under notice", **values})

    def test_it_overrides_everything_at_once_and_lifts(self):
        self._grant()
        people = (self.employee, self.account_manager, self.cleared, self.insider)
        for user in people:
            with self.subTest(user=user.name):
                self.assertSees(user, self.secret)
                hold = self._place(user)
                self.assertHidden(user, self.secret)
                hold.action_lift("Cleared up")
                self.assertSees(user, self.secret)
                self.assertEqual(hold.lifted_by_id, self.custodian)

    def test_it_begins_and_ends_to_the_minute(self):
        now = fields.Datetime.now()
        begin, end = now + timedelta(hours=1), now + timedelta(hours=2)
        self._place(self.cleared, date_from=begin, date_to=end)
        self.assertSees(self.cleared, self.secret)
        with freeze_time(begin):
            self.assertHidden(self.cleared, self.secret)
        with freeze_time(end):
            self.assertSees(self.cleared, self.secret)

    def test_it_cannot_be_dated_back_or_end_before_it_begins(self):
        now = fields.Datetime.now()
        hold = self._place(self.cleared, date_from=now - timedelta(days=9))
        self.assertGreaterEqual(hold.date_from, now)
        with self.assertRaisesRegex(UserError, "end after it begins"):
            self._place(self.insider, date_to=now - timedelta(days=1))

    def test_the_system_cannot_be_held(self):
        system = self.env["res.users"].browse(SUPERUSER_ID)
        with self.assertRaises(ValidationError):
            self._place(system)

    def test_only_custodians_place_and_lift(self):
        hold = self._place(self.cleared)
        for user in (self.employee, self.auditor, self.administrator, self.insider):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    self._place(self.employee, custodian=user)
                with self.assertRaises(AccessError):
                    hold.with_user(user).action_lift("No")

    def test_nobody_lifts_the_hold_on_oneself_or_while_held(self):
        other = self._place(self.cleared)
        own = self._place(self.second_custodian)
        for hold in (own, other):
            with self.assertRaises(AccessError):
                hold.with_user(self.second_custodian).action_lift("Mistake")
        with self.assertRaises(AccessError):
            self._place(self.custodian, custodian=self.second_custodian)

    def test_whoever_is_held_does_not_find_it(self):
        hold = self._place(self.second_custodian)
        Hold = self.env["customer.access.hold"]
        self.env.invalidate_all()
        self.assertFalse(Hold.with_user(self.second_custodian).search([]))
        self.assertIn(hold, Hold.with_user(self.auditor).search([]))
        bodies = str(self._messages(self.second_custodian).mapped("body"))
        self.assertNotIn("on hold", bodies)
        self.assertIn("on hold", self._messages(self.auditor)[:1].body)

    def test_a_hold_cannot_be_changed_afterwards(self):
        hold = self._place(self.cleared)
        for values in ({"date_to": fields.Datetime.now()}, {"reason": "Other"}):
            with self.assertRaises(AccessError):
                hold.with_user(self.custodian).write(values)
        with self.assertRaises(AccessError):
            hold.with_user(self.custodian).unlink()

    def test_it_is_lifted_once_and_for_a_reason(self):
        hold = self._place(self.cleared)
        action = hold.action_lift()
        self.assertEqual(action["res_model"], "customer.access.reason")
        wizard = self.env["customer.access.reason"].with_user(self.custodian)
        wizard = wizard.with_context(**action["context"]).create({"reason": "Over"})
        wizard.action_done()
        self.assertEqual(hold.lift_reason, "Over")
        with self.assertRaisesRegex(UserError, "ended already"):
            hold.action_lift("Again")

    def _work(self, user):
        """What somebody has on a secret customer before a hold."""
        self.secret.message_subscribe(user.partner_id.ids)
        user.notification_type = "inbox"
        message = self.secret.message_post(
            body="Told", partner_ids=user.partner_id.ids, message_type="comment"
        )
        notice = message.notification_ids.filtered(
            lambda notice: notice.res_partner_id == user.partner_id
        )
        self.assertTrue(notice)
        activity = self.secret.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id
        )
        self.env.flush_all()
        return notice, activity

    def test_it_cuts_the_person_off_and_gives_back_when_lifted(self):
        notice, activity = self._work(self.cleared)
        self.open_customer.message_subscribe(self.cleared.partner_id.ids)
        followers = self.secret.message_partner_ids
        self.assertIn(self.cleared.partner_id, followers)
        hold = self._place(self.cleared)
        self.env.invalidate_all()
        self.assertTrue(hold.sudo().date_cut)
        self.assertNotIn(self.cleared.partner_id, self.secret.message_partner_ids)
        self.assertIn(self.cleared.partner_id, self.open_customer.message_partner_ids)
        self.assertFalse(notice.exists())
        self.assertEqual(activity.user_id, self.account_manager)
        hold.action_lift("Cleared up")
        self.env.invalidate_all()
        self.assertIn(self.cleared.partner_id, self.secret.message_partner_ids)
        self.assertEqual(activity.user_id, self.cleared)
        self.assertFalse(hold.sudo().cut_ids)

    def test_custodians_are_told_when_nobody_present_may_take_over(self):
        _notice, activity = self._work(self.cleared)
        self.secret.write({"user_id": False, "service_user_ids": [(5, 0, 0)]})
        hold = self._place(self.cleared)
        self.env.invalidate_all()
        self.assertFalse(activity.user_id)
        told = self.env["mail.message"].search(
            [("subject", "=", "Nobody to do the work")]
        )
        self.assertIn(self.custodian.partner_id, told.partner_ids)
        self.assertNotIn(self.cleared.partner_id, told.partner_ids)
        self.assertIn(self.secret.confidential_code, told[0].body)
        self.assertNotIn("ZQX", told[0].body)
        hold.action_lift("Cleared up")
        self.assertEqual(activity.user_id, self.cleared)

    def test_work_goes_past_an_account_manager_who_is_away(self):
        employee = self.env["hr.employee"].create(
            {"name": "Manager", "user_id": self.account_manager.id}
        )
        now = fields.Datetime.now()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": employee.resource_id.id,
                "calendar_id": employee.resource_id.calendar_id.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(days=1),
            }
        )
        self.secret.service_user_ids = self.insider
        _notice, activity = self._work(self.cleared)
        self._place(self.cleared)
        self.env.invalidate_all()
        self.assertEqual(activity.user_id, self.insider)

    def test_what_a_program_gives_to_somebody_uncleared_goes_to_who_may_know(self):
        activity = self.secret.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.employee.id
        )
        self.assertEqual(activity.user_id, self.account_manager)

    def test_a_hold_that_begins_or_ends_later_cuts_and_gives_back_then(self):
        _notice, activity = self._work(self.cleared)
        now = fields.Datetime.now()
        hold = self._place(
            self.cleared,
            date_from=now + timedelta(hours=1),
            date_to=now + timedelta(hours=3),
        )
        self.assertEqual(activity.user_id, self.cleared)
        Hold = self.env["customer.access.hold"].sudo()
        with freeze_time(now + timedelta(hours=2)):
            self.env.invalidate_all()
            Hold._cron_cut()
            self.assertEqual(activity.user_id, self.account_manager)
        with freeze_time(now + timedelta(hours=4)):
            self.env.invalidate_all()
            Hold._cron_cut()
            self.assertEqual(activity.user_id, self.cleared)
        self.assertTrue(hold.sudo().date_cut)
