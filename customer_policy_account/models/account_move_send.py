from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    """No invoice leaves with a code in place of its customer's name."""

    _inherit = "account.move.send"

    @api.model
    def _check_move_constraints(self, moves):
        self.env["customer.confidentiality"]._refuse_incomplete(moves)
        return super()._check_move_constraints(moves)

    @api.model
    def _generate_invoice_documents(self, invoices_data, allow_fallback_pdf=False):
        """The way of every print and e-invoice, whatever country it is for."""
        moves = self.env["account.move"].union(*invoices_data)
        self.env["customer.confidentiality"]._refuse_incomplete(moves.sudo(False))
        return super()._generate_invoice_documents(
            invoices_data, allow_fallback_pdf=allow_fallback_pdf
        )
