from odoo import http
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
        return {
            "date": {
                "label": self.env._("Newest"),
                "order": "date_received desc, id desc",
            },
            "name": {"label": self.env._("Subject"), "order": "name, id"},
            "number": {"label": self.env._("Number"), "order": "number desc, id desc"},
        }

    def _complaint_filters(self):
        return {
            "all": {"label": self.env._("All"), "domain": []},
            "open": {
                "label": self.env._("Not over yet"),
                "domain": [("is_open", "=", True)],
            },
            "closed": {
                "label": self.env._("Closed"),
                "domain": [("is_open", "=", False)],
            },
        }

    def _complaint_inputs(self):
        return {
            "all": {"input": "all", "label": self.env._("Search in All")},
            "number": {"input": "number", "label": self.env._("Search in Number")},
            "name": {"input": "name", "label": self.env._("Search in Subject")},
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
        if not request.env[COMPLAINT].has_access("read"):
            return request.redirect("/my")
        sortings, filters = self._complaint_sortings(), self._complaint_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        domain = Domain(filters[filterby]["domain"])
        if search:
            domain &= self._complaint_search_domain(search, search_in)
        chosen = {
            "sortby": sortby,
            "filterby": filterby,
            "search_in": search_in,
            "search": search,
        }
        values = {
            **self._prepare_portal_layout_values(),
            **chosen,
            **self._complaint_list(domain, sortings[sortby]["order"], page, chosen),
            "page_name": "complaint",
            "default_url": "/my/complaints",
            "searchbar_sortings": sortings,
            "searchbar_filters": filters,
            "searchbar_inputs": self._complaint_inputs(),
        }
        return request.render("customer_policy.portal_my_complaints", values)

    def _complaint_list(self, domain, order, page, url_args):
        """A page of cases; the others of the list are a click away on each of them."""
        complaints = request.env[COMPLAINT]
        pager = portal_pager(
            url="/my/complaints",
            url_args=url_args,
            total=complaints.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = complaints.search(
            domain, order=order, limit=self._items_per_page, offset=pager["offset"]
        )
        request.session[HISTORY] = found.ids[:100]
        return {"complaints": found, "pager": pager}

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
        names = (
            self.env._("Satisfied"),
            self.env._("So-so"),
            self.env._("Not satisfied"),
        )
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
