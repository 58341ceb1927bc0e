from odoo import api, fields, models
from odoo.tools import SQL

MONEY_JOURNALS = ("bank", "cash", "credit")


class CustomerGradeCollection(models.Model):
    """Money received from customers and paid back to them, wherever it is booked.

    Three things say that a customer has paid: a payment with a journal entry, a
    bank statement line matched with the invoice, and a payment without an entry,
    which Odoo makes where the full accounting is installed and the payment method
    has no outstanding account. The first two are journal items on a receivable
    account in a bank or cash journal. The third counts until a statement line takes
    its place.
    """

    _name = "customer.grade.collection"
    _description = "Collected Money"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "label"
    _depends = {
        "account.account": ["account_type"],
        "account.journal": ["type"],
        "account.move": ["state"],
        "account.move.line": [
            "account_id",
            "balance",
            "company_id",
            "date",
            "journal_id",
            "move_id",
            "move_name",
            "parent_state",
            "partner_id",
            "payment_id",
        ],
        "account.partial.reconcile": [
            "credit_amount_currency",
            "credit_move_id",
            "debit_amount_currency",
            "debit_move_id",
            "max_date",
        ],
        "account.payment": [
            "amount",
            "amount_company_currency_signed",
            "company_id",
            "date",
            "invoice_ids",
            "journal_id",
            "memo",
            "move_id",
            "name",
            "partner_id",
            "partner_type",
            "state",
        ],
        "res.company": ["currency_id"],
    }

    date = fields.Date(readonly=True)
    label = fields.Char("Reference", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Money in; what was paid back is negative."
    )
    date_replaced = fields.Date(
        "Matched with the Bank on",
        readonly=True,
        help="From this day on a statement line counts in place of the payment.",
    )
    move_id = fields.Many2one("account.move", "Journal Entry", readonly=True)
    payment_id = fields.Many2one("account.payment", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT collection.*, company.currency_id
              FROM (%s) collection
              JOIN res_company company ON company.id = collection.company_id
            """,
            # Payment by payment: mostly the list is that of one customer.
            self._collection_sql(
                SQL("LATERAL (%s)", self._replaced_sql(SQL("payment.id = direct.id")))
            ),
        )

    def action_open_document(self):
        """Open the payment or the journal entry behind the row."""
        self.ensure_one()
        document = self.payment_id or self.move_id
        return document._get_records_action()

    @api.model
    def _collection_sql(self, replaced):
        """SELECT of money received and paid back.

        The id is that of the journal item, which keeps its index of use, or minus
        that of the payment.

        :param replaced: SQL of ``_replaced_sql``, to be joined with ``direct``
        """
        return SQL(
            """
            SELECT item.id, item.date, item.partner_id, item.company_id,
                   item.journal_id, -item.balance AS amount,
                   item.move_name AS label, item.move_id, item.payment_id,
                   NULL::date AS date_replaced
              FROM account_move_line item
             WHERE item.parent_state = 'posted' AND item.partner_id IS NOT NULL
               AND item.account_id = ANY(%(accounts)s)
               AND item.journal_id = ANY(%(journals)s)
             UNION ALL
            SELECT -direct.id, direct.date, direct.partner_id,
                   direct.company_id, direct.journal_id,
                   direct.amount_company_currency_signed,
                   COALESCE(direct.name, direct.memo), NULL, direct.id, replaced.date
              FROM account_payment direct
              LEFT JOIN %(replaced)s replaced ON replaced.payment_id = direct.id
             WHERE direct.move_id IS NULL AND direct.state IN ('in_process', 'paid')
               AND direct.partner_type = 'customer' AND direct.partner_id IS NOT NULL
            """,
            accounts=self._receivable_account_ids(),
            journals=self._money_journal_ids(),
            replaced=replaced,
        )

    @api.model
    def _replaced_sql(self, condition):
        """SELECT of ``payment_id`` and the ``date`` the bank confirmed the payment.

        The payment itself has no entry: what shows it is that one of its invoices
        was matched with a statement line over the same amount, as Odoo itself tells.

        :param condition: SQL condition on ``account_payment AS payment``
        """
        return SQL(
            """
            SELECT payment.id AS payment_id, MIN(match.max_date) FILTER (
                       WHERE match.amount_currency = payment.amount) AS date
              FROM account_payment payment
              JOIN account_move__account_payment link ON link.payment_id = payment.id
              JOIN account_move_line item
                ON item.move_id = link.invoice_id AND item.display_type = 'payment_term'
              JOIN (%(matches)s) match
                ON match.item_id = item.id
               AND match.payment_type = payment.payment_type
              JOIN account_move_line bank
                ON bank.id = match.other_id AND bank.journal_id = ANY(%(journals)s)
             WHERE payment.move_id IS NULL AND payment.state = 'paid' AND %(condition)s
             GROUP BY payment.id
            """,
            matches=self.env["account.move"]._policy_matches_sql(),
            journals=self._money_journal_ids(),
            condition=condition,
        )

    @api.model
    def _receivable_account_ids(self):
        # As values, not as a subquery: PostgreSQL knows how many items they have.
        return self._all("account.account", [("account_type", "=", "asset_receivable")])

    @api.model
    def _money_journal_ids(self):
        return self._all("account.journal", [("type", "in", MONEY_JOURNALS)])

    @api.model
    def _all(self, model, domain):
        records = self.env[model].sudo().with_context(active_test=False)
        return records.search(domain).ids

    @api.model
    def _flush_sources(self):
        for model in self._depends:
            self.env[model].flush_model()
