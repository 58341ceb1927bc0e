from odoo import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.customer_policy.tests.grading_common import (
    SPRING,
    SUMMER,
    GradingMixin,
)


@tagged("post_install", "-at_install")
class TestGradePricelist(GradingMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        cls.best, cls.usual, cls.own = cls.env["product.pricelist"].create(
            [{"name": name} for name in ("Best", "Usual", "Own")]
        )
        cls.key.pricelist_id = cls.best
        cls.core.pricelist_id = cls.usual
        cls.customer, cls.other = cls._create_customers(2)

    def _gaps(self, customers):
        self.env.invalidate_all()
        return self.env["customer.grade.gap"].search(
            [("partner_id", "in", customers.ids), ("kind", "=", "pricelist")]
        )

    def test_customers_buy_by_the_pricelist_of_their_grade(self):
        self._applied(SPRING, {self.customer: 90, self.other: 60})
        self.assertEqual(self.customer.property_product_pricelist, self.best)
        self.assertEqual(self.other.property_product_pricelist, self.usual)
        self._applied(SUMMER, {self.customer: 60, self.other: 10})
        self.assertEqual(self.customer.property_product_pricelist, self.usual)
        self.assertFalse(self.other.specific_property_product_pricelist)

    def test_an_order_of_the_customer_takes_the_pricelist(self):
        self._set_by_hand(self.customer, self.key)
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self.assertEqual(order.pricelist_id, self.best)

    def test_a_pricelist_chosen_by_hand_stays_and_is_listed(self):
        self.customer.property_product_pricelist = self.own
        self._set_by_hand(self.customer | self.other, self.key)
        self.assertEqual(self.customer.property_product_pricelist, self.own)
        self.assertEqual(
            self._gaps(self.customer | self.other).partner_id, self.customer
        )

    def test_a_customer_with_another_pricelist_can_be_mended(self):
        self._set_by_hand(self.customer, self.key)
        self.customer.property_product_pricelist = self.own
        wizard = (
            self.env["customer.grade.mend"]
            .with_user(self.grader)
            .create({"partner_ids": [Command.set(self.customer.ids)]})
        )
        wizard.action_mend()
        self.env.invalidate_all()
        self.assertEqual(self.customer.property_product_pricelist, self.best)
        self.assertFalse(self._gaps(self.customer))
