from lxml import etree

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.customer_policy.tests.confidentiality_common import (
    MARK,
    ConfidentialityMixin,
)

VAT = "BE0477472701"
ACCOUNT_NUMBER = "BE71096123456769"
# Whatever of it shows, the customer is known.
MARKS = (MARK.lower(), VAT.lower(), ACCOUNT_NUMBER.lower(), "290 34 90")


class MaskedDocumentsCase(ConfidentialityMixin, AccountTestInvoicingCommon):
    """An accountant who must not know one of the customers whose books he keeps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "account.group_account_manager,account.group_account_user"
        for name, clearance in (
            ("accountant", ""),
            ("cleared_accountant", ",customer_policy.group_clearance_secret"),
        ):
            user = new_test_user(
                cls.env,
                login=f"secrecy_{name}",
                name=name.replace("_", " ").title(),
                email=f"{name}@example.com",
                groups=f"base.group_user,base.group_allow_export,{groups}{clearance}",
                company_id=cls.env.company.id,
                company_ids=[Command.set(cls.env.company.ids)],
                lang="en_US",
            )
            setattr(cls, name, user)
        cls.secret.vat = VAT
        cls.secret_bank = cls.env["res.partner.bank"].create(
            {
                "acc_number": ACCOUNT_NUMBER,
                "acc_holder_name": f"{MARK} Holder",
                "partner_id": cls.secret.id,
                "allow_out_payment": True,
            }
        )
        cls.bank = cls.company_data["default_journal_bank"]
        cls.invoice = cls._new_invoice(cls.secret)
        cls.paid_invoice = cls._new_invoice(cls.secret)
        cls._register_payment(cls.paid_invoice)
        cls.payment = cls.env["account.payment"].search(
            [("partner_id", "=", cls.secret.id)], limit=1
        )
        cls.payment.memo = f"{MARK} memo"
        cls.credit_note = cls._new_invoice(cls.secret, move_type="out_refund")
        cls.bill = cls._new_invoice(cls.secret, move_type="in_invoice")
        cls.bill.partner_bank_id = cls.secret_bank
        cls.draft = cls._new_invoice(cls.secret, post=False)
        cls.open_invoice = cls._new_invoice(cls.open_customer)
        cls.bank_line = cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.bank.id,
                "payment_ref": f"{MARK} pays",
                "partner_name": f"{MARK} Holding",
                "account_number": ACCOUNT_NUMBER,
                "partner_id": cls.secret.id,
                "amount": 50.0,
                "date": "2026-01-05",
            }
        )
        cls.code = cls._classify_secret()

    @classmethod
    def get_default_groups(cls):
        clearance = "customer_policy.group_clearance_top_secret"
        return super().get_default_groups() | cls.quick_ref(clearance)

    @classmethod
    def _classify_secret(cls):
        cls._classify(cls.secret)
        return cls.secret.confidential_code

    @classmethod
    def _new_invoice(cls, partner, move_type="out_invoice", post=True):
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": "2026-01-02",
                "date": "2026-01-02",
                "ref": f"{partner.name} ref {cls.env['account.move'].search_count([])}",
                "narration": f"<p>To {partner.name}</p>",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"Work for {partner.name}",
                            "product_id": cls.product_a.id,
                            "price_unit": 100.0,
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def _as(self, records, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user or self.accountant)

    def _shown(self, answer):
        """:return: the marks of the secret customer that an answer contains"""
        text = repr(answer).lower()
        return [mark for mark in MARKS if mark in text]

    def assertTellsNothing(self, answer, message=None):
        if not self._shown(answer):
            return
        self.fail(f"{message or ''} tells: {list(_telling(answer, self._shown))}")

    def _specification(self, model, view_type="form", view_id=False):
        """What the web client asks for to show a view of its own."""
        views = model.get_views([(view_id, view_type)])
        arch = views["views"][view_type]["arch"]
        return _specification(model, arch)


def _telling(answer, shown, path=""):
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from _telling(value, shown, f"{path}.{key}")
    elif isinstance(answer, (list, tuple)):
        for value in answer:
            yield from _telling(value, shown, path)
    elif shown(answer):
        yield f"{path} = {answer}"


def _alone(node):
    return etree.tostring(node, with_tail=False)


def _specification(model, arch):
    node = arch if isinstance(arch, etree._Element) else etree.fromstring(arch)
    specification = {}
    for field_node in node.iter("field"):
        if any(parent.tag == "field" for parent in field_node.iterancestors()):
            continue
        name = field_node.get("name")
        if (field := model._fields.get(name)) is None:
            continue
        spec = specification.setdefault(name, {})
        if field.type == "many2one":
            spec["fields"] = {"display_name": {}}
        elif field.type in ("one2many", "many2many"):
            sub = spec.setdefault("fields", {"display_name": {}})
            comodel = model.env[field.comodel_name]
            for child in field_node.iterchildren("form", "list", "kanban"):
                sub.update(_specification(comodel, etree.fromstring(_alone(child))))
    return specification
