from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.customer_policy.tests.access_log_common import AccessLogMixin


@tagged("post_install", "-at_install")
class TestAccessLogSale(AccessLogMixin, HttpCase):
    """Orders of classified customers, on the portal and in lists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls.env["product.product"].create({"name": "Ware"})
        line = [(0, 0, {"product_id": product.id, "price_unit": 5})]
        cls.order, cls.open_order = cls.env["sale.order"].create(
            [
                {"partner_id": cls.contact.id, "order_line": line},
                {"partner_id": cls.open.id, "order_line": line},
            ]
        )
        (cls.order | cls.open_order).action_quotation_sent()
        cls.cleared.group_ids = [
            (4, cls.env.ref("sales_team.group_sale_salesman_all_leads").id)
        ]
        cls.customer = new_test_user(
            cls.env, login="log_customer", groups="base.group_portal"
        )
        cls.customer.partner_id.parent_id = cls.secret
        cls.env["customer.confidentiality"]._forget()

    def setUp(self):
        super().setUp()
        self.set_registry_readonly_mode(False)
        self._start()

    def test_a_link_with_a_token_is_logged(self):
        public = self.env.ref("base.public_user")
        response = self.url_open(self.order.get_portal_url())
        self.assertIn(self.order.name, response.text)
        line = self.assertLogged(self.secret, user=public)
        self.assertEqual(line.channel, "portal")
        self._start()
        self.url_open(self.open_order.get_portal_url())
        self.assertFalse(self._lines())

    def test_the_customer_itself_is_not_logged(self):
        self.authenticate("log_customer", "log_customer")
        response = self.url_open(self.order.get_portal_url())
        self.assertIn(self.order.name, response.text)
        self.assertFalse(self._lines())

    def test_orders_in_a_list(self):
        orders = self.env["sale.order"].with_user(self.cleared)
        both = [("id", "in", (self.order | self.open_order).ids)]
        for spec in (
            {"name": {}, "partner_id": {"fields": {"display_name": {}}}},
            {"amount_total": {}},
        ):
            self._start()
            orders.web_search_read(both, spec)
            self.assertLogged(self.secret)
            self._start()
            orders.web_search_read([("id", "=", self.open_order.id)], spec)
            self.assertFalse(self._lines())
