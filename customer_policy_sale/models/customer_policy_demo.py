from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.customer_policy.models.customer_policy_demo import SILENT
from odoo.addons.customer_policy.tools import demo_history

# By the place of the grade: days between orders, and what one comes to.
ORDERS = ((60, 4200), (120, 1800), (260, 650))
PRODUCTS = (("Valve set DN 40", 84.0), ("Pump P 200", 640.0), ("Service kit", 46.5))


class CustomerPolicyDemo(models.AbstractModel):
    """What the customers of the demo company ordered in two years."""

    _inherit = "customer.policy.demo"

    @api.model
    def _build_orders(self):
        """Called once by the demo data; a second call changes nothing."""
        demo = self.sudo().with_context(lang="en_US", **SILENT)
        customers = demo._customers()
        orders = demo.env["sale.order"]
        if not customers or orders.search_count(
            [("partner_id", "in", customers.ids)], limit=1
        ):
            return
        before = demo._last_ids()
        orders = orders.create(demo._prepare_orders(customers))
        orders.flush_recordset()
        demo.env.cr.execute(
            SQL(
                "UPDATE sale_order SET create_date = date_order - interval '3 days'"
                " WHERE id = ANY(%s)",
                orders.ids,
            )
        )
        orders.invalidate_recordset(["create_date"])
        demo._silence(before)

    @api.model
    def _prepare_orders(self, customers):
        rng = demo_history.draw("orders")
        products = self.env["product.product"].create(
            [
                {"name": name, "type": "consu", "list_price": price, "taxes_id": False}
                for name, price in PRODUCTS
            ]
        )
        last = demo_history.next_working_days(self._today(), -1)
        first = last.replace(year=last.year - 2, day=1)
        vals_list = []
        for customer, level in zip(customers, self._levels(), strict=True):
            gap, amount = ORDERS[min(level, 2)]
            for day in demo_history.every(rng, first, last, gap):
                vals_list.append(
                    {
                        "partner_id": customer.id,
                        "user_id": customer.user_id.id,
                        "date_order": demo_history.at_work(day, rng.uniform(9, 17)),
                        "state": "sale",
                        "order_line": self._prepare_lines(rng, products, amount),
                    }
                )
        return sorted(vals_list, key=lambda vals: vals["date_order"])

    @api.model
    def _prepare_lines(self, rng, products, amount):
        product = rng.choice(products)
        wanted = amount * rng.uniform(0.6, 1.5)
        quantity = max(round(wanted / product.list_price), 1)
        return [Command.create({"product_id": product.id, "product_uom_qty": quantity})]
