from odoo import api, models


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    @api.depends_context("uid")
    def _compute_duplicate_bank_partner_ids(self):
        """Warn of nobody's account whom the user must not know."""
        res = super()._compute_duplicate_bank_partner_ids()
        confidentiality = self.env["customer.confidentiality"]
        for bank in self:
            owners = bank.duplicate_bank_partner_ids
            if hidden := confidentiality._hidden(owners):
                bank.duplicate_bank_partner_ids = owners - hidden
        return res
