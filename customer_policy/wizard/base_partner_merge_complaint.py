from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What merging contacts means for cases: they go on with the one that remains."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        res = super()._update_foreign_keys(src_partners, dst_partner)
        # They came by SQL. The deadlines stay as they were promised.
        complaints = self.env["customer.complaint"].sudo()
        moved = complaints.search([("partner_id", "=", dst_partner.id)])
        self.env.add_to_compute(complaints._fields["commercial_partner_id"], moved)
        return res
