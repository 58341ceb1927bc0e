from odoo import models
from odoo.exceptions import RedirectWarning
from odoo.http import Response, request

NEW_REQUEST = "customer_policy.customer_export_request_action_new"


class IrHttp(models.AbstractModel):
    """Whoever opens a print in a tab of its own, without leave, is told how to ask."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        # The web client shows a dialog by itself, of what its download answers.
        if isinstance(exception, RedirectWarning) and (
            request.dispatcher.routing_type == "http"
        ):
            if page := cls._page_without_leave(exception):
                return page
        return super()._handle_error(exception)

    @classmethod
    def _page_without_leave(cls, warning):
        message, action_id, label = warning.args[:3]
        action = request.env.ref(NEW_REQUEST, raise_if_not_found=False)
        if not action or action_id != action.sudo().id:
            return None
        page = (
            request.env["ir.qweb"]
            .sudo()
            ._render(
                "customer_policy.page_without_leave",
                {
                    "message": message,
                    "label": label,
                    "url": f"/odoo/action-{action_id}",
                },
            )
        )
        return Response(page, status=403, content_type="text/html; charset=utf-8")
