from datetime import date
from unittest.mock import patch

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

REVIEW_DAY = date(2025, 6, 30)


class PaymentMetricsCommon(AccountTestInvoicingCommon):
    """Invoices and payments in the past, and what a review makes of them.

    Payments have a journal entry until ``_without_entries`` is called.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        cls.scheme = cls._create_scheme("payments")
        cls.customer = cls._create_customer("Customer")
        cls.other_customer = cls._create_customer("Other customer")
        outstanding = cls.copy_account(cls.company_data["default_account_assets"])
        outstanding.write({"account_type": "asset_current", "reconcile": True})
        cls._payment_methods().payment_account_id = outstanding

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            "customer_policy.group_manager"
        )

    # ------------------------------------------------------------------------ data

    @classmethod
    def _create_scheme(cls, code, **vals):
        return cls.env["customer.grade.scheme"].create(
            {
                "name": f"Scheme {code}",
                "code": code,
                "grade_ids": [
                    Command.create({"name": "All", "code": "A", "min_score": 0})
                ],
                **vals,
            }
        )

    @classmethod
    def _create_criterion(cls, metric, months=0, scheme=None):
        return cls.env["customer.grade.criterion"].create(
            {
                "scheme_id": (scheme or cls.scheme).id,
                "metric": metric,
                "period_months": months,
                "weight": 100,
                "bracket_ids": [Command.create({"value_from": 0, "points": 50})],
            }
        )

    @classmethod
    def _create_customer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "company_id": False, **vals}
        )

    @classmethod
    def _payment_methods(cls, journal=None):
        journal = journal or cls.bank
        return (
            journal.inbound_payment_method_line_ids
            | journal.outbound_payment_method_line_ids
        )

    def _without_entries(self):
        """Payments leave no entry, as where Odoo's full accounting is installed."""
        self._payment_methods().payment_account_id = False
        self.startPatcher(
            patch.object(
                self.env.registry["account.move"],
                "_get_invoice_in_payment_state",
                lambda move: "in_payment",
            )
        )

    @classmethod
    def _invoice(cls, amount, day, due=None, customer=None, post=True, **vals):
        """An invoice without taxes, due on its own day unless ``due`` is given."""
        return cls._create_invoice_one_line(
            price_unit=amount,
            product_id=cls.product_a,
            tax_ids=cls.env["account.tax"],
            partner_id=customer or cls.customer,
            invoice_date=day,
            invoice_date_due=due or day,
            invoice_payment_term_id=cls.env["account.payment.term"],
            post=post,
            **vals,
        )

    @classmethod
    def _credit(cls, invoice, day, amount=None, match=True):
        """A posted credit note; Odoo matches it with what is open of the invoice."""
        note = cls._reverse_invoice(invoice, date=day)
        if amount is not None:
            note.invoice_line_ids.price_unit = amount
        if not match:
            note.reversed_entry_id = False
        note.action_post()
        return note

    @classmethod
    def _pay(cls, invoices, day, amount=None, journal=None, **vals):
        """Register a payment on invoices or credit notes."""
        vals = {
            "payment_date": day,
            "journal_id": (journal or cls.bank).id,
            **vals,
        }
        if amount is not None:
            vals["amount"] = amount
        return cls._register_payment(invoices, **vals)

    @classmethod
    def _pay_freely(cls, amount, day, customer=None, **vals):
        """A payment that says nothing of an invoice; negative: paid back."""
        payment = cls.env["account.payment"].create(
            {
                "amount": abs(amount),
                "date": day,
                "partner_id": (customer or cls.customer).id,
                "partner_type": "customer",
                "payment_type": "inbound" if amount > 0 else "outbound",
                "journal_id": cls.bank.id,
                **vals,
            }
        )
        payment.action_post()
        return payment

    @classmethod
    def _bank_line(cls, amount, day, match=None, customer=None):
        """A line of the bank statement, matched with an invoice."""
        line = cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.bank.id,
                "payment_ref": "Transfer",
                "partner_id": (customer or cls.customer).id,
                "amount": amount,
                "date": day,
                "counterpart_account_id": cls.company_data[
                    "default_account_receivable"
                ].id,
            }
        )
        if match:
            (cls._receivable(match) | cls._receivable(line.move_id)).reconcile()
        return line

    @classmethod
    def _receivable(cls, move):
        return move.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        )

    # ------------------------------------------------------------------- questions

    def _review(self, day=REVIEW_DAY, scheme=None):
        return self.env["customer.grade.review"].create(
            {
                "scheme_id": (scheme or self.scheme).id,
                "date": day,
                "is_simulation": True,
            }
        )

    def _figures(self, metric, day=REVIEW_DAY, months=0, scheme=None):
        """:return: customer id -> figure"""
        criterion = self._create_criterion(metric, months, scheme)
        review = self._review(day, scheme)
        self.env.flush_all()
        return dict(self.env.execute_query(criterion._metric_sql(review)))

    def _figure(self, metric, customer=None, **kwargs):
        return self._figures(metric, **kwargs).get((customer or self.customer).id)

    def _open(self, metric, months=0, scheme=None, day=REVIEW_DAY):
        """The records that a click on the customer's figure opens."""
        criterion = self._create_criterion(metric, months, scheme)
        action = criterion._metric_action(
            self.customer, day, criterion._period_start(self._review(day, scheme))
        )
        return (
            self.env[action["res_model"]]
            .with_context(**action.get("context", {}))
            .search(action["domain"])
        )
