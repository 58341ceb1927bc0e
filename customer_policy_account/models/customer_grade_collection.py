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
            self._collection_sql(),
        )

    def action_open_document(self):
        """Open the payment or the journal entry behind the row."""
        self.ensure_one()
        document = self.payment_id or self.move_id
        return document._get_records_action()

    @api.model
    def _collection_sql(self):
        return SQL(
            """
            SELECT item.id::bigint * 2 AS id, item.date, item.partner_id,
                   item.company_id, item.journal_id, -item.balance AS amount,
                   item.move_name AS label, item.move_id, item.payment_id,
                   NULL::date AS date_replaced
              FROM account_move_line item
             WHERE item.parent_state = 'posted' AND item.partner_id IS NOT NULL
               AND item.account_id = ANY(%(accounts)s)
               AND item.journal_id = ANY(%(journals)s)
             UNION ALL
            SELECT payment.id::bigint * 2 + 1, payment.date, payment.partner_id,
                   payment.company_id, payment.journal_id,
                   payment.amount_company_currency_signed,
                   COALESCE(payment.name, payment.memo), NULL, payment.id,
                   CASE WHEN payment.state = 'paid' THEN %(replaced)s END
              FROM account_payment payment
             WHERE payment.move_id IS NULL AND payment.state IN ('in_process', 'paid')
               AND payment.partner_type = 'customer'
               AND payment.partner_id IS NOT NULL
            """,
            accounts=self._receivable_account_ids(),
            journals=self._money_journal_ids(),
            replaced=self._replaced_sql(),
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
    def _replaced_sql(self):
        """Day on which the bank confirmed ``account_payment AS payment``, if it did.

        The payment itself has no entry: what shows it is that one of its invoices
        was matched with a statement line over the same amount, as Odoo itself tells.
        """
        return SQL(
            """
            (SELECT MIN(match.max_date)
               FROM account_move__account_payment paid
               JOIN account_move_line item ON item.move_id = paid.invoice_id
               JOIN account_partial_reconcile match
                 ON (match.debit_move_id = item.id
                     AND match.debit_amount_currency = payment.amount)
                 OR (match.credit_move_id = item.id
                     AND match.credit_amount_currency = payment.amount)
               JOIN account_move_line bank
                 ON bank.id IN (match.debit_move_id, match.credit_move_id)
                AND bank.id <> item.id AND bank.journal_id = ANY(%s)
              WHERE paid.payment_id = payment.id)
            """,
            self._money_journal_ids(),
        )

    @api.model
    def _flush_sources(self):
        for model in self._depends:
            self.env[model].flush_model()
