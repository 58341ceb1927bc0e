from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Nothing is given before it is decided.
DECIDED = ("approved", "executing", "answered")
BILLING = "account.group_account_invoice"


class CustomerComplaint(models.Model):
    """The invoice that a case is about, and what the customer got for it.

    The credit notes are known to the case, not the case to the credit notes: whoever
    stands aside in it would read its name there.
    """

    _inherit = "customer.complaint"

    invoice_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        tracking=True,
        groups=BILLING,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
    )
    compensation_currency_id = fields.Many2one(related="company_id.currency_id")
    compensation_proposed = fields.Monetary(
        currency_field="compensation_currency_id",
        copy=False,
        tracking=True,
        help="What is proposed to be given back, without taxes; decided with the rest.",
    )
    compensation_move_ids = fields.Many2many(
        "account.move",
        "customer_complaint_compensation_rel",
        "complaint_id",
        "move_id",
        "Credit Notes",
        check_company=True,
        copy=False,
        groups=BILLING,
        domain="[('move_type', '=', 'out_refund'), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
    )
    compensation_amount = fields.Monetary(
        "Compensated",
        currency_field="compensation_currency_id",
        compute="_compute_compensation_amount",
        store=True,
        help="Posted credit notes of this case, without taxes.",
    )

    _check_compensation = models.Constraint(
        "CHECK (compensation_proposed IS NULL OR compensation_proposed >= 0)",
        "A compensation cannot be negative.",
    )

    @api.constrains("invoice_id", "compensation_move_ids", "partner_id")
    def _check_documents(self):
        """Those of another customer would say that there is one."""
        for complaint in self.sudo():
            documents = complaint.invoice_id | complaint.compensation_move_ids
            customer = complaint.partner_id.commercial_partner_id
            if documents.filtered(lambda m, c=customer: m.commercial_partner_id != c):
                raise ValidationError(
                    self.env._(
                        "An invoice or credit note is not one of this customer's. "
                        "Choose another document, or leave it out."
                    )
                )
            refunds = complaint.compensation_move_ids
            if set(refunds.mapped("move_type")) - {"out_refund"}:
                raise ValidationError(
                    self.env._("A customer is compensated by credit notes only.")
                )

    @api.depends(
        "compensation_move_ids.state", "compensation_move_ids.amount_untaxed_signed"
    )
    def _compute_compensation_amount(self):
        for complaint in self:
            posted = complaint.compensation_move_ids.filtered(
                lambda move: move.state == "posted"
            )
            complaint.compensation_amount = -sum(posted.mapped("amount_untaxed_signed"))

    @api.onchange("invoice_id")
    def _onchange_invoice(self):
        if self.invoice_id and not self.partner_id:
            self.partner_id = self.invoice_id.partner_id

    def action_compensate(self):
        """Credit the invoice, in Odoo's own dialog; the credit note joins the case."""
        self.ensure_one()
        self._check_may_compensate()
        if not self.invoice_id:
            raise UserError(
                self.env._(
                    "Choose the invoice that %(case)s is about first, or add a credit "
                    "note that was made already.",
                    case=self.display_name,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_view_account_move_reversal"
        )
        return {
            **action,
            "context": {
                "active_model": "account.move",
                "active_ids": self.invoice_id.ids,
                "default_reason": self.number,
                "customer_complaint_id": self.id,
            },
        }

    def _check_may_compensate(self):
        self.check_access("read")
        self.env["account.move"].check_access("create")
        if self.kind == "complaint" and self.state not in DECIDED:
            raise UserError(
                self.env._(
                    "Nothing is given before it is decided: %(case)s has not been "
                    "approved yet.",
                    case=self.display_name,
                )
            )

    def _add_compensation(self, moves):
        """Note credit notes that were made for this case."""
        self.ensure_one()
        self._check_may_compensate()
        refunds = moves.filtered(lambda move: move.move_type == "out_refund")
        self.sudo().compensation_move_ids |= refunds.sudo()
