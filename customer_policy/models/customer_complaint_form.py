from odoo import SUPERUSER_ID, api, models

from ..tools import incoming_mail

MAX_NAME = 200


class CustomerComplaint(models.Model):
    """Cases that visitors send by a public form."""

    _inherit = "customer.complaint"

    @api.model
    def _as_visitor(self, company):
        """Nobody of us has registered it, and no name of a visitor becomes an author.

        What staff read of it is in the company's language, not in the visitor's.
        """
        context = {
            "lang": company.sudo().partner_id.lang,
            "allowed_company_ids": company.ids,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
        }
        env = self.env(user=SUPERUSER_ID, su=True, context=context)
        return env["customer.complaint"]

    def _keep_files(self, files):
        """As they came; what a browser would run is kept as plain text."""
        self.ensure_one()
        attachments = self.env["ir.attachment"].with_context(
            attachments_mime_plainxml=True
        )
        return attachments.create(
            [
                {
                    "name": incoming_mail.clean(name)[:MAX_NAME] or "file",
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, content in files
            ]
        )
