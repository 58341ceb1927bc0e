from odoo import api, models


class MailFollowers(models.Model):
    """Followers of a secret document do not show, and only who may know it follows."""

    _inherit = "mail.followers"

    @api.model
    def _search(self, *args, **kwargs):
        query = super()._search(*args, **kwargs)
        return self.env["customer.confidentiality"]._drop_secrets(self, query)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)

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
