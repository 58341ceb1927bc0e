from odoo import api, models

from odoo.addons.customer_policy.models.customer_confidentiality import true_names


class AccountMove(models.Model):
    """Entries of hidden customers stay in the books and read as their code."""

    _inherit = "account.move"

    @api.depends_context("uid")
    def _compute_payments_widget_to_reconcile_info(self):
        res = super()._compute_payments_widget_to_reconcile_info()
        self._mask_payments("invoice_outstanding_credits_debits_widget")
        return res

    @api.depends_context("uid")
    def _compute_payments_widget_reconciled_info(self):
        res = super()._compute_payments_widget_reconciled_info()
        self._mask_payments("invoice_payments_widget")
        return res

    def _mask_payments(self, widget):
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._shows_true_names() or not confidentiality._is_active():
            return
        lines = [
            line for move in self for line in (move[widget] or {}).get("content", ())
        ]
        others = self.browse({line["move_id"] for line in lines if line["move_id"]})
        masked = confidentiality._masked_records(others).sudo()
        for line in lines:
            move = self.browse(line["move_id"]).sudo()
            if move not in masked:
                continue
            code = confidentiality._code(move.with_env(self.env))
            for key in ("journal_name", "move_ref", "name", "ref"):
                if line.get(key):
                    line[key] = move.name if key in ("journal_name", "ref") else code

    def _post(self, soft=True):
        """An entry is posted with its customer's own settings, whoever posts it."""
        moves = self
        if self.env["customer.confidentiality"]._masked_records(self):
            moves = true_names(self)
        return super(AccountMove, moves)._post(soft).with_env(self.env)

    def _get_invoice_legal_documents(self, filetype, allow_fallback=False):
        self.env["customer.confidentiality"]._refuse_incomplete(self)
        return super()._get_invoice_legal_documents(filetype, allow_fallback)

    def _get_invoice_legal_documents_all(self, allow_fallback=False):
        self.env["customer.confidentiality"]._refuse_incomplete(self)
        return super()._get_invoice_legal_documents_all(allow_fallback)
