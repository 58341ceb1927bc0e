from werkzeug.exceptions import BadRequest

from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.customer_complaint_rating import FACES

COMPLAINT = "customer.complaint"
HISTORY = "my_complaints_history"


class ComplaintPortal(CustomerPortal):
    """A customer's cases, for who has logged in and for who has the personal link.

    A case that somebody may not see, one that does not exist and a link that is not
    right are answered alike.
    """

    # ---------------------------------------------------------------------------- home

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            complaints = request.env[COMPLAINT]
            readable = complaints.has_access("read")
            values["complaint_count"] = complaints.search_count([]) if readable else 0
        return values

    # ---------------------------------------------------------------------------- list

    def _complaint_sortings(self):
        _ = request.env._
        return {
            "date": {"label": _("Newest"), "order": "date_received desc, id desc"},
            "name": {"label": _("Subject"), "order": "name, id"},
            "number": {"label": _("Number"), "order": "number desc, id desc"},
        }

    def _complaint_filters(self):
        _ = request.env._
        return {
            "all": {"label": _("All"), "domain": []},
            "open": {"label": _("Open"), "domain": [("is_open", "=", True)]},
            "closed": {"label": _("Closed"), "domain": [("is_open", "=", False)]},
        }

    def _complaint_inputs(self):
        _ = request.env._
        return {
            "all": {"input": "all", "label": _("Search in All")},
            "number": {"input": "number", "label": _("Search in Number")},
            "name": {"input": "name", "label": _("Search in Subject")},
        }

    def _complaint_search_domain(self, search, search_in):
        names = {"number": ["number"], "name": ["name"]}
        names = names.get(search_in, ["number", "name"])
        return Domain.OR(Domain(name, "ilike", search) for name in names)

    @http.route(
        ["/my/complaints", "/my/complaints/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_complaints(
        self,
        page=1,
        sortby="date",
        filterby="all",
        search=None,
        search_in="all",
        **kwargs,
    ):
        complaints = request.env[COMPLAINT]
        if not complaints.has_access("read"):
            return request.redirect("/my")
        sortings, filters = self._complaint_sortings(), self._complaint_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        domain = Domain(filters[filterby]["domain"])
        if search:
            domain &= self._complaint_search_domain(search, search_in)
        pager = portal_pager(
            url="/my/complaints",
            url_args={
                "sortby": sortby,
                "filterby": filterby,
                "search_in": search_in,
                "search": search,
            },
            total=complaints.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = complaints.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        request.session[HISTORY] = found.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "complaints": found,
                "page_name": "complaint",
                "default_url": "/my/complaints",
                "pager": pager,
                "searchbar_sortings": sortings,
                "sortby": sortby,
                "searchbar_filters": filters,
                "filterby": filterby,
                "searchbar_inputs": self._complaint_inputs(),
                "search_in": search_in,
                "search": search,
            }
        )
        return request.render("customer_policy.portal_my_complaints", values)

    # ---------------------------------------------------------------------------- page

    def _find_complaint(self, complaint_id, access_token=None):
        """:return: the case for the superuser, or None: whatever the reason"""
        try:
            complaint = self._document_check_access(
                COMPLAINT, complaint_id, access_token
            )
        except (AccessError, MissingError):
            return None
        user = request.env.user
        if user._is_internal() and not complaint.with_user(user).has_access("read"):
            return None  # a colleague is not the customer, whose link he or she holds
        return complaint

    def _is_read_with_token(self, complaint, access_token):
        user = request.env.user
        return bool(access_token) and not complaint.with_user(user).has_access("read")

    def _is_complainant(self, complaint, access_token):
        """Who may say that it is settled, or not: who complained, or has the link."""
        user = request.env.user
        if user._is_internal():
            return False
        people = user.partner_id | user.partner_id.commercial_partner_id
        return (
            complaint.partner_id in people and not user._is_public()
        ) or complaint._is_valid_token(access_token)

    def _complaint_missing(self):
        values = self._prepare_portal_layout_values()
        values.update(page_name="complaint_missing", no_breadcrumbs=True)
        response = request.render("customer_policy.portal_complaint_missing", values)
        response.status_code = 404
        return response

    def _complaint_url(self, complaint, access_token, **arguments):
        token = access_token if complaint._is_valid_token(access_token) else None
        arguments = {"access_token": token, **arguments}
        query = "&".join(f"{key}={value}" for key, value in arguments.items() if value)
        return f"{complaint.access_url}?{query}" if query else complaint.access_url

    def _merged_page(self, complaint, access_token):
        """Where a case that was joined with another one goes on, for its customer."""
        seen = set()
        other = complaint
        while other.merged_into_id and other.id not in seen:
            seen.add(other.id)
            other = other.merged_into_id
        if other == complaint or not complaint._is_same_complainant(other):
            return None
        if complaint._is_valid_token(access_token):
            return request.redirect(other.get_portal_url())
        if other.with_user(request.env.user).has_access("read"):
            return request.redirect(other.access_url)
        return None

    def _complaint_values(self, complaint, access_token, **kwargs):
        user = request.env.user
        mine = self._is_complainant(complaint, access_token)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "complaint",
            "complaint": complaint,
            "customer_tz": self._complaint_zone(complaint),
            "clocks": complaint._portal_clocks(),
            "reply": complaint._portal_reply(),
            "can_rate": mine and complaint._is_ratable(),
            "can_reopen": mine and complaint._is_reopened_by_customer(),
            "can_write": complaint.is_open and not user._is_internal(),
            "rating": complaint.closing_rating_id,
            "faces": self._complaint_faces(),
            "done": kwargs.get("done"),
            "problem": kwargs.get("problem"),
            "wanted_rate": kwargs.get("rate"),
            "reason": kwargs.get("reason"),
            "feedback": kwargs.get("feedback"),
        }
        valid = complaint._is_valid_token(access_token)
        values = self._get_page_view_values(
            complaint, access_token if valid else None, values, HISTORY, True
        )
        values["object"] = complaint
        return values

    def _complaint_faces(self):
        _ = request.env._
        names = (_("Satisfied"), _("So-so"), _("Not satisfied"))
        return list(zip(FACES, names, strict=True))

    def _complaint_zone(self, complaint):
        """Who has not logged in reads times of his or her own zone, if it is known."""
        if not request.env.user._is_public():
            return request.env.user.tz or "UTC"
        calendar = complaint.company_id.resource_calendar_id
        return complaint.partner_id.tz or calendar.tz or "UTC"

    def _render_complaint(self, complaint, access_token, **kwargs):
        values = self._complaint_values(complaint, access_token, **kwargs)
        response = request.render("customer_policy.portal_complaint_page", values)
        # The link is a key: it is not passed on to where somebody clicks next.
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    @http.route(
        "/my/complaints/<int:complaint_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_my_complaint(self, complaint_id, access_token=None, **kwargs):
        complaint = self._find_complaint(complaint_id, access_token)
        if not complaint:
            return self._complaint_missing()
        if merged := self._merged_page(complaint, access_token):
            return merged
        return self._render_complaint(
            complaint,
            access_token,
            done=kwargs.get("done"),
            rate=kwargs.get("rate"),
        )

    # ---------------------------------------------------------------------------- acts

    @http.route(
        "/my/complaints/<int:complaint_id>/rate",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_rate_complaint(
        self, complaint_id, access_token=None, rate=None, feedback=None, **kwargs
    ):
        def act(complaint):
            value = int(rate) if (rate or "").isdecimal() else 0
            complaint._customer_rates(value, feedback)

        return self._act_on_complaint(
            complaint_id, access_token, act, "rated", rate=rate, feedback=feedback
        )

    @http.route(
        "/my/complaints/<int:complaint_id>/reopen",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_reopen_complaint(
        self, complaint_id, access_token=None, reason=None, **kwargs
    ):
        return self._act_on_complaint(
            complaint_id,
            access_token,
            lambda complaint: complaint._customer_reopens(reason),
            "reopened",
            reason=reason,
        )

    def _act_on_complaint(self, complaint_id, access_token, act, done, **entered):
        """Let a customer act; where that is refused, say why beside what was entered"""
        complaint = self._find_complaint(complaint_id, access_token)
        if not complaint or not self._is_complainant(complaint, access_token):
            return self._complaint_missing()
        try:
            with request.env.cr.savepoint():
                act(complaint.with_user(request.env.user).sudo())
        except UserError as error:
            return self._render_complaint(
                complaint, access_token, problem=str(error), **entered
            )
        return request.redirect(
            self._complaint_url(complaint, access_token, done=done), code=303
        )

    # ----------------------------------------------------------------------------- new

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
        _ = request.env._
        kind = post.get("kind") or "complaint"
        if kind not in dict(self._complaint_kinds()):
            raise BadRequest
        name = (post.get("name") or "").strip()
        text = (post.get("description") or "").strip()
        if not name or not text:
            raise UserError(_("Please fill in the subject and what happened."))
        if len(name) > 200:
            raise UserError(
                _(
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
                request.env._(
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
                request.env._(
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
