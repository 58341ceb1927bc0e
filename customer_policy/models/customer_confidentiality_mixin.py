from odoo import api, models


class CustomerConfidentialityMixin(models.AbstractModel):
    """What hangs on documents of any model: it hides with its document.

    A model takes it before itself, so that it is asked last::

        _name = "mail.mail"
        _inherit = ["customer.confidentiality.mixin", "mail.mail"]
    """

    _name = "customer.confidentiality.mixin"
    _description = "Hides with Its Document"

    @api.model
    def _search(self, domain, *args, **kwargs):
        query = super()._search(domain, *args, **kwargs)
        confidentiality = self.env["customer.confidentiality"]
        asked = confidentiality._documents_asked(self, domain)
        return confidentiality._drop_secrets(self, query, asked)

    @api.model
    def _is_counted_apart(self, domain):
        """What a query finds is looked at before it is counted."""
        return False

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)
