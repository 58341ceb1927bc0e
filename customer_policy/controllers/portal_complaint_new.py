from werkzeug.exceptions import BadRequest

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

COMPLAINT = "customer.complaint"


class NewComplaintPortal(CustomerPortal):
    """A customer who has logged in tells what is wrong, and brings files along."""

    def _complaint_team(self):
        teams = request.env["customer.complaint.team"].sudo()
        return teams._default_team(request.env.company, request.env.user)

    def _complaint_categories(self):
        return (
            request.env["customer.complaint.category"]
            .sudo()
            .search(
                [
                    ("is_portal", "=", True),
                    ("company_id", "in", [False, request.env.company.id]),
                ]
            )
        )

    def _complaint_kinds(self):
        field = request.env[COMPLAINT]._fields["kind"]
        return field._description_selection(request.env)

    def _render_new_complaint(self, entered=None, problem=None):
        categories = self._complaint_categories()
        kinds = self._complaint_kinds()
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "page_name": "complaint_new",
                "kinds": kinds,
                "categories": [("", categories.filtered(lambda c: not c.kind))]
                + [
                    (label, categories.filtered(lambda c, kind=kind: c.kind == kind))
                    for kind, label in kinds
                ],
                "bounds": self._complaint_team()._customer_bounds(),
                "entered": entered or {},
                "problem": problem,
            }
        )
        return request.render("customer_policy.portal_new_complaint", values)

    @http.route(
        "/my/complaints/new", type="http", auth="user", website=True, methods=["GET"]
    )
    def portal_new_complaint(self, **kwargs):
        if request.env.user._is_internal():
            return request.redirect("/my")
        return self._render_new_complaint()

    @http.route(
        "/my/complaints/new",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def portal_create_complaint(self, **post):
        if request.env.user._is_internal():
            return request.redirect("/my")
        try:
            with request.env.cr.savepoint():
                complaint = self._create_complaint(post)
        except UserError as error:
            return self._render_new_complaint(entered=post, problem=str(error))
        return request.redirect(f"{complaint.access_url}?done=sent", code=303)

    def _create_complaint(self, post):
        team = self._complaint_team()
        partner = request.env.user.partner_id
        complaints = request.env[COMPLAINT].with_user(SUPERUSER_ID)
        complaints = complaints.with_company(request.env.company)
        complaints._check_customer_registers(partner, team)
        values = self._complaint_vals(post, team)
        files = self._complaint_files(team)
        complaint = complaints.create(
            {
                **values,
                "partner_id": partner.id,
                "company_id": request.env.company.id,
                "channel": "portal",
            }
        )
        complaint._receive_from_customer(partner, files)
        return complaint

    def _complaint_vals(self, post, team):
        """What the customer says; who that is, and what follows, is not asked."""
        kind = post.get("kind") or "complaint"
        if kind not in dict(self._complaint_kinds()):
            raise BadRequest
        name = (post.get("name") or "").strip()
        text = (post.get("description") or "").strip()
        if not name or not text:
            raise UserError(self.env._("Please fill in the subject and what happened."))
        if len(name) > 200:
            raise UserError(
                self.env._(
                    "The subject has %(length)s characters; at most 200 are possible. "
                    "Put the rest into the description.",
                    length=len(name),
                )
            )
        team._check_customer_text(text)
        return {
            "name": name,
            "kind": kind,
            "description": request.env[COMPLAINT]._customer_text(text),
            "is_confidential": bool(post.get("is_confidential")),
            "category_id": self._complaint_category(post, kind).id,
        }

    def _complaint_category(self, post, kind):
        categories = self._complaint_categories()
        chosen = post.get("category_id") or ""
        if not chosen:
            return categories.browse()
        category = categories.filtered(lambda c: str(c.id) == chosen)
        if not category:
            raise BadRequest
        if category.kind and category.kind != kind:
            raise UserError(
                self.env._(
                    "The category %(category)s does not fit the kind you chose. "
                    "Choose another category, or none.",
                    category=category.display_name,
                )
            )
        return category

    def _complaint_files(self, team):
        """:return: list of (name, content)"""
        bounds = team._customer_bounds()
        sent = request.httprequest.files.getlist("files")
        sent = [one for one in sent if one.filename]
        if len(sent) > bounds["customer_file_count"]:
            raise UserError(
                self.env._(
                    "You chose %(chosen)s files; at most %(count)s are possible. Leave "
                    "some out and send them with a message afterwards.",
                    chosen=len(sent),
                    count=bounds["customer_file_count"],
                )
            )
        for one in sent:
            team._check_customer_file(one.filename, _size_of(one))
        return [(one.filename, one.read()) for one in sent]


def _size_of(uploaded):
    """The size in bytes, without reading the file into memory."""
    stream = uploaded.stream
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    return size
