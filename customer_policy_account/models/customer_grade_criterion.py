from odoo import api, fields, models
from odoo.tools import SQL


class CustomerGradeCriterion(models.Model):
    """Figures of payment behaviour, as the books stood on the day of the review."""

    _inherit = "customer.grade.criterion"

    metric = fields.Selection(
        selection_add=[
            ("collected_amount", "Collected amount"),
            ("overdue_share", "Overdue share"),
            ("days_to_pay", "Days to pay"),
        ],
        ondelete={
            "collected_amount": "cascade",
            "overdue_share": "cascade",
            "days_to_pay": "cascade",
        },
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        result = super().fields_get(allfields, attributes)
        if "help" in (attributes or ["help"]) and "metric" in result:
            texts = (
                result["metric"].get("help"),
                self.env._(
                    "Collected amount: money received from the customer in the "
                    "period through bank and cash, less money paid back. More is "
                    "better."
                ),
                self.env._(
                    "Overdue share: of what fell due in the period, less credit "
                    "notes, the share still unpaid on the day of the review; 0 is "
                    "nothing, 1 all. Less is better: let the points fall."
                ),
                self.env._(
                    "Days to pay: from the date of the invoice to the payment, for "
                    "what was paid in the period; large amounts weigh more. Fewer "
                    "is better: let the points fall."
                ),
            )
            result["metric"]["help"] = "\n".join(filter(None, texts))
        return result

    @api.model
    def _metric_unit(self):
        return {
            **super()._metric_unit(),
            "collected_amount": "money",
            "overdue_share": "share",
            "days_to_pay": "days",
        }

    # --------------------------------------------------------------------- figures

    def _metric_sql_collected_amount(self, review):
        Collection = self.env["customer.grade.collection"]
        Collection._flush_sources()
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, SUM(part.value) AS value
              FROM (
                    SELECT collection.partner_id, SUM(
                           collection.amount::double precision * rate.rate) AS value
                      FROM (%(collection)s) collection
                      JOIN (%(rates)s) rate (company_id, rate)
                        ON rate.company_id = collection.company_id
                     WHERE %(window)s
                       AND (collection.date_replaced IS NULL
                            OR collection.date_replaced > %(date)s)
                     GROUP BY collection.partner_id
                   ) part
              JOIN res_partner partner ON partner.id = part.partner_id
             GROUP BY partner.commercial_partner_id
            """,
            collection=Collection._collection_sql(),
            rates=self._currency_rates_sql(review),
            window=self._window_sql(
                SQL("collection.date"), review.date, self._period_start(review)
            ),
            date=review.date,
        )

    def _metric_sql_overdue_share(self, review):
        parts = self._overdue_parts_sql(review.date, self._period_start(review))
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   CASE WHEN SUM(part.unpaid) - SUM(part.credit) > 0.000001
                        THEN (SUM(part.unpaid) - SUM(part.credit))
                             / (SUM(part.due) - SUM(part.credit))
                        ELSE 0 END AS value
              FROM (%s) part
              JOIN res_partner partner ON partner.id = part.partner_id
             GROUP BY partner.commercial_partner_id
            HAVING SUM(part.due) > 0.000001
            """,
            self._converted_sql(review, parts, "due", "unpaid", "credit"),
        )

    def _metric_sql_days_to_pay(self, review):
        parts = self._payment_parts_sql(review.date, self._period_start(review))
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   SUM(part.amount_days) / SUM(part.amount) AS value
              FROM (%s) part
              JOIN res_partner partner ON partner.id = part.partner_id
             GROUP BY partner.commercial_partner_id
            HAVING SUM(part.amount) > 0.000001
            """,
            self._converted_sql(review, parts, "amount", "amount_days"),
        )

    def _converted_sql(self, review, parts, *columns):
        """Sums of amounts per contact, in the currency of the review."""
        sums = [
            SQL(
                ", SUM(item.%s::double precision * rate.rate) AS %s",
                SQL.identifier(column),
                SQL.identifier(column),
            )
            for column in columns
        ]
        return SQL(
            """
            SELECT item.partner_id %s
              FROM (%s) item
              JOIN (%s) rate (company_id, rate) ON rate.company_id = item.company_id
             GROUP BY item.partner_id
            """,
            SQL("").join(sums),
            parts,
            self._currency_rates_sql(review),
        )

    # ------------------------------------------------------- what invoices were paid

    def _overdue_parts_sql(self, date, start, scope=None):
        """SELECT of ``move_id, partner_id, company_id, due, unpaid, credit``.

        An invoice due on the day of the review is not overdue yet. What a credit
        note took off an invoice was not due. What is left of the credit notes of the
        period is ``credit``: it lowers the customer's whole debt.

        :param scope: SQL condition on ``account_move_line AS item``
        """
        self.env["customer.grade.collection"]._flush_sources()
        return SQL(
            """
            WITH refund AS MATERIALIZED (
                SELECT item.id
                  FROM account_move move
                  JOIN account_move_line item
                    ON item.move_id = move.id AND item.display_type = 'payment_term'
                 WHERE move.move_type = 'out_refund' AND move.state = 'posted'
                   AND move.date <= %(date)s
            )
            SELECT item.move_id, item.partner_id, item.company_id, item.balance AS due,
                   item.balance AS unpaid, 0 AS credit
              FROM %(terms)s AND %(due)s
             UNION ALL
            SELECT item.move_id, item.partner_id, item.company_id,
                   CASE WHEN refund.id IS NULL THEN 0 ELSE -match.amount END,
                   -match.amount, 0
              FROM account_partial_reconcile match
              LEFT JOIN refund ON refund.id = match.credit_move_id,
                   %(terms)s AND %(due)s
               AND match.debit_move_id = item.id AND match.max_date <= %(date)s
             UNION ALL
            SELECT item.move_id, item.partner_id, item.company_id, 0, 0, -item.balance
              FROM %(terms)s AND %(back)s
             UNION ALL
            SELECT item.move_id, item.partner_id, item.company_id, 0, 0, -match.amount
              FROM account_partial_reconcile match, %(terms)s AND %(back)s
               AND match.credit_move_id = item.id AND match.max_date <= %(date)s
             UNION ALL
            SELECT item.move_id, item.partner_id, item.company_id, 0,
                   CASE WHEN item.balance > 0 THEN -direct.amount ELSE 0 END,
                   CASE WHEN item.balance > 0 THEN 0 ELSE -direct.amount END
              FROM (%(direct)s) direct, %(terms)s AND (%(due)s OR %(back)s)
               AND item.id = direct.id
            """,
            terms=self._terms_sql(scope),
            due=SQL(
                "(item.balance > 0 AND %s)",
                self._window_sql(SQL("item.date_maturity"), date, start, open_end=True),
            ),
            back=SQL(
                "(item.balance < 0 AND %s)",
                self._window_sql(SQL("item.date"), date, start),
            ),
            direct=self.env["account.move"]._policy_direct_items_sql(date),
            date=date,
        )

    def _payment_parts_sql(self, date, start, scope=None):
        """SELECT of ``move_id, partner_id, company_id, amount, amount_days``.

        One row per amount of money matched with an invoice; write-offs and credit
        notes are no payments. Money that came before the invoice took no days.

        :param scope: SQL condition on ``account_move_line AS item``
        """
        Collection = self.env["customer.grade.collection"]
        Collection._flush_sources()
        return SQL(
            """
            SELECT item.move_id, item.partner_id, item.company_id, match.amount,
                   match.amount * GREATEST(0, money.date - item.invoice_date)
                   AS amount_days
              FROM account_partial_reconcile match
              JOIN account_move_line money
                ON money.id = match.credit_move_id
               AND money.journal_id = ANY(%(journals)s),
                   %(terms)s
               AND item.id = match.debit_move_id AND %(matched)s
             UNION ALL
            SELECT item.id, item.commercial_partner_id, item.company_id, direct.amount,
                   direct.amount * GREATEST(0, direct.date - item.invoice_date)
              FROM (%(direct)s) direct
              JOIN account_move item ON item.id = direct.invoice_id
             WHERE item.move_type IN ('out_invoice', 'out_receipt')
               AND %(paid)s AND %(scope)s
            """,
            journals=Collection._money_journal_ids(),
            terms=self._terms_sql(scope),
            matched=self._window_sql(SQL("match.max_date"), date, start),
            direct=self.env["account.move"]._policy_direct_payments_sql(date),
            paid=self._window_sql(SQL("direct.date"), date, start),
            scope=scope or SQL("TRUE"),
        )

    def _terms_sql(self, scope):
        """FROM and WHERE of the instalments of customer invoices and credit notes."""
        return SQL(
            """
            account_move_line item
             WHERE item.display_type = 'payment_term' AND item.parent_state = 'posted'
               AND item.account_id = ANY(%s) AND %s
            """,
            self.env["customer.grade.collection"]._receivable_account_ids(),
            scope or SQL("TRUE"),
        )

    @api.model
    def _window_sql(self, column, date, start, open_end=False):
        end = SQL("%s < %s" if open_end else "%s <= %s", column, date)
        return SQL("%s AND %s > %s", end, column, start) if start else end

    # ------------------------------------------------------------------- documents

    def _metric_action_collected_amount(self, partner, review_date, period_start):
        self.env["customer.grade.collection"].check_access("read")
        domain = [
            ("partner_id.commercial_partner_id", "=", partner.id),
            ("date", "<=", review_date),
            "|",
            ("date_replaced", "=", False),
            ("date_replaced", ">", review_date),
        ]
        if period_start:
            domain.append(("date", ">", period_start))
        if company := self.scheme_id.company_id:
            domain.append(("company_id", "=", company.id))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Collected Money"),
            "res_model": "customer.grade.collection",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": domain,
        }

    def _metric_action_overdue_share(self, partner, review_date, period_start):
        return self._invoices_action(
            self.env._("Invoices Fallen Due"),
            self._overdue_parts_sql(
                review_date, period_start, self._documents_scope_sql(partner)
            ),
        )

    def _metric_action_days_to_pay(self, partner, review_date, period_start):
        return self._invoices_action(
            self.env._("Invoices Paid"),
            self._payment_parts_sql(
                review_date, period_start, self._documents_scope_sql(partner)
            ),
        )

    def _documents_scope_sql(self, partner):
        """The documents of one customer, by the columns that items and moves share."""
        company = self.scheme_id.company_id
        return SQL(
            "item.partner_id IN (SELECT id FROM res_partner"
            " WHERE commercial_partner_id = %s) AND %s",
            partner.id,
            SQL("item.company_id = %s", company.id) if company else SQL("TRUE"),
        )

    def _invoices_action(self, name, parts):
        self.env["account.move"].check_access("read")
        moves = self.env.execute_query(
            SQL("SELECT DISTINCT part.move_id FROM (%s) part", parts)
        )
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("account.view_out_invoice_tree").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", [move_id for (move_id,) in moves])],
            "context": {"create": False, "default_move_type": "out_invoice"},
        }
