from odoo import api, models


class MailMail(models.Model):
    """Mails about secret documents."""

    _inherit = "mail.mail"

    @api.model
    def _search(self, *args, **kwargs):
        query = super()._search(*args, **kwargs)
        return self.env["customer.confidentiality"]._drop_secrets(self, query)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)
