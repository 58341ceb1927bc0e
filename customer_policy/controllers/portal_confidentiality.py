from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ConfidentialPortal(CustomerPortal):
    def _document_check_access(self, model_name, document_id, access_token=None):
        """Show a colleague no page in which Odoo prints what is hidden from him or her.

        A link with a token is the customer's own.
        """
        document = super()._document_check_access(model_name, document_id, access_token)
        if request.env.user._is_internal():
            mine = document.with_env(request.env)
            request.env["customer.confidentiality"]._refuse_incomplete(mine)
        return document
