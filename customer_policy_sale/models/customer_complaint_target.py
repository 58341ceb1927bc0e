from datetime import datetime, time

import pytz

from odoo import fields, models
from odoo.fields import Domain


class CustomerComplaintTarget(models.Model):
    """Valid complaints measured by what was sold."""

    _inherit = "customer.complaint.target"

    base = fields.Selection(
        selection_add=[
            ("ordering_customers", "Customers with an order in the month"),
            ("orders", "Orders confirmed in the month"),
        ],
        ondelete={"ordering_customers": "set default", "orders": "set default"},
    )

    def _count_ordering_customers(self, company, date_from, date_to):
        domain = self._order_domain(company, date_from, date_to)
        rows = self.env["sale.order"]._read_group(domain, ["partner_id"])
        customers = self.env["res.partner"].union(*(row[0] for row in rows))
        return len(customers.commercial_partner_id)

    def _count_orders(self, company, date_from, date_to):
        domain = self._order_domain(company, date_from, date_to)
        return self.env["sale.order"].search_count(domain)

    def _order_domain(self, company, date_from, date_to):
        """The days are those of the company's clock, as with the cases."""
        zone = pytz.timezone(company.sudo().resource_calendar_id.tz or "UTC")
        start, stop = (
            zone.localize(datetime.combine(day, time()))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (date_from, date_to)
        )
        return Domain(
            [
                ("state", "=", "sale"),
                ("company_id", "=", company.id),
                ("date_order", ">=", start),
                ("date_order", "<", stop),
            ]
        )
