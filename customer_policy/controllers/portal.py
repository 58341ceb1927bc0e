from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class Portal(CustomerPortal):
    def _document_check_access(self, model_name, document_id, access_token=None):
        """Whoever opens a classified customer's page, also by a link with a token."""
        document = super()._document_check_access(model_name, document_id, access_token)
        if request.env["customer.confidentiality"]._is_active():
            log = request.env["customer.access.log"].sudo()
            log._note(log._customers_of(document), "read", "portal", shown=True)
        return document
