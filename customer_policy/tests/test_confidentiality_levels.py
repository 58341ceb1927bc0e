import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityLevels(ConfidentialityCase):
    """Who knows a customer of which level."""

    KNOWERS = {
        "0": {"employee", "account_manager", "team_member", "confidant", "cleared"},
        "1": {"account_manager", "team_member", "confidant", "cleared", "insider"},
        "2": {"account_manager", "cleared", "insider"},
        "3": {"insider"},
    }
    PERSONS = (
        "employee",
        "account_manager",
        "team_member",
        "confidant",
        "cleared",
        "insider",
        "blind_custodian",
        "auditor",
        "administrator",
        "portal",
    )

    def test_each_level_is_known_to_those_it_names_and_to_nobody_else(self):
        for level in ("1", "2", "3"):
            self._classify(self.secret, level)
            for name in self.PERSONS:
                with self.subTest(level=level, person=name):
                    if name in self.KNOWERS[level]:
                        self.assertSees(getattr(self, name), self.family)
                    else:
                        self.assertHidden(getattr(self, name), self.family)

    def test_open_customers_are_known_to_everybody(self):
        self._classify(self.secret)
        self.assertSees(self.employee, self.open_customer | self.open_contact)

    def test_contacts_and_subsidiaries_inherit_the_level(self):
        self._classify(self.secret, "1")
        self.assertEqual(set(self.family.mapped("confidentiality_level")), {"1"})
        late = self.env["res.partner"].create(
            {"name": f"{MARK} Late", "parent_id": self.secret_contact.id}
        )
        self.assertEqual(late.confidentiality_level, "1")
        self.assertTrue(late.confidential_code)
        self.assertHidden(self.employee, late)

    def test_a_contact_may_be_raised_above_its_company_and_not_lowered(self):
        self._classify(self.secret, "2")
        self._classify(self.secret_contact, "3")
        self.assertSees(self.cleared, self.secret | self.secret_subsidiary)
        self.assertHidden(self.cleared, self.secret_contact)
        with self.assertRaises(UserError):
            self._classify(self.secret_subsidiary, "1")

    def test_the_account_manager_knows_a_contact_classified_alone(self):
        self.open_customer.user_id = self.account_manager
        self._classify(self.open_contact)
        self.assertSees(self.account_manager, self.open_contact)
        self.assertHidden(self.employee, self.open_contact)

    def test_codes_are_stable_and_different(self):
        self._classify(self.secret)
        codes = self.family.mapped("confidential_code")
        self.assertEqual(len(set(codes)), 3)
        self._declassify(self.secret)
        self._classify(self.secret, "1")
        self.assertEqual(self.family.mapped("confidential_code"), codes)

    def test_the_account_manager_is_that_of_the_company_and_knows_all_below_it(self):
        self.secret_subsidiary.user_id = self.colleague
        self.secret_contact.user_id = self.employee
        self._classify(self.secret)
        self.assertSees(self.account_manager, self.family)
        self.assertHidden(self.employee, self.family)
        self.assertSees(self.colleague, self.secret_subsidiary)
        self.assertHidden(self.colleague, self.secret | self.secret_contact)

    def test_a_hold_overrides_role_and_clearance_at_once(self):
        self._classify(self.secret)
        for user in (self.account_manager, self.insider):
            self.assertSees(user, self.family)
            hold = self._hold(user)
            self.assertHidden(user, self.family)
            hold.date_to = fields.Datetime.now()
            self._refresh()
            self.assertSees(user, self.family)

    def test_a_hold_begins_and_ends_to_the_minute(self):
        self._classify(self.secret)
        now = fields.Datetime.now()
        self._hold(
            self.insider,
            date_from=now + timedelta(minutes=10),
            date_to=now + timedelta(minutes=20),
        )
        for minutes, hidden in ((9, False), (10, True), (19, True), (20, False)):
            with self.subTest(minutes=minutes):
                with freeze_time(now + timedelta(minutes=minutes)):
                    check = self.assertHidden if hidden else self.assertSees
                    check(self.insider, self.secret)

    def test_taking_a_clearance_away_works_at_once(self):
        self._classify(self.secret)
        self.assertSees(self.cleared, self.secret)
        group = self.env.ref("customer_policy.group_clearance_secret")
        self.cleared.group_ids = [Command.unlink(group.id)]
        self.assertHidden(self.cleared, self.secret)

    def test_a_portal_user_sees_his_own_company(self):
        self.portal.partner_id.parent_id = self.secret
        self._classify(self.secret)
        self.assertSees(self.portal, self.secret | self.portal.partner_id)
        self.assertHidden(self.employee, self.portal.partner_id)
        self.assertHidden(self.employee, self.portal)

    def test_the_superuser_sees_all(self):
        self._classify(self.secret, "3")
        root = self.env.ref("base.user_root")
        self.assertSees(root, self.family)
        self.assertEqual(
            self.secret.with_user(root).display_name, self.secret.sudo().name
        )

    def test_colleagues_and_our_own_companies_cannot_be_classified(self):
        for partner in (self.employee.partner_id, self.env.company.partner_id):
            with self.subTest(partner=partner.name), self.assertRaises(UserError):
                self._classify(partner)

    def test_a_colleague_below_a_classified_company_stays_visible(self):
        self.employee.partner_id.parent_id = self.secret
        self._classify(self.secret)
        self.assertSees(self.colleague, self.employee.partner_id)
        self.assertSees(self.colleague, self.employee)

    def test_one_setting_switches_the_layer_off(self):
        self._classify(self.secret)
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("customer_policy.confidentiality", "False")
        self.assertSees(self.employee, self.family)
        self.assertEqual(
            self.secret.with_user(self.employee).display_name, f"{MARK} Holding"
        )
        parameters.set_param("customer_policy.confidentiality", "True")
        self.assertHidden(self.employee, self.family)

    def test_settings_of_a_level_decide_who_knows_by_role(self):
        self._classify(self.secret, "2")
        self.assertHidden(self.team_member, self.secret)
        self.env.ref("customer_policy.confidentiality_level_2").know_service_team = True
        self.assertSees(self.team_member, self.secret)

    # -------------------------------------------------------------------- the answers

    def test_hidden_and_missing_records_answer_alike(self):
        self._classify(self.secret)
        gone = self.env["res.partner"].create({"name": "Gone"})
        gone_id = gone.id
        gone.unlink()
        texts = {}
        for record_id in (self.secret.id, gone_id):
            record = self.env["res.partner"].with_user(self.employee).browse(record_id)
            self.assertEqual(record.read(["name"]), [])
            self.assertEqual(record.web_read({"name": {}}), [])
            with self.assertRaises(MissingError) as refusal:
                record.write({"city": "X"})
            text = re.sub(rf"\b{record_id}\b", "N", str(refusal.exception))
            texts[record_id] = (type(refusal.exception).__name__, text)
            self.env.invalidate_all()
        self.assertEqual(texts[self.secret.id], texts[gone_id])

    def test_names_are_codes_even_under_sudo(self):
        self._classify(self.secret)
        for name in ("employee", "administrator", "auditor"):
            mine = self.secret.with_user(getattr(self, name)).sudo()
            self.assertEqual(mine.display_name, self.secret.confidential_code)
            for key in ("show_address", "show_email", "show_vat"):
                masked = mine.with_context(**{key: True, "html_format": True})
                self.assertEqual(masked.display_name, self.secret.confidential_code)
        cleared = self.secret.with_user(self.cleared)
        self.assertEqual(cleared.display_name, f"{MARK} Holding")

    def test_a_context_cannot_lift_the_mask(self):
        self._classify(self.secret)
        keys = dict.fromkeys(
            ("customer_true_names", "customer_inner_read", "customer_inner_fetch"), True
        )
        mine = self.secret.with_user(self.employee).with_context(**keys)
        self.assertEqual(mine.sudo().display_name, self.secret.confidential_code)
        text = {key: "trusted" for key in keys}
        mine = self.secret.with_user(self.employee).with_context(**text)
        self.assertEqual(mine.sudo().display_name, self.secret.confidential_code)
        self.assertEqual(mine.web_read({"name": {}}), [])

    # ----------------------------------------------------------------- who may change

    def test_only_a_custodian_with_the_clearance_classifies(self):
        for name in ("employee", "insider", "auditor", "administrator", "manager"):
            with self.subTest(person=name), self.assertRaises(AccessError):
                self._classify(self.open_customer, user=getattr(self, name))
        with self.assertRaises(AccessError):
            self._classify(self.open_customer, "1", user=self.blind_custodian)

    def test_nobody_writes_the_level(self):
        self._classify(self.secret)
        for name in ("confidentiality_own_level", "confidentiality_level"):
            for user in (self.custodian, self.administrator):
                with self.subTest(field=name, user=user.name):
                    with self.assertRaises(AccessError):
                        self.open_customer.with_user(user).write({name: "1"})

    def test_only_a_custodian_changes_the_people_who_know_by_role(self):
        self._classify(self.secret)
        mine = self.secret.with_user(self.account_manager)
        with self.assertRaises(AccessError):
            mine.user_id = self.employee
        mine.write({"user_id": self.account_manager.id, "city": "Ghent"})
        self.secret.with_user(self.custodian).user_id = self.colleague
        self.assertSees(self.colleague, self.secret)
        self.assertHidden(self.account_manager, self.secret)

    def test_reason_and_term_are_asked_for_and_limited(self):
        today = fields.Date.today()
        mine = self.open_customer.with_user(self.custodian)
        tomorrow = today + timedelta(days=1)
        for level, reason, until in (
            ("1", "", tomorrow),
            ("1", "  ", tomorrow),
            ("1", "Reason", today),
            ("1", "Reason", False),
            ("1", "Reason", today + timedelta(days=10_000)),
            ("0", "Reason", tomorrow),
            ("9", "Reason", tomorrow),
        ):
            with self.subTest(level=level, reason=reason, until=until):
                with self.assertRaises(UserError):
                    mine.action_classify(level, reason, until)
        self.assertEqual(self.open_customer.confidentiality_level, "0")

    def test_the_people_of_a_company_go_with_it_emptied_ones_too(self):
        self.secret.executive_sponsor_id = self.insider
        self.assertEqual(self.secret_contact.executive_sponsor_id, self.insider)
        self.assertEqual(self.secret_contact.service_user_ids, self.team_member)
        self.secret_contact.parent_id = self.open_customer
        self.assertFalse(self.secret_contact.executive_sponsor_id)
        self.assertFalse(self.secret_contact.service_user_ids)

    def test_writing_what_is_no_document_keeps_nothing(self):
        """Whoever may do what is forgotten with a group; nothing may stay behind."""
        group = self.env["res.groups"].create({"name": "Anybody"})
        group.write({"share": True})
        self.assertFalse(self.env.registry._Registry__caches["default"])
