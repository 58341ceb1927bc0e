"""What customers bought and paid, made by plain SQL: a million documents in minutes.

The same size gives the same data. A few customers buy much and most buy little;
amounts are skewed as well; most invoices are paid, most of them late.
"""

from common import insert_select, say
from data import bare, last_id, set_sequences

REVIEW_DATE = "2026-01-01"
SHARE_OF_REFUNDS = 1 / 20


def add_business(env, first_id, customers, documents):
    """Orders, their invoices and credit notes, and what was paid.

    :param first_id: the id before the first customer's
    :param documents: how many invoices and credit notes
    """
    say(f"{documents:,} invoices with their orders and payments")
    cr = env.cr
    books = _books(env)
    tables = (
        "sale_order",
        "sale_order_line",
        "sale_order_line_invoice_rel",
        "account_move",
        "account_move_line",
        "account_payment",
        "account_move__account_payment",
        "account_partial_reconcile",
    )
    keyed = [
        table for table in tables if not table.endswith(("_rel", "__account_payment"))
    ]
    books |= {f"top_{table}": last_id(cr, table) for table in keyed}
    books |= {"documents": documents}
    _draw_documents(cr, first_id, customers, documents)
    with bare(cr, *tables):
        _add_orders(cr, books)
        _add_invoices(cr, books)
        _add_payments(cr, books)
        say("indexes and foreign keys")
    set_sequences(cr, *keyed)


def add_orders(env, first_id, customers, orders):
    """Orders alone, about so many, as :func:`add_business` makes them."""
    say(f"{orders:,} orders")
    cr = env.cr
    tables = ("sale_order", "sale_order_line")
    books = {f"top_{table}": last_id(cr, table) for table in tables}
    books |= {"company": env.company.id, "currency": env.company.currency_id.id}
    _draw_documents(cr, first_id, customers, round(orders / (1 - SHARE_OF_REFUNDS)))
    with bare(cr, *tables):
        _add_orders(cr, books)
    set_sequences(cr, *tables)


def _books(env):
    """Journals and accounts of the bench, and the company's settings, by name."""
    Account = env["account.account"]

    def account(code, account_type):
        return Account.create(
            {
                "name": f"Bench {account_type}",
                "code": code,
                "account_type": account_type,
                "reconcile": account_type == "asset_receivable",
            }
        ).id

    def journal(code, kind, account_id):
        return (
            env["account.journal"]
            .create(
                {
                    "name": f"Bench {kind}",
                    "code": code,
                    "type": kind,
                    "default_account_id": account_id,
                }
            )
            .id
        )

    income, cash = account("BN400", "income"), account("BN100", "asset_cash")
    books = {
        "receivable": account("BN130", "asset_receivable"),
        "income": income,
        "cash": cash,
        "sales": journal("BNSAL", "sale", income),
        "bank": journal("BNBNK", "bank", cash),
        "company": env.company.id,
        "currency": env.company.currency_id.id,
    }
    env.flush_all()
    return books


def _draw_documents(cr, first_id, customers, documents):
    """One row per invoice; each twentieth is a credit note for the one before."""
    cr.execute("SELECT setseed(0.42)")
    cr.execute(
        """
        CREATE TEMPORARY TABLE bench_document ON COMMIT DROP AS
        WITH drawn AS (
            SELECT i, i %% 20 = 7 AS refund,
                   %(first)s + 1 + (floor(%(customers)s * random() ^ 2.2)::bigint
                                    * 7919 %% %(customers)s)::int AS customer,
                   %(date)s::date - 1095
                   + floor(i * 1095.0 / %(documents)s)::int AS day,
                   round(exp(4 + 1.2 * sqrt(-2 * ln(1 - random()))
                             * cos(2 * pi() * random()))::numeric, 2) + 1 AS amount,
                   random() AS luck,
                   floor(-25 * ln(1 - random()))::int + 5 AS lag
              FROM generate_series(1, %(documents)s) i
        ), settled AS (
            SELECT i, refund, day, lag,
                   CASE WHEN refund THEN lag(customer) OVER line ELSE customer END
                   AS customer,
                   CASE WHEN refund THEN round(lag(amount) OVER line * 0.4, 2)
                        ELSE amount END AS amount,
                   CASE WHEN luck < 0.86 THEN 1 WHEN luck < 0.94 THEN 0.5 ELSE 0 END
                   AS share
              FROM drawn WINDOW line AS (ORDER BY i)
        )
        SELECT *, round(amount * share, 2) AS paid, day + lag AS paid_day,
               CASE WHEN share > 0 AND day + lag < %(date)s::date
                    THEN row_number() OVER (
                         PARTITION BY share > 0 AND day + lag < %(date)s::date
                         ORDER BY i) END AS payment,
               CASE WHEN refund THEN -1 ELSE 1 END AS sign
          FROM settled ORDER BY i
        """,
        {
            "first": first_id,
            "customers": customers,
            "documents": documents,
            "date": REVIEW_DATE,
        },
    )
    cr.execute("UPDATE bench_document SET paid = 0 WHERE payment IS NULL")
    cr.execute("ANALYZE bench_document")


