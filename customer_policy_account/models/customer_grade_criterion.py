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
    def _metric_help(self):
        return [
            *super()._metric_help(),
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
        ]

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
        start = self._period_start(review)
        Collection = self.env["customer.grade.collection"]
        Collection._flush_sources()
        replaced = Collection._replaced_sql(
            self._window_sql(SQL("payment.date"), review.date, start)
        )
        parts = SQL(
            """
            SELECT item.partner_id, item.company_id, item.amount
              FROM (%(collection)s) item
             WHERE %(window)s AND %(scope)s
               AND (item.date_replaced IS NULL OR item.date_replaced > %(date)s)
            """,
            collection=Collection._collection_sql(SQL("(%s)", replaced)),
            window=self._window_sql(SQL("item.date"), review.date, start),
            scope=self._scope_sql(),
            date=review.date,
        )
        return self._per_payer_sql(
            review, parts, SQL("SUM(part.amount)"), SQL("TRUE"), "amount"
        )

    def _metric_sql_overdue_share(self, review):
        return self._overdue_share_sql(review)

    def _metric_weight_sql_overdue_share(self, review):
        return self._overdue_share_sql(
            review, SQL("GREATEST(SUM(part.due) - SUM(part.credit), 0)")
        )

    def _overdue_share_sql(self, review, weight=None):
        return self._per_payer_sql(
            review,
            self._overdue_parts_sql(review.date, self._period_start(review)),
            SQL(
                """
                CASE WHEN SUM(part.unpaid) - SUM(part.credit) > 0.000001
                     THEN (SUM(part.unpaid) - SUM(part.credit))
                          / (SUM(part.due) - SUM(part.credit))
                     ELSE 0 END
                """
            ),
            SQL("SUM(part.due) > 0.000001"),
            "due",
            "unpaid",
            "credit",
            weight=weight,
        )

    def _metric_sql_days_to_pay(self, review):
        return self._days_to_pay_sql(review)

    def _metric_weight_sql_days_to_pay(self, review):
        return self._days_to_pay_sql(review, SQL("SUM(part.amount)"))

    def _days_to_pay_sql(self, review, weight=None):
        return self._per_payer_sql(
            review,
            self._payment_parts_sql(review.date, self._period_start(review)),
            SQL("SUM(part.amount_days) / SUM(part.amount)"),
            SQL("SUM(part.amount) > 0.000001"),
            "amount",
            "amount_days",
            weight=weight,
        )

    def _per_payer_sql(self, review, parts, value, having, *columns, weight=None):
        """SELECT of ``partner_id, value``, with amounts in the review's currency.

        :param weight: aggregate over ``part``, for a third column ``weight``
        :param parts: SELECT of ``partner_id``, ``company_id`` and amounts
        :param value: aggregate over ``part``, which has the amounts converted
        :param columns: names of the amounts
        """
        rate = self._rate_sql(review)
        sums = [
            SQL(
                ", SUM(item.%(name)s::double precision) * %(rate)s AS %(name)s",
                name=SQL.identifier(column),
                rate=rate,
            )
            for column in columns
        ]
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   %(value)s AS value %(weight)s
              FROM (
                    SELECT item.partner_id %(sums)s
                      FROM (%(parts)s) item
                     GROUP BY item.partner_id, item.company_id
                   ) part
              JOIN res_partner partner ON partner.id = part.partner_id
             GROUP BY partner.commercial_partner_id
            HAVING %(having)s
            """,
            value=value,
            weight=SQL(", %s AS weight", weight) if weight else SQL(""),
            sums=SQL("").join(sums),
            parts=parts,
            having=having,
        )

    def _rate_sql(self, review):
        """The rate of ``item.company_id``.

        No join: PostgreSQL cannot guess how many items it leaves, and plans badly.
        """
        cases = [
            SQL("WHEN %s THEN %s", company_id, rate)
            for company_id, rate in self.env.execute_query(
                self._currency_rates_sql(review)
            )
        ]
        return SQL("CASE item.company_id %s END", SQL(" ").join(cases))

    # ------------------------------------------------------- what invoices were paid

    def _overdue_parts_sql(self, date, start, partner=None):
        """SELECT of ``move_id, partner_id, company_id, due, unpaid, credit``.

        An invoice due on the day of the review is not overdue yet. What a credit
        note took off an invoice was not due. What is left of the credit notes of the
        period is ``credit``: it lowers the customer's whole debt.

        :param partner: only the documents of this customer
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
            terms=self._terms_sql(partner),
            due=SQL(
                "(item.balance > 0 AND %s)",
                self._window_sql(SQL("item.date_maturity"), date, start, open_end=True),
            ),
            back=SQL(
                "(item.balance < 0 AND %s)",
                self._window_sql(SQL("item.date"), date, start),
            ),
            direct=self.env["account.move"]._policy_direct_items_sql(
                date, self._payers_sql(partner)
            ),
            date=date,
        )

    def _payment_parts_sql(self, date, start, partner=None):
        """SELECT of ``move_id, partner_id, company_id, amount, amount_days``.

        One row per amount of money matched with an invoice; write-offs and credit
        notes are no payments. Money that came before the invoice took no days.

        :param partner: only the documents of this customer
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
            SELECT item.id, item.partner_id, item.company_id, direct.amount,
                   direct.amount * GREATEST(0, direct.date - item.invoice_date)
              FROM (%(direct)s) direct
              JOIN (SELECT id, company_id, commercial_partner_id AS partner_id,
                           invoice_date, move_type
                      FROM account_move) item ON item.id = direct.invoice_id
             WHERE item.move_type IN ('out_invoice', 'out_receipt')
               AND direct.amount > 0 AND %(scope)s
            """,
            journals=Collection._money_journal_ids(),
            terms=self._terms_sql(partner),
            matched=self._window_sql(SQL("match.max_date"), date, start),
            direct=self.env["account.move"]._policy_direct_payments_sql(
                date,
                SQL(
                    "%s AND %s",
                    self._window_sql(SQL("payment.date"), date, start),
                    self._payers_sql(partner),
                ),
            ),
            scope=self._scope_sql(partner),
        )

    def _terms_sql(self, partner):
        """FROM and WHERE of the instalments of customer invoices and credit notes."""
        return SQL(
            """
            account_move_line item
             WHERE item.display_type = 'payment_term' AND item.parent_state = 'posted'
               AND item.account_id = ANY(%s) AND %s
            """,
            self.env["customer.grade.collection"]._receivable_account_ids(),
            self._scope_sql(partner),
        )

    def _payers_sql(self, partner):
        """SQL condition on ``account_payment AS payment``: the customer's invoices."""
        if not partner:
            return SQL("TRUE")
        return SQL(
            """
            payment.id IN (
                SELECT link.payment_id
                  FROM account_move__account_payment link
                  JOIN account_move_line item ON item.move_id = link.invoice_id
                 WHERE item.display_type = 'payment_term' AND %s
            )
            """,
            self._scope_sql(partner),
        )

    def _scope_sql(self, partner=None):
        """Whose documents count, by columns that ``item`` has wherever it is from."""
        company = self.scheme_id.company_id
        conditions = [SQL("TRUE")]
        if company:
            conditions.append(SQL("item.company_id = %s", company.id))
        if partner:
            conditions.append(
                SQL(
                    "item.partner_id IN (SELECT id FROM res_partner"
                    " WHERE commercial_partner_id = ANY(%s))",
                    partner.ids,
                )
            )
        return SQL(" AND ").join(conditions)

    @api.model
    def _window_sql(self, column, date, start, open_end=False):
        end = SQL("%s < %s" if open_end else "%s <= %s", column, date)
        return SQL("%s AND %s > %s", end, column, start) if start else end

    # ------------------------------------------------------------------- documents

    def _metric_action_collected_amount(self, partner, review_date, period_start):
        self.env["customer.grade.collection"].check_access("read")
        # Plain ids reach the indexes behind the list, a condition on them does not.
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        domain = [
            (
                "partner_id",
                "in",
                contacts.search([("commercial_partner_id", "in", partner.ids)]).ids,
            ),
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
            self._overdue_parts_sql(review_date, period_start, partner),
        )

    def _metric_action_days_to_pay(self, partner, review_date, period_start):
        return self._invoices_action(
            self.env._("Invoices Paid"),
            self._payment_parts_sql(review_date, period_start, partner),
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
