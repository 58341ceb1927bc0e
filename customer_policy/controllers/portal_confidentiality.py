from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ConfidentialPortal(CustomerPortal):
    def _document_check_access(self, model_name, document_id, access_token=None):
        """Show a colleague no page in which Odoo prints what is hidden from him or her.

        A link with a token is the customer's own.
        """
        document = super()._document_check_access(model_name, document_id, access_token)
        if request.env.user._is_internal():
            confidentiality = request.env["customer.confidentiality"]
            mine = document.with_env(request.env)
            try:
                confidentiality._refuse_incomplete(mine)
            except UserError:
                # Pages of the portal know what to do where a document is missing.
                raise confidentiality._hidden_error(mine) from None
        return document
