from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request

CHOICES = ("approve", "reject")
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex"),
]


class PolicyRequest(http.Controller):
    """The page of one request, for a phone: what it is about, and two buttons.

    The link in a notice decides nothing by itself: who opens it logs in, and what is
    tapped is sent by a form of this page.
    """

    @http.route(
        "/policy/request/<int:request_id>", type="http", auth="user", methods=["GET"]
    )
    def page(self, request_id, **_params):
        return self._page(self._request(request_id))

    @http.route(
        "/policy/request/<int:request_id>/<string:choice>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def decide(self, request_id, choice, opinion="", **_params):
        matter = self._request(request_id)
        if choice not in CHOICES:
            raise NotFound()
        try:
            with request.env.cr.savepoint():
                matter._decide(choice, opinion)
        except (AccessError, UserError, ValidationError) as error:
            matter.invalidate_recordset()
            return self._page(self._request(request_id), str(error))
        return request.redirect(f"/policy/request/{request_id}")

    def _request(self, request_id):
        """Not there for those who may not see it."""
        matters = request.env["customer.policy.request"]
        if matters.has_access("read"):
            matters = matters.search([("id", "=", request_id)])
        if not matters:
            raise NotFound()
        return matters

    def _page(self, matter, error=None):
        values = {
            "policy_request": matter,
            "error": error,
            "is_late": matter.deadline
            and matter.deadline < fields.Datetime.now()
            and matter.sudo().company_id._customer_policy_counts(matter.deadline),
        }
        response = request.render("customer_policy.policy_request_page", values)
        response.headers.extend(HEADERS)
        return response
