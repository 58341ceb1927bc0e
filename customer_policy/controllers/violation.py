from werkzeug.exceptions import Forbidden, NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import request

# Nobody shall find the link in a history or hand it on with a referrer.
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
]


class Violation(http.Controller):
    """The page of one case, for the person it concerns, by a personal link."""

    @http.route(
        "/violation/<string:token>", type="http", auth="public", methods=["GET"]
    )
    def page(self, token, **_params):
        return self._page(self._case(token), token)

    @http.route(
        "/violation/<string:token>/<string:act>",
        type="http",
        auth="public",
        methods=["POST"],
    )
    def act(self, token, act, text="", **_params):
        case = self._case(token)
        acts = {
            "state": lambda: case._state(text, "link"),
            "acknowledge": lambda: case._acknowledge("link"),
            "appeal": lambda: case._appeal(text),
        }
        if act not in acts:
            raise NotFound()
        try:
            with request.env.cr.savepoint():
                case._lock_for_act()
                acts[act]()
        except (UserError, ValidationError) as error:
            return self._page(case, token, str(error))
        return request.redirect(f"/violation/{token}")

    @http.route(
        "/violation/<string:token>/notice", type="http", auth="public", methods=["GET"]
    )
    def notice_of_link(self, token, **_params):
        return self._notice(self._case(token))

    @http.route("/violation/notice/<int:violation_id>", type="http", auth="user")
    def notice(self, violation_id, **_params):
        case = request.env["customer.violation"].browse(violation_id)
        try:
            case.check_access("read")
        except MissingError as error:
            raise NotFound() from error
        except AccessError as error:
            raise Forbidden() from error
        return self._notice(case.sudo())

    @http.route("/violation/bundle/<int:violation_id>", type="http", auth="user")
    def bundle(self, violation_id, **_params):
        case = request.env["customer.violation"].browse(violation_id)
        try:
            case._check_may_bundle()
        except MissingError as error:
            raise NotFound() from error
        except AccessError as error:
            raise Forbidden() from error
        return self._pdf(case._bundle_pdf(), case.number)

    def _case(self, token):
        case = request.env["customer.violation"]._by_link(token)
        if not case:
            raise NotFound()
        return case

    def _page(self, case, token, error=None):
        values = {"case": case, "token": token, "error": error}
        response = request.render("customer_policy.violation_page", values)
        response.headers.extend(HEADERS)
        return response

    def _notice(self, case):
        if not case._has_notice():
            raise NotFound()
        return self._pdf(case._notice_pdf(), case.number)

    def _pdf(self, content, number):
        disposition = http.content_disposition(f"{number.replace('/', '-')}.pdf")
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", disposition),
                *HEADERS,
            ],
        )
