from datetime import timedelta

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import MissingError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityBadInput(ConfidentialityCase):
    """Trees that move, what is imported or guessed, people who leave."""

    # TREES

    def test_a_circle_of_parents_is_refused(self):
        self._classify(self.secret)
        with self.assertRaises(ValidationError):
            self.secret.parent_id = self.secret_subsidiary

    def test_a_circle_in_the_database_stops_nothing(self):
        """It comes from programs that write it by SQL."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET parent_id = %s WHERE id = %s",
            [self.secret_contact.id, self.secret.id],
        )
        self.env.invalidate_all()
        self._classify(self.secret_subsidiary)
        self.assertHidden(self.employee, self.secret_subsidiary)
        self._grant_by_sql(self.secret_contact, self.employee)
        self.assertSees(self.employee, self.open_customer)

    def _grant_by_sql(self, partner, user):
        now = fields.Datetime.now()
        self.env["customer.access.grant"].sudo().create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "request_text": "It",
                "reason": "Because",
                "level": "3",
                "state": "granted",
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=1),
            }
        )
        self._refresh()

    def test_a_contact_that_moves_to_an_open_company_and_back_stays_classified(self):
        self._classify(self.secret)
        until = self.secret.confidentiality_until
        code = self.secret_contact.confidential_code
        contact = self.secret_contact
        for parent in (self.open_customer, self.secret, self.open_customer):
            contact.parent_id = parent
            self._refresh()
            self.assertEqual(contact.confidentiality_level, "2")
            self.assertEqual(contact.confidential_code, code)
            self.assertEqual(contact.confidentiality_until, until)
            self.assertHidden(self.employee, contact)
        self.assertSees(self.employee, self.open_customer)
        self._declassify(contact)
        self.assertSees(self.employee, contact)

    def test_what_is_below_a_moving_company_stays_classified_with_it(self):
        below = self.env["res.partner"].create(
            {"name": f"{MARK} Below", "parent_id": self.secret_subsidiary.id}
        )
        self._classify(self.secret)
        self.secret_subsidiary.parent_id = False
        self.assertHidden(self.employee, self.secret_subsidiary | below)
        self._declassify(self.secret)
        self.assertHidden(self.employee, self.secret_subsidiary | below)
        self._declassify(self.secret_subsidiary)
        self.assertSees(self.employee, self.secret_subsidiary | below)

    def test_the_term_of_a_contact_that_moved_ends_by_itself(self):
        self._classify(self.secret, days=10)
        self.secret_contact.parent_id = False
        entry = self.secret_contact.confidentiality_register_ids
        self.assertEqual(entry.state, "active")
        self.assertEqual(entry.keeper_id, self.custodian)
        entry.date_until = fields.Date.today() - timedelta(days=1)
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_policy.ir_cron_release_classified")
            cron.method_direct_trigger()
        self._refresh()
        self.assertSees(self.employee, self.secret_contact)
        self.assertHidden(self.employee, self.secret)

    def test_a_contact_that_joins_a_classified_company_is_cut_off_like_it(self):
        self._classify(self.secret)
        contact = self.open_contact
        contact.message_subscribe(self.employee.partner_id.ids)
        activity = contact.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.employee.id
        )
        contact.with_user(self.custodian).parent_id = self.secret
        self._refresh()
        self.assertHidden(self.employee, contact)
        self.assertNotIn(self.employee.partner_id, contact.message_partner_ids)
        self.assertNotEqual(activity.user_id, self.employee)

    def test_no_contact_joins_a_company_that_one_must_not_know(self):
        self._classify(self.secret)
        mine = self.open_contact.with_user(self.employee)
        with self.assertRaises(MissingError):
            mine.parent_id = self.secret.id
        with self.assertRaises(MissingError):
            mine.create({"name": "Guess", "parent_id": self.secret.id})
        guess = mine.with_context(default_parent_id=self.secret.id)
        self.assertNotIn("parent_id", guess.default_get(["parent_id", "name"]))

    def test_archived_contacts_are_classified_and_stay_hidden(self):
        self.secret_contact.active = False
        self._classify(self.secret)
        self.assertEqual(self.secret_contact.confidentiality_level, "2")
        self.secret.active = False
        self._refresh()
        mine = self.family.with_user(self.employee).with_context(active_test=False)
        self.assertFalse(mine.search([("id", "in", mine.ids)]))
        self.assertEqual(mine.read(["name"]), [])
        for method in ("action_unarchive", "unlink", "copy"):
            with self.subTest(method=method), self.assertRaises(MissingError):
                getattr(self.secret.with_user(self.employee), method)()

    # WHAT IS GUESSED OR IMPORTED

    def _import(self, names, row):
        self.env.invalidate_all()
        mine = self.env["res.partner"].with_user(self.employee)
        result = mine.load(names, [row])
        self.env.cr.precommit.clear()
        return [message["message"] for message in result["messages"]]

    def test_an_import_by_database_id_answers_as_if_it_did_not_exist(self):
        self._classify(self.secret)
        gone = self.env["res.partner"].create({"name": "Gone"})
        missing = str(gone.id)
        gone.unlink()
        hidden = str(self.secret.id)
        for names in ([".id", "name"], ["parent_id/.id", "name"]):
            answers = [
                [text.replace(number, "N") for text in self._import(names, row)]
                for number in (hidden, missing)
                for row in [[number, "Typed over"]]
            ]
            with self.subTest(names=names):
                self.assertTrue(answers[0])
                self.assertEqual(*answers)
        self.assertEqual(self.secret.name, f"{MARK} Holding")

    def test_an_import_by_external_id_does_not_write_over_a_hidden_customer(self):
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "secret_company",
                "model": "res.partner",
                "res_id": self.secret.id,
            }
        )
        self._classify(self.secret)
        messages = self._import(["id", "name"], ["__import__.secret_company", "Over"])
        self.env.invalidate_all()
        self.assertEqual(self.secret.name, f"{MARK} Holding")
        self.assertNotIn(MARK, str(messages))
        self.assertEqual(self.env.ref("__import__.secret_company"), self.secret)

    def test_a_level_or_a_term_that_makes_no_sense_is_refused(self):
        today = fields.Date.today()
        later = today + timedelta(days=30)
        secret = self.secret.with_user(self.custodian)
        for level, until in (
            ("0", later),
            ("4", later),
            ("", later),
            ("2", today),
            ("2", today - timedelta(days=1)),
            ("2", False),
        ):
            with self.subTest(level=level, until=until), self.assertRaises(UserError):
                secret.action_classify(level, "Because", until)
        with self.assertRaises(UserError):
            self.open_customer.with_user(self.custodian).action_declassify("Why not")
        self.assertEqual(self.secret.confidentiality_level, "0")

    def test_a_guessed_bank_account_shows_in_no_form(self):
        number = f"{MARK}42"
        account = self.env["res.partner.bank"].create(
            {"acc_number": number, "partner_id": self.secret.id}
        )
        self._classify(self.secret)
        self.administrator.group_ids += self.env.ref("hr.group_hr_manager")
        asked = ({"bank_account_id": account.id}, ["bank_account_id"])
        shown = {"acc_number": {}, "bank_account_id": {}}
        name = "hr.bank.account.allocation.wizard.line"
        with self.assertRaises(MissingError):
            self.env[name].with_user(self.administrator).onchange(*asked, shown)
        self._refresh()
        self.administrator.group_ids += self.env.ref(
            "customer_policy.group_clearance_secret"
        )
        told = self.env[name].with_user(self.administrator).onchange(*asked, shown)
        self.assertEqual(told["value"]["acc_number"], number)

    # PEOPLE

    def test_who_was_archived_after_a_grant_sees_nothing_and_stops_nothing(self):
        self._classify(self.secret)
        self._grant_by_sql(self.secret, self.employee)
        self.assertSees(self.employee, self.secret)
        self.employee.active = False
        self._classify(self.secret, "3")
        self.assertNotIn(
            self.employee,
            self.secret.confidentiality_register_ids[:1]._custodians(),
        )

    def test_a_portal_user_whose_company_becomes_secret_sees_it_and_nobody_elses(self):
        customer = new_test_user(
            self.env,
            login="secret_portal",
            groups="base.group_portal",
            partner_id=self.secret_contact.id,
            name=self.secret_contact.name,
        )
        self._classify(self.secret, "3")
        self._classify(self.open_customer, "1")
        self.assertSees(customer, self.secret | self.secret_contact)
        self.assertEqual(
            self.secret.with_user(customer).display_name, f"{MARK} Holding"
        )
        self.assertHidden(customer, self.open_customer)
        self._hold(customer)
        self.assertSees(customer, self.secret_contact)
        self.assertTrue(customer.with_user(customer).read(["name"]))
        # For colleagues the user is hidden with its contact.
        users = self.env["res.users"].with_user(self.employee)
        self.assertFalse(users.search([("id", "=", customer.id)]))

    def test_the_superuser_and_crons_see_all_by_name(self):
        self._classify(self.secret, "3")
        root = self.secret.with_user(SUPERUSER_ID)
        self.assertEqual(root.search([("id", "=", root.id)]), root)
        self.assertEqual(root.display_name, f"{MARK} Holding")
        self.env["ir.cron"].create(
            {
                "name": "Mark",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": f"env['res.partner'].search([('name', '=', '{MARK} Holding')])"
                ".write({'comment': 'Found'})",
                "user_id": SUPERUSER_ID,
            }
        ).ir_actions_server_id.with_user(SUPERUSER_ID).run()
        self.assertIn("Found", self.secret.comment)

    def test_a_clearance_does_not_open_the_customers_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.secret.company_id = other
        self._classify(self.secret)
        found = self.secret.with_user(self.cleared)
        self.assertFalse(found.search([("id", "=", self.secret.id)]))
        self.cleared.company_ids = [Command.link(other.id)]
        self.env.invalidate_all()
        both = (other | self.env.company).ids
        mine = found.with_context(allowed_company_ids=both)
        self.assertEqual(mine.search([("id", "=", self.secret.id)]), mine)
        self.employee.company_ids = [Command.link(other.id)]
        self.env.invalidate_all()
        mine = mine.with_user(self.employee)
        self.assertFalse(mine.search([("id", "=", self.secret.id)]))

    def test_an_empty_set_of_customers_is_no_mistake(self):
        later = fields.Date.today() + timedelta(days=30)
        nobody = self.env["res.partner"].with_user(self.custodian)
        nobody.action_classify("2", "Because", later)
        nobody.action_declassify("Because")
