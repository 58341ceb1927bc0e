from odoo import models

from odoo.addons.customer_policy.models.customer_confidentiality_trust import (
    true_names,
)

PAYMENTS = ("invoice_outstanding_credits_debits_widget", "invoice_payments_widget")


class AccountMove(models.Model):
    """Entries of hidden customers stay in the books and read as their code."""

    _inherit = "account.move"

    def _read_format(self, fnames, load="_classic_read"):
        values_list = super()._read_format(fnames, load)
        for name in PAYMENTS:
            if name in fnames:
                self._mask_payments(
                    [values[name] for values in values_list if values[name]]
                )
        return values_list

    def _mask_payments(self, widgets):
        """Let the texts of hidden customers' payments read as their codes."""
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._sees_all() or not confidentiality._is_active():
            return
        lines = [line for widget in widgets for line in widget["content"]]
        moves = self.browse({line["move_id"] for line in lines if line["move_id"]})
        codes = {
            move.id: (move.sudo().name, confidentiality._code(move))
            for move in confidentiality._masked_records(moves)
        }
        for widget in widgets:
            widget["content"] = [_masked(line, codes) for line in widget["content"]]

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


def _masked(line, codes):
    if line["move_id"] not in codes:
        return line
    name, code = codes[line["move_id"]]
    texts = {"journal_name": name, "ref": name, "move_ref": code, "name": code}
    return {**line, **{key: text for key, text in texts.items() if line.get(key)}}
