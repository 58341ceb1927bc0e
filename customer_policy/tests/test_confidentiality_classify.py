from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .confidentiality_common import ConfidentialityCase

KINDS = ("follower", "notification", "activity", "attendee", "owner")


@tagged("post_install", "-at_install")
class TestConfidentialityClassify(ConfidentialityCase):
    """Classifying is an act: it cuts people off, and a release gives it back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret.message_subscribe(cls.employee.partner_id.ids)
        cls.secret.message_subscribe(cls.cleared.partner_id.ids)
        cls.message = cls.secret.message_post(
            body="Hello", partner_ids=cls.employee.partner_id.ids
        )
        cls.message.sudo().starred_partner_ids = [
            Command.link(cls.employee.partner_id.id)
        ]
        cls.activity = cls.secret.activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.employee.id
        )
        cls.event = cls.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2030-12-01 10:00:00",
                "stop": "2030-12-01 11:00:00",
                "user_id": cls.employee.id,
                "partner_ids": [
                    Command.set(
                        (
                            cls.employee.partner_id
                            | cls.cleared.partner_id
                            | cls.secret_contact
                        ).ids
                    )
                ],
            }
        )
        cls.env.flush_all()

    def _wizard(self, **values):
        return (
            self.env["customer.confidentiality.classify"]
            .with_user(self.custodian)
            .create(
                {
                    "partner_ids": [Command.set(self.secret.ids)],
                    "level": "2",
                    "reason": "Because",
                    **values,
                }
            )
        )

    def test_the_dialog_says_beforehand_who_loses_what(self):
        wizard = self._wizard()
        self.assertEqual(wizard.family_count, 3)
        losses = dict(wizard._losses(self.family))
        self.assertEqual(set(losses[self.employee]), set(KINDS))
        self.assertNotIn(self.cleared, losses)
        self.assertNotIn(self.account_manager, losses)
        self.assertIn(self.employee.name, wizard.impact_html)
        self.assertIn(self.account_manager, wizard._knowers(self.family))

    def test_looking_at_the_dialog_changes_nothing(self):
        wizard = self._wizard()
        self.assertTrue(wizard.impact_html)
        self.env.invalidate_all()
        self.assertEqual(self.secret.confidentiality_level, "0")
        self.assertIn(self.employee.partner_id, self.secret.message_partner_ids)

    def test_the_dialog_warns_of_a_clearance_with_one_holder(self):
        group = self.env.ref("customer_policy.group_clearance_top_secret")
        group.user_ids = [Command.set(self.custodian.ids)]
        self.assertTrue(self._wizard(level="3").holder_warning)
        group.user_ids = [Command.link(self.insider.id)]
        self.assertFalse(self._wizard(level="3").holder_warning)

    def test_those_who_lose_sight_are_cut_off(self):
        self._wizard().action_confirm()
        self.env.invalidate_all()
        mine = self.employee.partner_id
        self.assertNotIn(mine, self.secret.message_partner_ids)
        self.assertNotIn(mine, self.message.notified_partner_ids)
        self.assertNotIn(mine, self.message.starred_partner_ids)
        self.assertEqual(self.activity.user_id, self.account_manager)
        self.assertNotIn(mine, self.event.partner_ids)
        self.assertNotIn(mine, self.event.attendee_ids.partner_id)
        self.assertNotEqual(self.event.user_id, self.employee)
        self.assertHidden(self.employee, self.event)

    def test_those_who_go_on_seeing_it_keep_everything(self):
        self._wizard().action_confirm()
        self.env.invalidate_all()
        self.assertIn(self.cleared.partner_id, self.secret.message_partner_ids)
        self.assertIn(self.cleared.partner_id, self.event.partner_ids)
        self.assertSees(self.cleared, self.event)

    def test_a_release_gives_back_what_can_be_given_back(self):
        self._classify(self.secret)
        self._declassify(self.secret)
        mine = self.employee.partner_id
        self.assertIn(mine, self.secret.message_partner_ids)
        self.assertEqual(self.activity.user_id, self.employee)
        self.assertIn(mine, self.event.partner_ids)
        self.assertEqual(self.event.user_id, self.employee)
        self.assertFalse(self.env["customer.confidentiality.cut"].search([]))

    def test_what_somebody_else_took_over_meanwhile_stays_there(self):
        self._classify(self.secret)
        self.activity.user_id = self.cleared
        self._declassify(self.secret)
        self.assertEqual(self.activity.user_id, self.cleared)

    def test_raising_the_level_cuts_off_those_whom_it_concerns_and_keeps_the_notes(
        self,
    ):
        self._classify(self.secret, "2")
        self._classify(self.secret, "3")
        self.assertNotIn(self.cleared.partner_id, self.secret.message_partner_ids)
        self._declassify(self.secret)
        followers = self.secret.message_partner_ids
        self.assertIn(self.cleared.partner_id, followers)
        self.assertIn(self.employee.partner_id, followers)

    def test_the_register_keeps_every_act(self):
        self._classify(self.secret, "1")
        self._classify(self.secret, "2")
        entries = self.secret.confidentiality_register_ids
        self.assertEqual(entries.sorted("id").mapped("state"), ["released", "active"])
        active = entries.filtered(lambda entry: entry.state == "active")
        self.assertEqual(active.keeper_id, self.custodian)
        self.assertEqual(active.classified_by_id, self.custodian)
        knowers = active.knower_count
        self._hold(self.insider)
        self.assertEqual(active.knower_count, knowers - 1)

    def test_custodian_and_auditor_read_the_register_by_code(self):
        self._classify(self.secret, "2")
        entry = self.secret.confidentiality_register_ids
        for user in (self.blind_custodian, self.auditor):
            self.env.invalidate_all()
            [values] = entry.with_user(user).read(["partner_id", "level", "code"])
            self.assertEqual(values["partner_id"][1], self.secret.confidential_code)
        with self.assertRaises(UserError):
            entry.with_user(self.employee).read(["level"])

    # ---------------------------------------------------------------------- the term

    def test_secrecy_ends_by_itself_after_its_term(self):
        self._classify(self.secret, days=10)
        Register = self.env["customer.confidentiality.register"]
        for days, level in ((10, "2"), (11, "0")):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                with self.enter_registry_test_mode():
                    self.env.ref(
                        "customer_policy.ir_cron_release_classified"
                    ).method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual(self.secret.confidentiality_level, level)
        entry = Register.search([("partner_id", "=", self.secret.id)])
        self.assertEqual(entry.state, "released")
        self.assertFalse(entry.released_by_id)

    def test_the_keeper_is_told_once_before_the_term_ends(self):
        self._classify(self.secret, days=40)
        Register = self.env["customer.confidentiality.register"]
        kind = self.env.ref("customer_policy.mail_activity_type_confidentiality_term")

        def notices():
            return self.secret.activity_ids.filtered(
                lambda activity: activity.activity_type_id == kind
            )

        today = fields.Date.today()
        Register._give_notice(today)
        self.assertFalse(notices())
        Register._give_notice(today + timedelta(days=10))
        Register._give_notice(today + timedelta(days=11))
        self.assertEqual(notices().user_id, self.custodian)
        self.assertEqual(len(notices()), 1)

    def test_a_keeper_who_may_no_longer_know_it_is_replaced_by_custodians(self):
        self._classify(self.secret, days=40)
        self._hold(self.custodian)
        Register = self.env["customer.confidentiality.register"]
        Register._give_notice(fields.Date.today() + timedelta(days=10))
        self.assertEqual(
            self.secret.activity_ids.filtered(
                lambda a: a.activity_type_id.icon == "fa-user-secret"
            ).user_id,
            self.second_custodian,
        )

    def test_prolonging_is_classifying_again(self):
        self._classify(self.secret, days=10)
        self._classify(self.secret, days=50)
        self.assertEqual(
            self.secret.confidentiality_until,
            fields.Date.today() + timedelta(days=50),
        )

    def test_an_inherited_secrecy_is_released_above(self):
        self._classify(self.secret)
        with self.assertRaises(UserError):
            self._declassify(self.secret_contact)

    # ---------------------------------------------------------------------- its price

    def test_the_cut_takes_as_many_statements_for_many_documents(self):
        def statements(partner):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["customer.confidentiality.cut"]._cut(
                self.env["customer.confidentiality.register"].create(
                    {
                        "partner_id": partner.id,
                        "level": "1",
                        "reason": "x",
                        "date_from": fields.Datetime.now(),
                    }
                ),
                partner,
                self.employee,
                self.custodian,
            )
            return self.env.cr.sql_log_count - before

        few, many = self.env["res.partner"].create([{"name": "Few"}, {"name": "Many"}])
        for partner, count in ((few, 2), (many, 40)):
            events = self.env["calendar.event"].create(
                [
                    {
                        "name": "Meeting",
                        "start": "2030-12-01 10:00:00",
                        "stop": "2030-12-01 11:00:00",
                        "partner_ids": [
                            Command.set((partner | self.employee.partner_id).ids)
                        ],
                    }
                    for _turn in range(count)
                ]
            )
            events.message_subscribe(self.employee.partner_id.ids)
        statements(few)  # the caches of a running server are filled
        self.env["customer.confidentiality.register"].search(
            [("partner_id", "=", few.id)]
        ).unlink()
        self.assertEqual(statements(few), statements(many))
