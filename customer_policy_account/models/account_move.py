from odoo import api, models
from odoo.tools import SQL


class AccountMove(models.Model):
    """Payments without a journal entry, laid out over the invoices they pay.

    Where the full accounting is installed and a payment method has no outstanding
    account, registering a payment leaves the invoice's receivable open until the
    bank statement comes. What such payments pay is therefore derived here: what is
    due first, never more than is open.
    """

    _inherit = "account.move"

    @api.model
    def _policy_direct_payments_sql(self, date, condition):
        """SELECT of ``invoice_id, date, amount`` in company currency, as of ``date``.

        A payment of several invoices fills the one that is due first.

        :param condition: SQL condition on ``account_payment AS payment``
        """
        return SQL(
            """
            WITH direct AS MATERIALIZED (
                SELECT payment.id, payment.date, payment.amount, payment.currency_id,
                       payment.amount_company_currency_signed, link.invoice_id
                  FROM account_payment payment
                  JOIN account_move__account_payment link
                    ON link.payment_id = payment.id
                  LEFT JOIN (%(replaced)s) replaced ON replaced.payment_id = payment.id
                 WHERE payment.move_id IS NULL AND payment.date <= %(date)s
                   AND payment.state IN ('in_process', 'paid') AND payment.amount > 0
                   AND (replaced.date IS NULL OR replaced.date > %(date)s)
                   AND %(condition)s
            )
            SELECT share.invoice_id, share.date,
                   LEAST(share.room, GREATEST(0, share.amount - share.before))
                   / share.ratio AS amount
              FROM (
                    SELECT direct.invoice_id, direct.date, direct.amount, rate.ratio,
                           open.room * rate.ratio AS room,
                           COALESCE(SUM(open.room * rate.ratio) OVER (
                               PARTITION BY direct.id
                               ORDER BY invoice.invoice_date_due, invoice.id
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                           ), 0) AS before
                      FROM direct
                      JOIN account_move invoice
                        ON invoice.id = direct.invoice_id AND invoice.state = 'posted'
                      JOIN (
                            SELECT term.move_id, SUM(term.room) AS room
                              FROM (%(terms)s) term
                             GROUP BY term.move_id
                           ) open ON open.move_id = direct.invoice_id
                      CROSS JOIN LATERAL (SELECT %(ratio)s AS ratio OFFSET 0) rate
                   ) share
            """,
            date=date,
            condition=condition,
            replaced=self.env["customer.grade.collection"]._replaced_sql(condition),
            terms=self._policy_terms_sql(date, SQL("SELECT invoice_id FROM direct")),
            ratio=self._policy_ratio_sql(),
        )

    @api.model
    def _policy_direct_items_sql(self, date, condition):
        """SELECT of ``id, amount``: what direct payments paid of each instalment.

        :param condition: SQL condition on ``account_payment AS payment``
        """
        return SQL(
            """
            WITH paid AS MATERIALIZED (
                SELECT direct.invoice_id, SUM(direct.amount) AS amount
                  FROM (%(direct)s) direct
                 GROUP BY direct.invoice_id
            )
            SELECT item.id,
                   LEAST(item.room, GREATEST(0, paid.amount - item.before)) AS amount
              FROM paid
              JOIN (
                    SELECT term.id, term.move_id, term.room,
                           COALESCE(SUM(term.room) OVER (
                               PARTITION BY term.move_id
                               ORDER BY term.date_maturity, term.id
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                           ), 0) AS before
                      FROM (%(terms)s) term
                   ) item ON item.move_id = paid.invoice_id
            """,
            direct=self._policy_direct_payments_sql(date, condition),
            terms=self._policy_terms_sql(date, SQL("SELECT invoice_id FROM paid")),
        )

    @api.model
    def _policy_terms_sql(self, date, invoices):
        """SELECT of instalments with their ``room``, what was open on ``date``."""
        return SQL(
            """
            SELECT item.id, item.move_id, item.date_maturity,
                   ABS(item.balance) - COALESCE(SUM(match.amount), 0) AS room
              FROM account_move_line item
              LEFT JOIN (%(matches)s) match
                     ON match.item_id = item.id AND match.max_date <= %(date)s
             WHERE item.display_type = 'payment_term' AND item.move_id IN (%(invoices)s)
             GROUP BY item.id
            """,
            date=date,
            invoices=invoices,
            matches=self._policy_matches_sql(),
        )

    @api.model
    def _policy_matches_sql(self):
        """Every reconciliation, seen from the invoice and from the credit note."""
        return SQL(
            """
            SELECT debit_move_id AS item_id, credit_move_id AS other_id,
                   'inbound' AS payment_type, amount, max_date,
                   debit_amount_currency AS amount_currency
              FROM account_partial_reconcile
             UNION ALL
            SELECT credit_move_id, debit_move_id, 'outbound', amount, max_date,
                   credit_amount_currency
              FROM account_partial_reconcile
            """
        )

    @api.model
    def _policy_ratio_sql(self):
        """Payment currency per company currency; the invoice's own rate if it can."""
        return SQL(
            """
            CASE WHEN direct.currency_id = invoice.currency_id
                      AND invoice.amount_total_signed <> 0
                 THEN ABS(invoice.amount_total / invoice.amount_total_signed)
                 ELSE COALESCE(ABS(direct.amount / NULLIF(
                     direct.amount_company_currency_signed, 0)), 1)
            END
            """
        )
