from odoo import http
from odoo.http import request

from odoo.addons.rating.controllers.main import Rating

COMPLAINT = "customer.complaint"


class ComplaintRating(Rating):
    """A case is rated on its own page.

    Odoo's page would tell a colleague who holds the link what the case is about, and
    take a rating from everybody. The link leads on without a key of its own: who is
    not logged in needs the personal link.
    """

    @http.route()
    def action_open_rating(self, token, rate, **kwargs):
        return self._to_complaint(token, rate) or super().action_open_rating(
            token, rate, **kwargs
        )

    @http.route()
    def action_submit_rating(self, token, rate=0, **kwargs):
        return self._to_complaint(token, rate) or super().action_submit_rating(
            token, rate=rate, **kwargs
        )

    def _to_complaint(self, token, rate):
        rating = (
            request.env["rating.rating"]
            .sudo()
            .search([("access_token", "=", token), ("res_model", "=", COMPLAINT)])
        )
        if not rating:
            return None
        page = request.env[COMPLAINT].sudo().browse(rating.res_id).access_url
        return request.redirect(f"{page}?rate={int(rate)}#rate", code=303)
