from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.customer_policy.tests.common import PolicyCase
from odoo.addons.customer_policy.tests.confidentiality_common import (
    MARK,
    ConfidentialityMixin,
)


@tagged("post_install", "-at_install")
class TestConfidentialityOrder(ConfidentialityMixin, PolicyCase, HttpCase):
    """An order of a visible customer that goes to the address of a hidden one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        salesman = cls.env.ref("sales_team.group_sale_salesman_all_leads")
        for user in (cls.employee, cls.cleared):
            user.group_ids = [Command.link(salesman.id)]
        product = cls.env["product.product"].create({"name": "Product"})
        cls.order, cls.open_order = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.open_customer.id,
                    "partner_shipping_id": address.id,
                    "user_id": cls.employee.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
                for address in (cls.secret_contact, cls.open_contact)
            ]
        )
        cls._classify(cls.secret)

    def _get(self, user, url):
        self.env.flush_all()
        self.env.invalidate_all()
        login = user and user.login
        self.authenticate(login, login)
        return self.url_open(url)

    def test_the_order_stays_and_its_address_reads_as_the_code(self):
        self.env.invalidate_all()
        mine = self.order.with_user(self.employee)
        specification = {
            "partner_shipping_id": {"fields": {"display_name": {}}},
            "order_line": {"fields": {"name": {}}},
        }
        answer = repr(mine.web_read(specification))
        self.assertIn(self.secret_contact.confidential_code, answer)
        self.assertNotIn(MARK, answer)
        mine.write({"client_order_ref": "Theirs"})
        mine.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.order.partner_shipping_id, self.secret_contact)

    def test_orders_of_hidden_customers_are_left_out_of_every_count(self):
        secret_order = self.open_order.copy({"partner_id": self.secret.id})
        everywhere = (
            [],
            [("state", "=", "draft")],
            ["|", ("state", "=", "sale"), ("locked", "=", False)],
            [("partner_id", "!=", False)],
            [("partner_id.is_company", "=", True)],
            [("order_line.name", "!=", False)],
        )
        for user, sees in ((self.employee, False), (self.cleared, True)):
            orders = self.env["sale.order"].with_user(user)
            for domain in everywhere:
                self.env.invalidate_all()
                found = orders.search(domain)
                self.assertEqual(secret_order in found.with_env(self.env), sees)
                self.assertEqual(orders.search_count(domain), len(found), domain)
                limited = orders.search_count(domain, limit=1)
                self.assertEqual(limited, 1)
        self.assertTrue(self.env["sale.order"].with_user(user)._is_counted_apart([]))

    def test_no_page_and_no_print_shows_the_address(self):
        for url in (
            f"/my/orders/{self.order.id}",
            f"/my/orders/{self.order.id}?access_token={self.order._portal_ensure_token()}",
            f"/my/orders/{self.order.id}?report_type=html",
            f"/report/html/sale.report_saleorder/{self.order.id}",
        ):
            with self.subTest(url=url):
                page = self._get(self.employee, url)
                self.assertNotIn(MARK, page.text)
                self.assertNotEqual(page.status_code, 500)
        page = self._get(self.cleared, f"/my/orders/{self.order.id}")
        self.assertIn(MARK, page.text)
        page = self._get(self.employee, f"/my/orders/{self.open_order.id}")
        self.assertIn("Open Contact", page.text)
        report = self.env["ir.actions.report"].with_user(self.employee)
        with self.assertRaisesRegex(UserError, "classified customer"):
            report._render("sale.action_report_saleorder", self.order.ids)
        html = report._render("sale.action_report_saleorder", self.open_order.ids)[0]
        self.assertIn(b"Open Contact", html)

    def test_no_customer_reads_the_name_of_a_hidden_person_who_serves_it(self):
        """Not on the page, not on the print; the database keeps who it is."""
        server = self._portal_user("server", self.secret, f"{MARK} Server")
        buyer = self._portal_user("buyer", self.open_customer, "Open Buyer")
        self.open_order.user_id = server
        page = f"/my/orders/{self.open_order.id}"
        token = f"access_token={self.open_order._portal_ensure_token()}"
        for user in (buyer, None):
            for url in (f"{page}?{token}", f"{page}?{token}&report_type=html"):
                with self.subTest(url=url, user=user and user.name):
                    answer = self._get(user, url)
                    self.assertEqual(answer.status_code, 200)
                    self.assertIn("Open Contact", answer.text)
                    self.assertNotIn(MARK, answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.open_order.user_id, server)
        self.open_order.user_id = self.cleared
        self.assertIn(self.cleared.name, self._get(buyer, f"{page}?{token}").text)

    def _portal_user(self, login, company, name):
        user = new_test_user(
            self.env,
            login=f"secrecy_{login}",
            name=name,
            email=f"{login}@example.com",
            groups="base.group_portal",
        )
        user.partner_id.parent_id = company
        self._refresh()
        return user

    def test_a_copy_leaves_out_a_hidden_salesperson(self):
        server = self._portal_user("server", self.secret, f"{MARK} Server")
        self.open_order.user_id = server
        self._refresh()
        copied = self.open_order.with_user(self.employee).copy()
        self.assertNotEqual(copied.sudo().user_id, server)
