from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .complaint_common import ComplaintCase
from .home_common import HomeMixin

MONDAY = datetime(2026, 3, 2, 9, 0)


@tagged("post_install", "-at_install")
class TestHomeMail(HomeMixin, ComplaintCase):
    """Once a week, to who asked for it, and nobody is named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).policy_home_mail = False
        cls.company = cls.env.company
        cls.company.resource_calendar_id = cls.calendar
        cls.company.write({"policy_home_mail": True, "policy_home_mail_day": "0"})
        role = cls.env.ref("customer_policy.role_general_manager")
        role.write({"holder_id": cls.general_manager.id, "deputy_id": False})
        cls.role = role
        cls.general_manager.policy_home_mail = True
        cls.general_manager.group_ids += cls.env.ref("customer_policy.group_manager")

    def _run(self, moment=MONDAY, **later):
        """:return: the mails that one run of the cron wrote"""
        mails = self.env["mail.mail"].sudo()
        known = mails.search([])
        with freeze_time(moment + timedelta(**later)):
            self.env.flush_all()
            with self.enter_registry_test_mode():
                cron = self.env.ref("customer_policy.ir_cron_home_mail")
                self.assertIs(cron.method_direct_trigger(), True)
            self.env.invalidate_all()
        return mails.search([("id", "not in", known.ids)])

    def _sent(self):
        return self.env["customer.policy.home.mail"].search([])

    def test_once_a_week_and_never_twice(self):
        [mail] = self._run()
        self.assertEqual(mail.recipient_ids, self.general_manager.partner_id)
        self.assertFalse(self._run())
        self.assertFalse(self._run(hours=5))
        self.assertFalse(self._run(days=3))
        [_mail] = self._run(days=7)
        self.assertEqual(
            self._sent().mapped("week"),
            [fields.Date.to_date("2026-03-09"), fields.Date.to_date("2026-03-02")],
        )

    def test_the_day_is_the_companys_and_what_was_missed_is_made_up_for(self):
        self.company.policy_home_mail_day = "2"
        self.assertFalse(self._run())
        self.assertFalse(self._run(days=1))
        self.assertTrue(self._run(days=4))
        self.assertFalse(self._run(days=5))

    def test_nobody_who_did_not_ask_and_no_company_that_does_not_want(self):
        self.general_manager.policy_home_mail = False
        self.assertFalse(self._run())
        self.general_manager.policy_home_mail = True
        self.company.policy_home_mail = False
        self.assertFalse(self._run())
        self.role.holder_id = self.complaint_manager
        self.company.policy_home_mail = True
        self.assertFalse(self._run())
        self.assertFalse(self._sent())

    def test_by_default_nothing_is_sent(self):
        company = self.env["res.company"].create({"name": "New Company"})
        self.assertFalse(company.policy_home_mail)
        self.assertEqual(company.policy_home_mail_day, "0")
        self.assertFalse(self.complaint_manager.policy_home_mail)

    def test_it_says_what_the_page_says(self):
        with freeze_time(MONDAY - timedelta(days=1)):
            self._register()
        [mail] = self._run()
        body = mail.body_html
        with freeze_time(MONDAY):
            home = self._home(self.general_manager, "general_manager")
            for figure in home.figure_ids:
                self.assertIn(figure.name, body)
                self.assertIn(figure.value_text, body)
            self.assertEqual(len(home.figure_ids), 10)
            for figure in home.worst_ids:
                self.assertIn(f"<strong>{figure.name}</strong>", body)
        self.assertIn("/odoo/customer-policy", body)
        self.assertIn("Target missed", body)

    def test_it_names_no_customer(self):
        with freeze_time(MONDAY - timedelta(days=1)):
            self._register(name="About the Complaining Company")
            case = self._register(name="About the Complaining Company")
            self._lead(case, "accept", "investigate", "propose")
            self.env.cr.flush()
            self.env.flush_all()
        [mail] = self._run()
        self.assertNotIn(self.customer.name, mail.body_html)
        self.assertNotIn(self.customer.name, mail.subject)
        self.assertFalse(mail.model)

    def test_it_speaks_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("customer_policy.mail_template_home")
        template.with_context(lang="fr_FR").subject = "La semaine"
        self.general_manager.lang = "fr_FR"
        [mail] = self._run()
        self.assertEqual(mail.subject, "La semaine")

    def test_the_stand_in_gets_it_while_standing_in(self):
        self.complaint_manager.policy_home_mail = True
        self.role.write(
            {
                "deputy_id": self.complaint_manager.id,
                "deputy_from": "2026-03-01",
                "deputy_to": "2026-03-08",
            }
        )
        mails = self._run()
        self.assertEqual(
            mails.recipient_ids,
            (self.general_manager | self.complaint_manager).partner_id,
        )
        self.assertEqual(len(mails), 2)
        later = self._run(days=7)
        self.assertEqual(later.recipient_ids, self.general_manager.partner_id)

    def test_two_runs_at_once_cannot_both_send(self):
        self._run()
        with (
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
            mute_logger("odoo.sql_db"),
        ):
            self.env["customer.policy.home.mail"].sudo().create(
                {
                    "user_id": self.general_manager.id,
                    "company_id": self.company.id,
                    "week": "2026-03-02",
                }
            )
            self.env.flush_all()

    def test_one_asks_for_it_and_stops_it_on_the_page(self):
        home = self._home(self.general_manager, "general_manager")
        self.assertTrue(home.is_mailed)
        home.action_stop_mail()
        self.assertFalse(self.general_manager.policy_home_mail)
        home.action_mail()
        self.assertTrue(self.general_manager.policy_home_mail)
        with self.assertRaises(AccessError):
            self._home(self.complaint_manager, "manager").action_mail()
