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
    def _policy_direct_payments_sql(self, date):
        """SELECT of ``invoice_id, date, amount`` in company currency, up to ``date``.

        A payment of several invoices fills the one that is due first.
        """
        return SQL(
            """
            SELECT share.invoice_id, share.date,
                   LEAST(share.room, GREATEST(0, share.amount - share.before))
                   / share.ratio AS amount
              FROM (
                    SELECT paid.invoice_id, payment.date, payment.amount, open.ratio,
                           open.amount * open.ratio AS room,
                           COALESCE(SUM(open.amount * open.ratio) OVER (
                               PARTITION BY payment.id
                               ORDER BY invoice.invoice_date_due, invoice.id
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                           ), 0) AS before
                      FROM account_payment payment
                      JOIN account_move__account_payment paid
                        ON paid.payment_id = payment.id
                      JOIN account_move invoice
                        ON invoice.id = paid.invoice_id AND invoice.state = 'posted'
                      CROSS JOIN LATERAL (
                            SELECT COALESCE(SUM(term.room), 0) AS amount,
                                   %(ratio)s AS ratio
                              FROM (%(terms)s AND item.move_id = invoice.id) term
                           ) open
                     WHERE payment.move_id IS NULL AND payment.date <= %(date)s
                       AND payment.state IN ('in_process', 'paid')
                       AND payment.amount > 0
                       AND NOT (payment.state = 'paid'
                                AND COALESCE(%(replaced)s <= %(date)s, FALSE))
                   ) share
            """,
            date=date,
            terms=self._policy_terms_sql(date),
            ratio=self._policy_ratio_sql(),
            replaced=self.env["customer.grade.collection"]._replaced_sql(),
        )

    @api.model
    def _policy_direct_items_sql(self, date):
        """SELECT of ``id, amount``: what direct payments paid of each instalment."""
        return SQL(
            """
            SELECT item.id,
                   LEAST(item.room, GREATEST(0, paid.amount - item.before)) AS amount
              FROM (
                    SELECT direct.invoice_id, SUM(direct.amount) AS amount
                      FROM (%(direct)s) direct
                     GROUP BY direct.invoice_id
                   ) paid
              CROSS JOIN LATERAL (
                    SELECT term.id, term.room,
                           COALESCE(SUM(term.room) OVER (
                               ORDER BY term.date_maturity, term.id
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                           ), 0) AS before
                      FROM (%(terms)s AND item.move_id = paid.invoice_id) term
                   ) item
            """,
            direct=self._policy_direct_payments_sql(date),
            terms=self._policy_terms_sql(date),
        )

    @api.model
    def _policy_terms_sql(self, date):
        """SELECT of instalments with their ``room``, what was open on ``date``."""
        return SQL(
            """
            SELECT item.id, item.date_maturity,
                   ABS(item.balance) - COALESCE(settled.amount, 0) AS room
              FROM account_move_line item
              CROSS JOIN LATERAL (
                    SELECT SUM(match.amount) AS amount
                      FROM account_partial_reconcile match
                     WHERE item.id IN (match.debit_move_id, match.credit_move_id)
                       AND match.max_date <= %s
                   ) settled
             WHERE item.display_type = 'payment_term'
            """,
            date,
        )

    @api.model
    def _policy_ratio_sql(self):
        """Payment currency per company currency; the invoice's own rate if it can."""
        return SQL(
            """
            CASE WHEN payment.currency_id = invoice.currency_id
                      AND invoice.amount_total_signed <> 0
                 THEN ABS(invoice.amount_total / invoice.amount_total_signed)
                 ELSE COALESCE(ABS(payment.amount / NULLIF(
                     payment.amount_company_currency_signed, 0)), 1)
            END
            """
        )
