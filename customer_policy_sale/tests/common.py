from datetime import date, datetime

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

REVIEW_DAY = date(2025, 6, 30)


class OrderMetricsCommon(AccountTestInvoicingCommon):
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
    def _create_scheme(cls, code, **vals):
        return cls.env["customer.grade.scheme"].create(
            {
                "name": f"Scheme {code}",
                "code": code,
                "grade_ids": [
                    Command.create({"name": "All", "code": "A", "min_score": 0})
                ],
                **vals,
            }
        )

    @classmethod
    def _create_criterion(cls, metric, months=0, scheme=None):
        return cls.env["customer.grade.criterion"].create(
            {
                "scheme_id": (scheme or cls.scheme).id,
                "metric": metric,
                "period_months": months,
                "weight": 100,
                "bracket_ids": [Command.create({"value_from": 0, "points": 50})],
            }
        )

    @classmethod
    def _create_customer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "company_id": False, **vals}
        )

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

    # ------------------------------------------------------------------- questions

    def _review(self, day=REVIEW_DAY, scheme=None):
        return self.env["customer.grade.review"].create(
            {
                "scheme_id": (scheme or self.scheme).id,
                "date": day,
                "is_simulation": True,
            }
        )

    def _figures(self, metric, day=REVIEW_DAY, months=0, scheme=None):
        """:return: customer id -> figure"""
        criterion = self._create_criterion(metric, months, scheme)
        review = self._review(day, scheme)
        self.env.flush_all()
        return dict(self.env.execute_query(criterion._metric_sql(review)))

    def _figure(self, metric, customer=None, **kwargs):
        return self._figures(metric, **kwargs).get((customer or self.customer).id)

    def _open(self, metric, months=0, scheme=None, day=REVIEW_DAY):
        """The records that a click on the customer's figure opens."""
        criterion = self._create_criterion(metric, months, scheme)
        action = criterion._metric_action(
            self.customer, day, criterion._period_start(self._review(day, scheme))
        )
        return (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .search(action["domain"])
        )