def _add_orders(cr, books):
    known = {
        "company_id": f"{books['company']}",
        "currency_id": f"{books['currency']}",
        "state": "CASE WHEN i % 50 = 11 THEN 'cancel' ELSE 'sale' END",
        "create_uid": "1",
        "write_uid": "1",
        "create_date": "day::timestamp",
        "write_date": "day::timestamp",
    }
    insert_select(
        cr,
        "sale_order",
        {
            **known,
            "id": f"{books['top_sale_order']} + i",
            "name": "'BS' || i",
            "partner_id": "customer",
            "partner_invoice_id": "customer",
            "partner_shipping_id": "customer",
            "date_order": "day + time '10:00' + (i % 480) * interval '1 minute'",
            "amount_untaxed": "amount",
            "amount_tax": "0",
            "amount_total": "amount",
            "currency_rate": "1",
            "invoice_status": "'invoiced'",
        },
        "bench_document WHERE NOT refund ORDER BY i",
    )
    insert_select(
        cr,
        "sale_order_line",
        {
            **known,
            "id": f"{books['top_sale_order_line']} + i",
            "order_id": f"{books['top_sale_order']} + i",
            "order_partner_id": "customer",
            "name": "'Goods'",
            "is_downpayment": "TRUE",  # needs no product
            "product_uom_qty": "1",
            "price_unit": "amount",
            "price_subtotal": "amount",
            "price_total": "amount",
            "customer_lead": "0",
        },
        "bench_document WHERE NOT refund ORDER BY i",
    )


def _add_invoices(cr, books):
    move = f"{books['top_account_move']} + i"
    common = {
        "company_id": f"{books['company']}",
        "currency_id": f"{books['currency']}",
        "journal_id": f"{books['sales']}",
        "partner_id": "customer",
        "date": "day",
        "invoice_date": "day",
        "create_uid": "1",
        "write_uid": "1",
        "create_date": "day::timestamp",
        "write_date": "day::timestamp",
    }
    insert_select(
        cr,
        "account_move",
        {
            **common,
            "id": move,
            "name": "'BI/' || i",
            "sequence_prefix": "'BI/'",
            "sequence_number": "i",
            "state": "'posted'",
            "move_type": "CASE WHEN refund THEN 'out_refund' ELSE 'out_invoice' END",
            "auto_post": "'no'",
            "payment_state": "CASE WHEN paid = amount THEN 'paid'"
            " WHEN paid > 0 THEN 'partial' ELSE 'not_paid' END",
            "commercial_partner_id": "customer",
            "partner_shipping_id": "customer",
            "invoice_date_due": "day + 30",
            "invoice_currency_rate": "1",
            "amount_untaxed": "amount",
            "amount_tax": "0",
            "amount_total": "amount",
            "amount_residual": "amount - paid",
            "amount_untaxed_signed": "sign * amount",
            "amount_untaxed_in_currency_signed": "sign * amount",
            "amount_total_signed": "sign * amount",
            "amount_total_in_currency_signed": "sign * amount",
            "amount_residual_signed": "sign * (amount - paid)",
            "checked": "TRUE",
            "posted_before": "TRUE",
        },
        "bench_document ORDER BY i",
    )
    item = {
        **common,
        "move_id": move,
        "company_currency_id": f"{books['currency']}",
        "move_name": "'BI/' || i",
        "parent_state": "'posted'",
        "quantity": "1",
    }
    insert_select(
        cr,
        "account_move_line",
        {
            **item,
            "id": f"{books['top_account_move_line']} + 2 * i - part",
            "account_id": f"CASE part WHEN 0 THEN {books['receivable']}"
            f" ELSE {books['income']} END",
            "display_type": "CASE part WHEN 0 THEN 'payment_term' ELSE 'product' END",
            "name": "CASE part WHEN 1 THEN 'Goods' END",
            "date_maturity": "CASE part WHEN 0 THEN day + 30 END",
            "balance": "sign * (1 - 2 * part) * amount",
            "amount_currency": "sign * (1 - 2 * part) * amount",
            "debit": "GREATEST(sign * (1 - 2 * part), 0) * amount",
            "credit": "GREATEST(sign * (2 * part - 1), 0) * amount",
            "amount_residual": "(1 - part) * sign * (amount - paid)",
            "amount_residual_currency": "(1 - part) * sign * (amount - paid)",
            "price_unit": "part * amount",
            "price_subtotal": "part * amount",
            "price_total": "part * amount",
            "reconciled": "part = 0 AND paid = amount",
        },
        "bench_document CROSS JOIN generate_series(0, 1) part ORDER BY i, part DESC",
    )
    cr.execute(
        """
        INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
        SELECT %s + 2 * i - 1,
               %s + i - refund::int
          FROM bench_document ORDER BY i
        """,
        (books["top_account_move_line"], books["top_sale_order_line"]),
    )


