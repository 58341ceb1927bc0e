from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Access was decided for one customer; merging must not open another with it."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        grants = self.env["customer.access.grant"].sudo()
        grants = grants.search(
            [("partner_id", "in", src_partners.ids), ("state", "=", "granted")]
        )
        if grants:
            grants._revoke(self.env._("The customer was merged with another one."))
            self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
