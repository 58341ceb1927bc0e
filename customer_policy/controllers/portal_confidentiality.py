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

    def _get_page_view_values(self, document, *args, **kwargs):
        """A customer's page names nobody whom that customer must not know."""
        if document and request.env.user.share:
            request.env["customer.confidentiality"]._leave_out_people(document)
        return super()._get_page_view_values(document, *args, **kwargs)

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        confidentiality = request.env["customer.confidentiality"]
        people = values.get("sales_user")
        if people and confidentiality._hidden_records(people.with_env(request.env)):
            values["sales_user"] = people.browse()
        return values
