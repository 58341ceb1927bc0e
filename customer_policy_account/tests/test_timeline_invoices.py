from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PaymentMetricsCommon

DAY = date(2025, 5, 10)


@tagged("post_install", "-at_install")
class TestTimelineInvoices(PaymentMetricsCommon):
    """Invoices and credit notes among what happened with a customer."""

    def _events(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        customer = self.customer.with_user(user or self.env.user)
        return [
            event
            for event in customer.get_customer_overview()["events"]
            if event["source"] == "invoice"
        ]

    def test_posted_invoices_and_credit_notes_are_told(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        invoice = self._invoice(100, DAY, customer=contact)
        note = self._credit(invoice, date(2025, 5, 20), 30)
        self._invoice(7, DAY, post=False)
        self._invoice(5, DAY, customer=self.other_customer)
        events = self._events()
        self.assertEqual([event["id"] for event in events], (note | invoice).ids)
        self.assertIn("Credit note", events[0]["title"])
        self.assertIn(invoice.name, events[1]["title"])
        self.assertIn("100", events[1]["text"])

    def test_who_reads_no_invoices_is_told_of_none(self):
        self._invoice(100, DAY)
        reader = new_test_user(self.env, "reader", "customer_policy.group_user")
        reader.company_ids = [Command.link(self.company.id)]
        reader.company_id = self.company
        self.assertFalse(self._events(reader))
