from odoo import models


class MailFollowers(models.Model):
    """Nobody follows a case in which he or she stands aside."""

    _inherit = "mail.followers"

    def _add_followers(self, res_model, res_ids, partner_ids, *args, **kwargs):
        new, update = super()._add_followers(
            res_model, res_ids, partner_ids, *args, **kwargs
        )
        recused = self.env["customer.confidentiality"]._recused_people(
            res_model, list(new), self.env["res.partner"].sudo().browse(partner_ids)
        )
        for res_id, ids in recused.items():
            new[res_id] = [
                values for values in new[res_id] if values["partner_id"] not in ids
            ]
        return new, update
