from datetime import date, datetime

from odoo.tests import tagged

from .common import OrderMetricsCommon

MARCH = (date(2026, 3, 1), date(2026, 4, 1))


@tagged("post_install", "-at_install")
class TestComplaintTarget(OrderMetricsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.target = cls.env["customer.complaint.target"].create(
            {"company_id": cls.company.id, "base": "orders"}
        )

    def _base(self, base):
        self.target.base = base
        return self.target._count_base(self.company, *MARCH)

    def test_orders_of_the_month_are_counted(self):
        self._sell(10, date(2026, 3, 1))
        self._sell(10, datetime(2026, 3, 31, 23, 59))
        self._sell(10, date(2026, 2, 28))
        self._sell(10, date(2026, 4, 1))
        self.assertEqual(self._base("orders"), 2)

    def test_a_customer_with_two_orders_is_one(self):
        contact = self._create_customer(
            "Contact", is_company=False, parent_id=self.customer.id
        )
        for customer in (self.customer, contact, self.other_customer):
            self._sell(10, date(2026, 3, 5), customer=customer)
        self.assertEqual(self._base("ordering_customers"), 2)

    def test_a_quotation_is_no_order(self):
        self._sell(10, date(2026, 3, 5))._action_cancel()
        self.assertEqual(self._base("orders"), 0)
        self.assertEqual(self._base("ordering_customers"), 0)
