from odoo import api, fields, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    policy_currency_id = fields.Many2one(
        "res.currency", compute="_compute_policy_amounts", string="Grading Currency"
    )
    policy_credited_amount = fields.Monetary(
        "Credited",
        currency_field="policy_currency_id",
        compute="_compute_policy_amounts",
        help="What credit notes took back from the order, without taxes. What was "
        "invoiced again is not counted as taken back.",
    )
    policy_signed_amount = fields.Monetary(
        "Signed, Net",
        currency_field="policy_currency_id",
        compute="_compute_policy_amounts",
        help="What the order counts for in grading: its value without taxes, less "
        "what was credited, in the company's currency.",
    )

    @api.depends("amount_untaxed", "currency_rate", "order_line.invoice_lines")
    @api.depends_context("company", "customer_policy_date")
    def _compute_policy_amounts(self):
        date = fields.Date.to_date(
            self.env.context.get("customer_policy_date")
        ) or fields.Date.context_today(self)
        credited = self._policy_credited_amounts(date)
        currency = self.env.company.currency_id
        rates = {
            company: company.currency_id._get_conversion_rate(
                company.currency_id, currency, self.env.company, date
            )
            for company in self.company_id
        }
        for order in self:
            rate = rates[order.company_id] / (order.currency_rate or 1)
            amount = credited.get(order._origin.id, 0)
            order.policy_currency_id = currency
            order.policy_credited_amount = amount * rate
            order.policy_signed_amount = (order.amount_untaxed - amount) * rate

    def _policy_credited_amounts(self, date):
        """:return: order id -> amount credited, in the order's currency"""
        ids = self._origin.ids
        if not ids:
            return {}
        query = self._policy_credited_sql(date, SQL("so.id IN %s", tuple(ids)))
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT credited.id, credited.credited_amount FROM (%s) credited",
                    query,
                )
            )
        )

    @api.model
    def _policy_credited_sql(self, date, condition):
        """SELECT of orders with what credit notes took back from them by ``date``.

        Columns: those of the order that conversion needs, and ``credited_amount``
        without taxes in the order's currency. An invoice that is credited and
        issued anew takes nothing back: only what the credit notes exceed the surplus
        of the invoices over the order counts.

        Starts from the credit notes, few beside the orders.

        :param condition: SQL condition on ``sale_order AS so``
        """
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        self.env["sale.order.line"].flush_model()
        documents = SQL(
            """
                   account_move_line item
              JOIN account_move move
                ON move.id = item.move_id AND move.state = 'posted'
               AND move.invoice_date <= %s
              JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = item.id
              JOIN sale_order_line line ON line.id = link.order_line_id
            """,
            date,
        )
        # Document and order mostly share a currency; else the company's is between.
        amount = SQL(
            "SUM(CASE WHEN item.currency_id = so.currency_id THEN item.price_subtotal"
            " WHEN move.move_type = 'out_refund' THEN item.balance * so.currency_rate"
            " ELSE -item.balance * so.currency_rate END)"
        )
        return SQL(
            """
            SELECT so.*, GREATEST(0, so.amount - GREATEST(
                       0, COALESCE(invoiced.amount, 0) - so.amount_untaxed
                   )) AS credited_amount
              FROM (
                    SELECT so.id, so.partner_id, so.company_id, so.currency_id,
                           so.currency_rate, so.amount_untaxed, %(amount)s AS amount
                      FROM %(documents)s
                      JOIN sale_order so ON so.id = line.order_id
                     WHERE move.move_type = 'out_refund' AND %(condition)s
                     GROUP BY so.id
                   ) so
              CROSS JOIN LATERAL (
                    SELECT %(amount)s AS amount
                      FROM %(documents)s
                     WHERE line.order_id = so.id AND move.move_type = 'out_invoice'
                   ) invoiced
            """,
            amount=amount,
            documents=documents,
            condition=condition,
        )
