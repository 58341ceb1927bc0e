from odoo.tests import tagged

from odoo.addons.customer_policy.tests.confidentiality_common import ConfidentialityCase


@tagged("post_install", "-at_install")
class TestDuplicateBankAccount(ConfidentialityCase):
    def test_the_warning_names_only_owners_whom_one_may_know(self):
        Bank = self.env["res.partner.bank"]
        number = {"acc_number": "BE71 0961 2345 6769"}
        account = Bank.create({**number, "partner_id": self.open_customer.id})
        third = self.env["res.partner"].create({"name": "Third"})
        Bank.create([{**number, "partner_id": p.id} for p in (self.secret, third)])
        self._classify(self.secret)
        self.employee.group_ids += self.env.ref("account.group_account_invoice")
        warned = account.with_user(self.employee).duplicate_bank_partner_ids
        self.assertEqual(warned, third)
        self.assertEqual(account.duplicate_bank_partner_ids, self.secret | third)
        customer = self.open_customer.with_user(self.employee)
        self.assertEqual(customer.duplicate_bank_partner_ids, third)
