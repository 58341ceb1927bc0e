from datetime import datetime

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.customer_policy.tests.metrics_common import MetricMixin


class OrderMetricsCommon(MetricMixin, AccountTestInvoicingCommon):
    """Orders in the past, and the figures a review of ``REVIEW_DAY`` takes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.scheme = cls._create_scheme("orders")
        cls.customer = cls._create_customer("Customer")
        cls.other_customer = cls._create_customer("Other customer")

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("customer_policy.group_manager")
            | cls.quick_ref("sales_team.group_sale_manager")
        )

    # ------------------------------------------------------------------------ data

    @classmethod
    def _sell(cls, amount, day, customer=None, company=None, currency=None):
        """A confirmed order.

        :param day: date, counted at noon UTC, or datetime in UTC
        """
        if not isinstance(day, datetime):
            day = datetime(day.year, day.month, day.day, 12)
        order = (
            cls.env["sale.order"]
            .with_company(company or cls.company)
            .create(
                {
                    "partner_id": (customer or cls.customer).id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product_a.id,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    "pricelist_id": currency and cls._pricelist(currency).id,
                }
            )
        )
        order.action_confirm()
        order.date_order = day
        return order

    @classmethod
    def _pricelist(cls, currency):
        return cls.env["product.pricelist"].create(
            {"name": currency.name, "currency_id": currency.id}
        )

    @classmethod
    def _invoice(cls, order, day):
        invoice = order._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()
        return invoice

    @classmethod
    def _credit(cls, invoice, day, amount=None, post=True):
        """A credit note over all of an invoice, or over ``amount`` of it."""
        note = cls._reverse_invoice(invoice, date=day)
        if amount is not None:
            note.invoice_line_ids.price_unit = amount
        if post:
            note.action_post()
        return note
