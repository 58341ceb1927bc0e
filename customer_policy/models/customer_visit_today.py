from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.map_links import map_link
from .customer_policy_arguments import ids, takes, text
from .customer_visit_process import NOT_OVER

EARLIER = 20
ROW = {
    "number": {},
    "state": {},
    "date_planned": {},
    "date_done": {},
    "duration": {},
    "partner_id": {"fields": {"display_name": {}}},
    "grade_id": {"fields": {"display_name": {}, "color": {}}},
    "visit_type_id": {
        "fields": {
            "display_name": {},
            "is_on_site": {},
            "needs_check_in": {},
            "needs_findings": {},
            "needs_needs": {},
            "needs_intention": {},
            "needs_opinion": {},
            "needs_photo": {},
            "needs_signature": {},
        }
    },
    "rule_id": {"fields": {"display_name": {}}},
    "occasion_id": {"fields": {"display_name": {}}},
    "complaint_id": {},
    "date_due_until": {},
    "customer_phone": {},
    "customer_address": {},
    "navigation_url": {},
    "check_in_state": {},
    "check_in_date": {},
    "check_in_distance": {},
    "is_returned": {},
    "missing_report": {},
    "result": {},
    "report": {},
    "needs": {},
    "intention": {},
    "opinion": {},
    "promise": {},
    "promise_date": {},
    "signed_by": {},
    "photo_ids": {},
}


class CustomerVisit(models.Model):
    """The day of one person, on a phone: where to go next, and what to do there."""

    _inherit = "customer.visit"

    customer_phone = fields.Char("Phone", compute="_compute_customer_reach")
    customer_address = fields.Char(
        "Place of the Customer", compute="_compute_customer_reach"
    )
    navigation_url = fields.Char("Navigate", compute="_compute_customer_reach")

    @api.depends("partner_id", "company_id")
    def _compute_customer_reach(self):
        """How to get to the customer, or the company of the contact.

        The map learns the place and the visit's number, not whose place it is.
        """
        settings = self.env["customer.visit.setting"]
        figures = {company: settings._for(company) for company in self.company_id}
        for visit in self:
            partner = visit.partner_id
            company = partner.commercial_partner_id
            visit.customer_phone = partner.phone or company.phone
            there = partner if partner.street or partner.city else company
            address = there._display_address(without_company=True)
            visit.customer_address = ", ".join(
                line.strip() for line in address.splitlines() if line.strip()
            )
            figure = figures.get(visit.company_id) or settings._for(visit.company_id)
            visit.navigation_url = map_link(
                figure.map_provider or "osm",
                visit._customer_place(figure),
                visit.customer_address,
                visit.number or "",
                there.country_id.code == "CN",
            )

    @api.model
    @takes(kept=ids)
    def get_today(self, kept=()):
        """What the screen "Today" shows, all of it the person's own.

        :param kept: ids of visits of whose report the phone keeps a part: they are
            shown wherever they went meanwhile
        :return: {"date": the day where the person is; "visits": rows in the order of
            the way; "earlier": the latest rows that were to be done before and that
            nobody has made up for since; "next": the moment of the next visit after
            today; "kept": rows of ``kept`` that are none of these; "promises",
            "returned": numbers of promises due and of reports sent back; "user_id"}
        """
        mine = Domain("user_id", "=", self.env.uid)
        day, start, stop = self._today_bounds()
        of_day = Domain("date_planned", ">=", start) & Domain("date_planned", "<", stop)
        before = Domain("date_planned", "<", start) & Domain("state", "in", NOT_OVER)
        after = Domain("date_planned", ">=", stop) & Domain("state", "in", NOT_OVER)
        way = "date_planned, id"
        visits = self.search(
            mine & of_day & Domain("state", "!=", "cancelled"), order=way
        )
        earlier = self._not_made_up_for(mine & before)
        others = set(kept or ()) - set((visits | earlier).ids)
        following = self.search(mine & after, order=way, limit=1)
        return {
            "date": fields.Date.to_string(day),
            "user_id": self.env.uid,
            "visits": visits.web_read(ROW),
            "earlier": earlier.web_read(ROW),
            "kept": self.search(Domain("id", "in", others), order=way).web_read(ROW),
            "next": fields.Datetime.to_string(following.date_planned) or False,
            "promises": self.search_count(mine & self._today_promises(day)),
            "returned": self.search_count(mine & Domain("is_returned", "=", True)),
        }

    @api.model
    @takes(what=text)
    def action_open_today(self, what):
        """The list behind a number: ``promises`` or ``returned``."""
        mine = Domain("user_id", "=", self.env.uid)
        day, _start, _stop = self._today_bounds()
        names = {
            "promises": (self.env._("Promises Due"), self._today_promises(day)),
            "returned": (
                self.env._("Reports Sent Back"),
                Domain("is_returned", "=", True),
            ),
        }
        if what not in names:
            raise UserError(self.env._("There is no such number on the screen."))
        name, domain = names[what]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_visit_action_mine"
        )
        domain = list(mine & domain)
        return {**action, "name": name, "domain": domain, "context": {}}

    # ------------------------------------------------------------------------ business

    @api.model
    def _today_promises(self, day):
        return Domain("is_promise_open", "=", True) & Domain("promise_date", "<=", day)

    @api.model
    def _not_made_up_for(self, domain):
        """Somebody has been with the customer since: it need not be done again."""
        order = "date_planned desc, id desc"
        query = self._search(domain, order=order, limit=EARLIER)
        query.add_where(
            SQL(
                """
                NOT EXISTS (
                    SELECT FROM customer_visit since
                     WHERE since.commercial_partner_id = %(customer)s
                       AND since.state = 'done' AND since.date_done >= %(moment)s)
                """,
                customer=SQL.identifier(query.table, "commercial_partner_id"),
                moment=SQL.identifier(query.table, "date_planned"),
            )
        )
        return self.browse(query)

    @api.model
    def _today_bounds(self):
        """:return: the day where the person is, its first moment, and that after it"""
        user, company = self.env.user, self.env.company.sudo()
        zone = pytz.timezone(user.tz or company.resource_calendar_id.tz or "UTC")
        day = pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()

        def begin(date):
            local = zone.localize(datetime.combine(date, time.min))
            return local.astimezone(pytz.utc).replace(tzinfo=None)

        return day, begin(day), begin(day + timedelta(days=1))
