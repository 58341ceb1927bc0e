from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .test_customer_overview import OverviewMixin


@tagged("post_install", "-at_install")
class TestTourCustomer(OverviewMixin, PolicyCase, HttpCase):
    """Everything about one customer, on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_all_of_a_customer_on_one_page_of_a_phone(self):
        now = fields.Datetime.now()
        for number in range(12):
            self._visited(now - timedelta(days=number + 1), report=f"Word {number}")
        self._register(name="Pump leaks")
        action = self.env.ref("customer_policy.res_partner_action")
        self.start_tour(
            f"/odoo/action-{action.id}/{self.customer.id}",
            "customer_policy_customer",
            login=self.owner.login,
            timeout=120,
        )
        self.env.invalidate_all()
        logged = self.env["customer.visit"].search(
            [("partner_id", "=", self.customer.id), ("report", "=", "Called back")]
        )
        self.assertEqual((logged.state, logged.user_id), ("done", self.owner))
