from unittest.mock import patch

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.customer_policy.tests.metrics_common import MetricMixin


class PaymentMetricsCommon(MetricMixin, AccountTestInvoicingCommon):
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
