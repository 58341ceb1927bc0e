from datetime import timedelta

from odoo import api, models
from odoo.fields import Command

from odoo.addons.customer_policy.models.customer_policy_demo import SILENT
from odoo.addons.customer_policy.tools import demo_history

# By the place of the grade: days between invoices, and what one comes to.
INVOICES = ((70, 4100), (130, 1750), (280, 640))
TERM = 30
# Posting is dear: the others pay in advance.
EACH = 4


class CustomerPolicyDemo(models.AbstractModel):
    """What the customers of the demo company were invoiced in a year, and paid."""

    _inherit = "customer.policy.demo"

    @api.model
    def _build_invoices(self):
        """Called once by the demo data; nothing without a chart of accounts."""
        demo = self.sudo().with_context(lang="en_US", **SILENT)
        customers = demo._customers()
        moves = demo.env["account.move"]
        sales, bank = demo._journal("sale"), demo._journal("bank")
        if not (customers and sales.default_account_id and bank):
            return
        if moves.search_count([("partner_id", "in", customers.ids)], limit=1):
            return
        before = demo._last_ids()
        told = demo._prepare_invoices(customers, sales)
        invoices = moves.create([vals for vals, _day in told])
        invoices.action_post()
        demo._pay(invoices, [day for _vals, day in told], bank)
        demo._silence(before)

    @api.model
    def _journal(self, kind):
        domain = [("type", "=", kind), ("company_id", "=", self.env.company.id)]
        return self.env["account.journal"].search(domain, limit=1)

    @api.model
    def _prepare_invoices(self, customers, journal):
        """:return: (values, day of payment or None) in the order of their days"""
        rng = demo_history.draw("invoices")
        today = self._today()
        told = []
        levels = self._levels()
        for place, (customer, level) in enumerate(zip(customers, levels, strict=True)):
            if place % EACH:
                continue
            gap, amount = INVOICES[min(level, 2)]
            first = today - timedelta(days=390)
            last = demo_history.next_working_days(today, -1)
            # A few always pay late.
            days = (35, 75) if place % 5 == 0 else (8, 31)
            for day in demo_history.every(rng, first, last, gap):
                paid = day + timedelta(days=rng.randint(*days))
                vals = {
                    "move_type": "out_invoice",
                    "journal_id": journal.id,
                    "partner_id": customer.id,
                    "invoice_user_id": customer.user_id.id,
                    "invoice_date": day,
                    "invoice_date_due": day + timedelta(days=TERM),
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Goods and service as ordered",
                                "quantity": 1,
                                "price_unit": round(amount * rng.uniform(0.6, 1.5), 2),
                                "tax_ids": [],
                            }
                        )
                    ],
                }
                told.append((vals, paid if paid < today else None))
        return sorted(told, key=lambda item: item[0]["invoice_date"])

    @api.model
    def _pay(self, invoices, days, bank):
        """Payments come in twice a month."""
        runs = {}
        for invoice, day in zip(invoices, days, strict=True):
            if day:
                run = day.replace(day=10 if day.day <= 10 else 25)
                run = max(run, invoice.invoice_date)
                # Where some are overdue, Odoo pays those alone.
                key = (run, invoice.invoice_date_due < run)
                runs.setdefault(key, invoices.browse())
                runs[key] |= invoice
        for (day, _overdue), some in sorted(runs.items(), key=lambda item: item[0]):
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=some.ids
            )
            wizard.create(
                {"payment_date": day, "journal_id": bank.id, "group_payment": False}
            )._create_payments()
