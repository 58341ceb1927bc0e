from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The mail domains of classified companies, for their leads.
    _policy_domain_idx = models.Index(
        "(('@' || split_part(email_normalized, '@', 2)))"
        " WHERE confidentiality_level > '0'"
    )

    def action_classify(self, level, reason, until, keeper_id=False):
        """What was typed in while the customer was open goes with it."""
        family = self.sudo()._family()
        fresh = family.filtered(lambda partner: partner.confidentiality_level == "0")
        if fresh:
            self.env["crm.lead"].sudo()._forget_typed(fresh)
        return super().action_classify(level, reason, until, keeper_id)
