#!/usr/bin/env python3
"""Grade a real purchase log and judge the grades by what customers did next.

CDNOW sold records by mail: 23,570 customers who first bought in the first quarter of
1997, and their 69,659 purchases until June 1998. They are loaded as contacts and
confirmed orders of a company of their own, beside whatever the database holds, and
graded as of 1997-09-30 by a copy of the shipped scheme. The revenue after that day is
what no criterion has seen.

Start it where ``import odoo`` works, or through ``./dev demo-cdnow``. A second run
goes on where the first one stopped.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as time_of_day
from typing import NamedTuple

SPLIT = date(1997, 9, 30)
BEST = (5, 10, 20, 40)  # per cent of the customers
CHUNK = 5_000
COMPANY = "CDNOW"

# What others reach on the same customers and days.
OTHERS = {
    "past spend alone": (35.6, 49.8, 66.1, 83.2),
    "RFM quintile sum": (26.3, 51.2, 68.2, 83.8),
    "BG/NBD x Gamma-Gamma": (38.1, 51.7, 68.5, 81.7),
    "a clairvoyant": (57.7, 76.3, 93.9, 100.0),
}


class Purchase(NamedTuple):
    line: int  # in the log; the key by which a second run knows it
    customer: str
    day: date
    quantity: int
    cents: int

    @property
    def origin(self) -> str:
        return f"{COMPANY} {self.line}"

    def positions(self) -> list[tuple[int, float]]:
        """(quantity, price) of the order's lines, which make the amount exactly.

        Where a price per piece would not come out even, the last piece bears the
        rest.
        """
        price, rest = divmod(self.cents, self.quantity)
        if not rest:
            return [(self.quantity, price / 100)]
        return [(self.quantity - 1, price / 100), (1, (price + rest) / 100)]


def read_log(path: str) -> list[Purchase]:
    """The purchases in the order in which they were made."""
    purchases = []
    with open(path, encoding="ascii") as log:
        next(log, None)
        for number, text in enumerate(log, start=1):
            try:
                customer, day, quantity, amount = text.split()
                purchases.append(
                    Purchase(
                        number,
                        customer,
                        datetime.strptime(day, "%Y%m%d").date(),
                        int(quantity),
                        round(float(amount) * 100),
                    )
                )
            except ValueError:
                sys.exit(
                    f"{path}: line {number + 1} is not a purchase: {text.strip()!r}. "
                    "Customer, day, number of records and dollars are expected."
                )
    return sorted(purchases, key=lambda purchase: (purchase.day, purchase.line))


def chunks(items: list) -> Iterator[list]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def keep(env) -> None:
    """Make safe what is done so far: a second run goes on from here."""
    env.cr.commit()  # pylint: disable=invalid-commit


# ------------------------------------------------------------------------ loading


class Pattern:
    """Rows like one that Odoo itself has made.

    Whatever columns the installed add-ons have brought, a copied row fills them as
    the original does; only what differs is given.
    """

    def __init__(self, record):
        record.env.flush_all()
        self.cr, self.table = record.env.cr, record._table
        self.cr.execute(f'SELECT * FROM "{self.table}" WHERE id = %s', (record.id,))
        self.values = self.cr.dictfetchone()
        del self.values["id"]

    def insert(self, rows: list[dict]) -> None:
        from odoo.addons.customer_policy.tools.bulk_insert import bulk_insert

        columns = list(self.values | rows[0])
        filled = (self.values | row for row in rows)
        bulk_insert(
            self.cr,
            self.table,
            columns,
            ([values[column] for column in columns] for values in filled),
        )

    def new_ids(self, count: int) -> list[int]:
        from odoo.addons.customer_policy.tools.bulk_insert import reserve_ids

        return reserve_ids(self.cr, self.table, count)


class Shop:
    """The company CDNOW: found, or set up through the ORM."""

    def __init__(self, env):
        self.company = self._company(env)
        self.env = env(
            context={
                **env.context,
                "allowed_company_ids": self.company.ids,
                "tracking_disable": True,
                "mail_create_nosubscribe": True,
            }
        )
        self.sequence = self._sequence()
        self.product = self._product()
        self.scheme = self._scheme()

    def _company(self, env):
        company = env["res.company"].search([("name", "=", COMPANY)], limit=1)
        if not company:
            dollar = env.ref("base.USD")
            dollar.active = True
            company = env["res.company"].create(
                {"name": COMPANY, "currency_id": dollar.id}
            )
        admin = env.ref("base.user_admin", raise_if_not_found=False)
        if admin and company not in admin.company_ids:
            admin.company_ids |= company
        return company

    def _own(self, model, domain):
        domain = [*domain, ("company_id", "=", self.company.id)]
        return self.env[model].search(domain, limit=1, order="id")

    def _sequence(self):
        """Order numbers of its own, so that nobody else's run away."""
        return self._own("ir.sequence", [("code", "=", "sale.order")]) or self.env[
            "ir.sequence"
        ].create(
            {
                "name": f"Sales Order {COMPANY}",
                "code": "sale.order",
                "prefix": "CD",
                "padding": 5,
                "company_id": self.company.id,
            }
        )

    def _product(self):
        return self._own("product.product", []) or self.env["product.product"].create(
            {
                "name": "Record",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 0,
                "taxes_id": False,
                "company_id": self.company.id,
            }
        )

    def _scheme(self):
        """The shipped scheme, its criteria and grades untouched, for this company."""
        scheme = self._own("customer.grade.scheme", [("code", "=", "importance")])
        if not scheme:
            shipped = self.env.ref("customer_policy.scheme_importance")
            scheme = shipped.copy({"company_id": self.company.id})
            scheme.write(
                {
                    "name": f"{shipped.name} ({COMPANY})",
                    "code": shipped.code,
                    "is_primary": True,
                    # Today all these customers are long gone.
                    "review_interval_months": 0,
                    "review_date_next": False,
                }
            )
        return scheme

    # ------------------------------------------------------------------ customers

    def load_customers(self, purchases: list[Purchase]) -> dict[str, int]:
        """:return: number in the log -> id of the contact"""
        numbers = sorted({purchase.customer for purchase in purchases})
        known = self._known_customers()
        missing = [number for number in numbers if number not in known]
        if missing:
            pattern = self._customer_pattern(missing[0])
            for chunk in chunks(missing):
                self._insert_customers(pattern, chunk)
                keep(self.env)
        say(f"customers   {len(numbers):>7,}, {len(missing):,} of them new")
        return self._known_customers()

    def _known_customers(self) -> dict[str, int]:
        self.env.cr.execute(
            "SELECT ref, id FROM res_partner WHERE company_id = %s AND ref IS NOT NULL",
            (self.company.id,),
        )
        return dict(self.env.cr.fetchall())

    def _customer_pattern(self, number: str) -> Pattern:
        """A customer made by Odoo, whose row the others are like."""
        partner = self.env["res.partner"].create(
            {**self._customer_values(number), "customer_rank": 1}
        )
        pattern = Pattern(partner)
        partner.unlink()
        return pattern

    def _customer_values(self, number: str) -> dict:
        return {
            "name": f"{COMPANY} customer {number}",
            "ref": number,
            "company_id": self.company.id,
        }

    def _insert_customers(self, pattern: Pattern, numbers: list[str]) -> None:
        rows = []
        for partner_id, number in zip(
            pattern.new_ids(len(numbers)), numbers, strict=True
        ):
            values = self._customer_values(number)
            rows.append(
                {
                    **values,
                    "id": partner_id,
                    "complete_name": values["name"],
                    "commercial_partner_id": partner_id,
                }
            )
        pattern.insert(rows)

    # --------------------------------------------------------------------- orders

    def load_orders(self, purchases: list[Purchase], partners: dict[str, int]) -> None:
        known = self._known_origins()
        missing = [p for p in purchases if p.origin not in known]
        if missing:
            patterns = self._order_patterns(partners[missing[0].customer])
            for done, chunk in enumerate(chunks(missing), start=1):
                self._insert_orders(*patterns, chunk, partners)
                keep(self.env)
                say(f"orders      {min(done * CHUNK, len(missing)):>7,}")
            self.env.cr.execute("ANALYZE res_partner, sale_order, sale_order_line")
            self.env.invalidate_all()
        say(f"orders      {len(purchases):>7,}, {len(missing):,} of them new")

    def _known_origins(self) -> set[str]:
        self.env.cr.execute(
            "SELECT origin FROM sale_order WHERE company_id = %s", (self.company.id,)
        )
        return {origin for (origin,) in self.env.cr.fetchall()}

    def _order_patterns(self, partner_id: int) -> tuple[Pattern, Pattern]:
        """An order confirmed by Odoo and its line, whose rows the others are like."""
        order = self.env["sale.order"].create(
            {
                "name": "pattern",
                "partner_id": partner_id,
                "user_id": False,
                "validity_date": False,
                "order_line": [
                    (0, 0, {"product_id": self.product.id, "product_uom_qty": 1})
                ],
            }
        )
        order.action_confirm()
        patterns = Pattern(order), Pattern(order.order_line)
        order._action_cancel()
        order.unlink()
        return patterns

    def _insert_orders(self, order_pattern, line_pattern, purchases, partners) -> None:
        ids = order_pattern.new_ids(len(purchases))
        names = self._new_names(len(purchases))
        orders, lines = [], []
        for order_id, name, purchase in zip(ids, names, purchases, strict=True):
            partner_id = partners[purchase.customer]
            orders.append(self._order_row(order_id, name, purchase, partner_id))
            lines += self._line_rows(order_id, purchase, partner_id)
        order_pattern.insert(orders)
        line_pattern.insert(lines)

    def _new_names(self, count: int) -> list[str]:
        self.env.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            (f"ir_sequence_{self.sequence.id:03d}", count),
        )
        numbers = [number for (number,) in self.env.cr.fetchall()]
        prefix, suffix = self.sequence._get_prefix_suffix()
        width = self.sequence.padding
        return [f"{prefix}{number:0{width}d}{suffix}" for number in numbers]

    def _order_row(self, order_id, name, purchase, partner_id) -> dict:
        amount = purchase.cents / 100
        return {
            "id": order_id,
            "name": name,
            "origin": purchase.origin,
            "partner_id": partner_id,
            "partner_invoice_id": partner_id,
            "partner_shipping_id": partner_id,
            # Noon in Greenwich is the same day in all of America and Europe.
            "date_order": datetime.combine(purchase.day, time_of_day(12)),
            "amount_untaxed": amount,
            "amount_total": amount,
        }

    def _line_rows(self, order_id, purchase, partner_id) -> list[dict]:
        # ``technical_price_unit`` stays the list price: a price set by hand is kept.
        return [
            {
                "order_id": order_id,
                "order_partner_id": partner_id,
                "product_uom_qty": quantity,
                "qty_to_invoice": quantity,
                "price_unit": price,
                "price_reduce_taxexcl": price,
                "price_reduce_taxinc": price,
                "price_subtotal": round(quantity * price, 2),
                "price_total": round(quantity * price, 2),
                "untaxed_amount_to_invoice": round(quantity * price, 2),
            }
            for quantity, price in purchase.positions()
        ]

    # -------------------------------------------------------------------- grading

    def review(self):
        """The applied review of the split day, as a manager would make it."""
        Review = self.env["customer.grade.review"]
        review = Review.search(
            [
                ("scheme_id", "=", self.scheme.id),
                ("date", "=", SPLIT),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        ) or Review.create({"scheme_id": self.scheme.id, "date": SPLIT})
        for state, action in (
            ("draft", "action_compute"),
            ("computed", "action_approve"),
            ("approved", "action_apply"),
        ):
            self._finish(review)
            if review.state == state:
                getattr(review, action)()
                keep(self.env)
        self._finish(review)
        return review

    def _finish(self, review) -> None:
        """Carry on what is queued, or what a killed run has left."""
        if review.pending_step:
            keep(self.env)
            self.env.ref(
                "customer_policy.ir_cron_process_reviews"
            ).method_direct_trigger()
            review.invalidate_recordset()
        if review.pending_step:
            sys.exit(f"{review.display_name} was not finished; see its chatter.")

    def scores_and_revenue(self, review) -> list[tuple[float, float]]:
        """Per customer: the score, and what was bought after the review's day."""
        self.env.cr.execute(
            """
            SELECT line.score, COALESCE(later.revenue, 0)::float
              FROM customer_grade_review_line line
              LEFT JOIN (
                    SELECT partner_id, SUM(amount_untaxed) AS revenue
                      FROM sale_order
                     WHERE company_id = %s AND state = 'sale'
                       AND date_order >= %s::date + 1
                     GROUP BY partner_id
                   ) later ON later.partner_id = line.partner_id
             WHERE line.review_id = %s
            """,
            (self.company.id, SPLIT, review.id),
        )
        return self.env.cr.fetchall()


# ------------------------------------------------------------------------ judging


def shares(scored: list[tuple[float, float]]) -> list[float]:
    """Per cent of the revenue that the best 5, 10, 20 and 40 % by score bring.

    Customers with one score share its revenue evenly: the expected value of an
    order by chance among them.
    """
    revenue_of: dict[float, list[float]] = {}
    for score, revenue in scored:
        revenue_of.setdefault(score, []).append(revenue)
    total = sum(revenue for _score, revenue in scored)
    result = []
    for best in BEST:
        places, reached = len(scored) * best / 100, 0.0
        for score in sorted(revenue_of, reverse=True):
            tied = revenue_of[score]
            reached += sum(tied) * min(1, places / len(tied))
            places -= len(tied)
            if places <= 0:
                break
        result.append(100 * reached / total)
    return result


def report(ours: list[float]) -> None:
    width = max(map(len, OTHERS))
    say("")
    say(f"Share of the revenue after {SPLIT} that the best customers brought, %")
    say(f"{'best':<{width}}" + "".join(f"{best:>5} %" for best in BEST))
    for name, figures in {"the shipped criteria": ours, **OTHERS}.items():
        say(f"{name:<{width}}" + "".join(f"{figure:>7.1f}" for figure in figures))


# ------------------------------------------------------------------------- running


@contextmanager
def open_database(name: str):
    """Yield an environment of the superuser; commit when all went well."""
    try:
        from psycopg2 import OperationalError

        import odoo.tools
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry
    except ModuleNotFoundError as error:
        sys.exit(f"{error}. Start it through ./dev demo-cdnow, or where Odoo runs.")

    odoo.tools.config.parse_config(
        ["-d", name, "--log-level=warn", "--no-http"], setup_logging=True
    )
    try:
        registry = Registry(name)
    except OperationalError as error:
        sys.exit(f"Database {name} cannot be opened: {str(error).strip()}")
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True, help="the Odoo database to use")
    parser.add_argument(
        "--log",
        default=os.environ.get("CDNOW_MASTER"),
        help="CDNOW_master.txt; default: the environment variable CDNOW_MASTER",
    )
    options = parser.parse_args()
    if not options.log or not os.path.isfile(options.log):
        parser.error(
            "the purchase log is missing: name it with --log, or set CDNOW_MASTER to "
            "lifetimes/datasets/CDNOW_master.txt of the PyPI package Lifetimes"
        )
    return options


def check_installed(env, database: str) -> None:
    module = env["ir.module.module"].search([("name", "=", "customer_policy_sale")])
    if module.state != "installed":
        sys.exit(
            f"Database {database} lacks the add-on customer_policy_sale: install it "
            "first."
        )


def main() -> None:
    begun = time.monotonic()
    options = arguments()
    purchases = read_log(options.log)
    with open_database(options.database) as env:
        check_installed(env, options.database)
        start = time.monotonic()
        shop = Shop(env)
        keep(env)
        shop.load_orders(purchases, shop.load_customers(purchases))
        loaded = time.monotonic()
        review = shop.review()
        graded = time.monotonic()
        report(shares(shop.scores_and_revenue(review)))
    say("")
    say(
        f"loaded in {loaded - start:.0f} s, graded in {graded - loaded:.0f} s, "
        f"{time.monotonic() - begun:.0f} s in all"
    )


if __name__ == "__main__":
    main()
