from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import OrderMetricsCommon

DAY = date(2025, 5, 10)


@tagged("post_install", "-at_install")
class TestTimelineOrders(OrderMetricsCommon):
    """Orders among what happened with a customer."""

    def _events(self, user=None, customer=None):
        self.env.flush_all()
        self.env.invalidate_all()
        customer = (customer or self.customer).with_user(user or self.env.user)
        return [
            event
            for event in customer.get_customer_overview()["events"]
            if event["source"] == "order"
        ]

    def test_confirmed_orders_of_the_company_and_its_contacts_are_told(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        first = self._sell(100, DAY)
        second = self._sell(10, date(2025, 5, 12), contact)
        self._sell(1, DAY)._action_cancel()
        self._sell(1, DAY, self.other_customer)
        events = self._events()
        self.assertEqual([event["id"] for event in events], (second | first).ids)
        self.assertIn(second.name, events[0]["title"])
        self.assertIn("100", events[1]["text"])

    def test_who_reads_no_orders_is_told_of_none(self):
        self._sell(100, DAY)
        reader = new_test_user(self.env, "reader", "customer_policy.group_user")
        reader.company_ids = [Command.link(self.company.id)]
        reader.company_id = self.company
        self.assertFalse(self._events(reader))
