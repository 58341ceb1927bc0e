from odoo import models


class MailFollowers(models.Model):
    """Followers of a secret document do not show, and only who may know it follows."""

    _name = "mail.followers"
    _inherit = ["customer.confidentiality.mixin", "mail.followers"]

    def _add_followers(self, res_model, res_ids, partner_ids, *args, **kwargs):
        """Whoever must not know a document does not begin to follow it.

        Nobody is told: most people follow because of what they are, not by a wish.
        """
        new, update = super()._add_followers(
            res_model, res_ids, partner_ids, *args, **kwargs
        )
        confidentiality = self.env["customer.confidentiality"]
        if not new or not confidentiality._is_active() or res_model not in self.env:
            return new, update
        documents = self.env[res_model].browse(new)
        for document, blind in confidentiality._blind_people(
            documents, self.env["res.partner"].browse(partner_ids)
        ).items():
            new[document.id] = [
                values
                for values in new[document.id]
                if values["partner_id"] not in blind._ids
            ]
        return new, update