def _add_payments(cr, books):
    move = f"{books['top_account_move']} + {books['documents']} + payment"
    common = {
        "company_id": f"{books['company']}",
        "currency_id": f"{books['currency']}",
        "journal_id": f"{books['bank']}",
        "partner_id": "customer",
        "date": "paid_day",
        "create_uid": "1",
        "write_uid": "1",
        "create_date": "paid_day::timestamp",
        "write_date": "paid_day::timestamp",
    }
    paid = "bench_document WHERE payment IS NOT NULL ORDER BY payment"
    insert_select(
        cr,
        "account_move",
        {
            **common,
            "id": move,
            "name": "'BB/' || payment",
            "sequence_prefix": "'BB/'",
            "sequence_number": "payment",
            "state": "'posted'",
            "move_type": "'entry'",
            "auto_post": "'no'",
            "payment_state": "'not_paid'",
            "origin_payment_id": f"{books['top_account_payment']} + payment",
            "commercial_partner_id": "customer",
            "amount_total": "paid",
            "amount_total_signed": "paid",
            "checked": "TRUE",
            "posted_before": "TRUE",
        },
        paid,
    )
    insert_select(
        cr,
        "account_payment",
        {
            **common,
            "id": f"{books['top_account_payment']} + payment",
            "name": "'BP' || payment",
            "move_id": move,
            "state": "'paid'",
            "payment_type": "CASE WHEN refund THEN 'outbound' ELSE 'inbound' END",
            "partner_type": "'customer'",
            "amount": "paid",
            "amount_company_currency_signed": "sign * paid",
            "is_reconciled": "TRUE",
            "is_matched": "TRUE",
        },
        paid,
    )
    item = f"{books['top_account_move_line']} + 2 * {books['documents']} + 2 * payment"
    insert_select(
        cr,
        "account_move_line",
        {
            **common,
            "id": f"{item} - part",
            "move_id": move,
            "payment_id": f"{books['top_account_payment']} + payment",
            "company_currency_id": f"{books['currency']}",
            "move_name": "'BB/' || payment",
            "parent_state": "'posted'",
            "display_type": "CASE part WHEN 0 THEN 'payment_term' ELSE 'product' END",
            "account_id": f"CASE part WHEN 0 THEN {books['receivable']}"
            f" ELSE {books['cash']} END",
            "date_maturity": "paid_day",
            "balance": "sign * (2 * part - 1) * paid",
            "amount_currency": "sign * (2 * part - 1) * paid",
            "debit": "GREATEST(sign * (2 * part - 1), 0) * paid",
            "credit": "GREATEST(sign * (1 - 2 * part), 0) * paid",
            "amount_residual": "0",
            "amount_residual_currency": "0",
            "reconciled": "part = 0",
        },
        "bench_document CROSS JOIN generate_series(0, 1) part"
        " WHERE payment IS NOT NULL ORDER BY payment, part DESC",
    )
    invoice_item = f"{books['top_account_move_line']} + 2 * i"
    insert_select(
        cr,
        "account_partial_reconcile",
        {
            "id": f"{books['top_account_partial_reconcile']} + payment",
            "debit_move_id": f"CASE WHEN refund THEN {item} ELSE {invoice_item} END",
            "credit_move_id": f"CASE WHEN refund THEN {invoice_item} ELSE {item} END",
            "company_id": f"{books['company']}",
            "debit_currency_id": f"{books['currency']}",
            "credit_currency_id": f"{books['currency']}",
            "max_date": "paid_day",
            "amount": "paid",
            "debit_amount_currency": "paid",
            "credit_amount_currency": "paid",
            "create_uid": "1",
            "write_uid": "1",
            "create_date": "paid_day::timestamp",
            "write_date": "paid_day::timestamp",
        },
        paid,
    )
    cr.execute(
        """
        INSERT INTO account_move__account_payment (invoice_id, payment_id)
        SELECT %s + i, %s + payment FROM bench_document WHERE payment IS NOT NULL
        """,
        (books["top_account_move"], books["top_account_payment"]),
    )
