from odoo import Command
from odoo.exceptions import MissingError, UserError
from odoo.tests import tagged

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityMerge(ConfidentialityCase):
    """Odoo's wizard that merges contacts, where some are classified."""

    def _merge(self, into, *others, user=None):
        partners = into.union(*others)
        user = user or self.custodian
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        wizard._merge(partners.ids, into.with_user(user), extra_checks=False)
        self._refresh()
        self.assertEqual(partners.exists(), into)

    def _entries(self, partner):
        return partner.confidentiality_register_ids.filtered(
            lambda entry: entry.state == "active"
        )

    def test_people_merge_open_contacts_as_always(self):
        other = self.open_customer.copy()
        for classify in (False, True):
            if classify:
                self._classify(self.secret)
            twin = self.open_customer.copy()
            self._merge(self.open_customer, twin, user=self.employee)
        self._merge(other, self.open_customer, user=self.employee)
        self.assertEqual(other.confidentiality_level, "0")
        self.assertEqual(self.open_contact.parent_id, other)

    def test_a_classified_source_classifies_the_open_destination(self):
        self._classify(self.secret)
        code = self.secret.confidential_code
        entry = self._entries(self.secret)
        self._merge(self.open_customer, self.secret)
        self.assertEqual(self.open_customer.confidentiality_own_level, "2")
        self.assertEqual(self.open_customer.confidential_code, code)
        self.assertEqual(self._entries(self.open_customer), entry)
        self.assertEqual(self.open_contact.confidentiality_level, "2")
        self.assertHidden(self.employee, self.open_customer | self.open_contact)

    def test_a_classified_destination_keeps_level_code_and_act(self):
        self._classify(self.secret)
        code = self.secret.confidential_code
        entry = self._entries(self.secret)
        self._merge(self.secret, self.open_customer)
        self.assertEqual(self.secret.confidentiality_own_level, "2")
        self.assertEqual(self.secret.confidential_code, code)
        self.assertEqual(self._entries(self.secret), entry)
        self.assertEqual(self.open_contact.parent_id, self.secret)
        self.assertHidden(self.employee, self.secret | self.open_contact)

    def test_of_two_classified_ones_the_higher_level_and_its_act_go_on(self):
        self._classify(self.secret, "3")
        self._classify(self.open_customer, "1")
        code = self.open_customer.confidential_code
        kept = self._entries(self.secret)
        released = self._entries(self.open_customer)
        self._merge(self.open_customer, self.secret)
        self.assertEqual(self.open_customer.confidentiality_level, "3")
        self.assertEqual(self.open_customer.confidential_code, code)
        self.assertEqual(self._entries(self.open_customer), kept)
        self.assertEqual(released.state, "released")
        self.assertEqual(released.partner_id, self.open_customer)

    def test_a_contact_takes_the_level_along_that_it_inherited(self):
        self._classify(self.secret)
        until = self.secret.confidentiality_until
        self._merge(self.open_contact, self.secret_contact)
        self.assertEqual(self.open_contact.parent_id, self.open_customer)
        self.assertEqual(self.open_contact.confidentiality_level, "2")
        self.assertEqual(self.open_contact.confidentiality_until, until)
        self.assertHidden(self.employee, self.open_contact)
        self._declassify(self.open_contact)
        self.assertSees(self.employee, self.open_contact)

    def test_who_loses_sight_is_cut_off_the_documents_of_both(self):
        self._classify(self.secret)
        twin = self.open_customer.copy()
        twin.message_subscribe(self.employee.partner_id.ids)
        self._merge(self.secret, twin)
        self.assertNotIn(self.employee.partner_id, self.secret.message_partner_ids)

    def test_the_uncleared_cannot_merge_what_does_not_exist_for_them(self):
        self._classify(self.secret)
        with self.assertRaises(MissingError):
            self._merge(self.open_customer, self.secret, user=self.employee)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaises(MissingError):
            wizard.with_user(self.employee).create(
                {"partner_ids": [Command.set((self.secret + self.open_customer).ids)]}
            )

    def test_the_search_for_duplicates_tells_nothing_of_hidden_ones(self):
        self._classify(self.secret)
        Partner = self.env["res.partner"]
        emails = ("one@dup.example.com", self.secret.email)
        shown = [
            Partner.create([{"name": f"{MARK}{n}", "email": email} for n in "12"])
            for email in emails
        ]
        alone = Partner.create({"name": "Alone", "email": self.secret_contact.email})
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = Wizard.with_user(self.employee).create({"group_by_email": True})
        wizard.action_start_manual_process()
        lines = self.env["base.partner.merge.line"].search(
            [("wizard_id", "=", wizard.id)]
        )
        groups = {line.min_id: line.aggr_ids for line in lines}
        for partners in shown:
            self.assertEqual(groups[min(partners.ids)], str(partners.ids))
        hidden = self.secret | self.secret_contact
        self.assertFalse(set(groups) & set((hidden | alone).ids))

    def test_a_colleague_does_not_become_a_classified_customer(self):
        self._classify(self.secret)
        with self.assertRaises(UserError):
            self._merge(self.secret, self.employee.partner_id)
