import os

from odoo.http import Controller, request, route
from odoo.tools import consteq

from ..tools.form_stamp import StampError

TEXTS = ("kind", "subject", "description", "name", "email", "phone")
CHOICES = ("anonymous", "privacy")
# People do not see this field; robots fill every one.
TRAP = "fax"


class ComplaintForm(Controller):
    """The public form of a team: written by anybody, read by nobody from outside."""

    @route(
        "/complaint/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
    )
    def complaint_form(self, token, **post):
        team = self._team(token)
        if not team:
            raise request.not_found()
        if request.httprequest.method != "POST":
            return self._page(team, self._known_visitor(), team._form_stamp())
        attempts = request.env["customer.complaint.form.attempt"]
        if not attempts._admit(team, request.httprequest.remote_addr):
            return self._too_many(team)
        return self._receive(team, post)

    @route(
        "/complaint/<string:token>/received/<int:complaint_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def complaint_received(self, token, complaint_id, access_token="", **_kwargs):
        team = self._team(token)
        complaint = request.env["customer.complaint"].sudo().browse(complaint_id)
        complaint = complaint.exists()
        known = complaint and complaint.access_token
        if not team or not known or not consteq(known, access_token):
            raise request.not_found()
        return self._render(
            "customer_policy.complaint_form_received",
            {
                "team": team,
                "number": complaint.number,
                "receipt": bool(complaint.date_receipt),
                "link": complaint.get_base_url() + complaint.get_portal_url(),
            },
        )

    def _team(self, token):
        return request.env["customer.complaint.team"]._by_form_token(token)

    def _receive(self, team, post):
        values = {name: str(post.get(name) or "") for name in TEXTS}
        values.update({name: bool(post.get(name)) for name in CHOICES})
        stamp = str(post.get("stamp") or "")
        files = self._files()
        problems = team._form_problems(
            values, [(name, size) for name, size, _file in files]
        )
        nonce = None
        try:
            nonce = team._read_form_stamp(stamp)
        except StampError as error:
            problems = [self._stamp_problem(error.args[0]), *problems]
            if error.args[0] != "early":
                stamp = team._form_stamp()
        if post.get(TRAP):
            problems.append(
                request.env._("We could not tell you from a robot. Send it once more.")
            )
        if problems:
            return self._page(team, values, stamp, problems)
        complaint = team._receive_form(
            values,
            [(name, file.read()) for name, _size, file in files],
            nonce,
            request.env.lang,
            self._customer(),
        )
        return request.redirect(
            f"/complaint/{team.form_token}/received/{complaint.id}"
            f"?access_token={complaint.access_token}",
            code=303,
        )

    def _stamp_problem(self, code):
        if code == "early":
            return request.env._("That was very fast. Send it once more.")
        return request.env._(
            "This page was open for very long. Look at your text, then send it once "
            "more."
        )

    def _files(self):
        """:return: list of (name, size in bytes, open file)"""
        found = []
        for file in request.httprequest.files.getlist("files"):
            if file.filename:
                size = file.seek(0, os.SEEK_END)
                file.seek(0)
                found.append((os.path.basename(file.filename), size, file))
        return found

    def _customer(self):
        """The contact of a customer who is logged in."""
        user = request.env.user
        if user._is_public() or not user.share:
            return None
        return user.partner_id.sudo()

    def _known_visitor(self):
        customer = self._customer()
        values = {"kind": "complaint"}
        if customer:
            values.update(
                name=customer.name, email=customer.email, phone=customer.phone
            )
        return values

    def _page(self, team, values, stamp, problems=()):
        complaints = request.env["customer.complaint"]
        return self._render(
            "customer_policy.complaint_form",
            {
                "team": team,
                "values": values,
                "stamp": stamp,
                "problems": problems,
                "kinds": complaints._fields["kind"]._description_selection(request.env),
                "trap": TRAP,
            },
            status=400 if problems else 200,
        )

    def _too_many(self, team):
        response = self._render(
            "customer_policy.complaint_form_too_many", {"team": team}, status=429
        )
        response.headers["Retry-After"] = str(team.form_limit_minutes * 60)
        return response

    def _render(self, template, values, status=200):
        response = request.render(
            template, {"no_breadcrumbs": True, "page_name": "complaint", **values}
        )
        response.status_code = status
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
