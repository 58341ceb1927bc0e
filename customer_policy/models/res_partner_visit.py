from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools.working_time import WEEKDAYS
from .customer_policy_arguments import check_one

DATUMS = [
    ("wgs84", "WGS-84 (GPS)"),
    ("gcj02", "GCJ-02 (maps in China)"),
    ("bd09", "BD-09 (Baidu)"),
]


class ResPartner(models.Model):
    """The customer's visits. What decides about them is in ``customer_visit_*``."""

    _inherit = "res.partner"

    visit_ids = fields.One2many(
        "customer.visit",
        "partner_id",
        "Visits",
        groups="customer_policy.group_user",
        copy=False,
    )
    # Not stored: who is not in touch is found by the visits' indexes, and a million
    # contacts need neither a column nor a lock when somebody was there.
    last_visit_date = fields.Datetime(
        "Last Visit",
        compute="_compute_visit_dates",
        search="_search_last_visit_date",
        groups="customer_policy.group_user",
        help="When somebody was in touch last with the company or one of its contacts.",
    )
    next_visit_date = fields.Datetime(
        "Next Visit",
        compute="_compute_visit_dates",
        search="_search_next_visit_date",
        groups="customer_policy.group_user",
    )
    visit_count = fields.Integer(
        "Number of Visits",
        compute="_compute_visit_count",
        groups="customer_policy.group_user",
    )
    visit_weekday = fields.Selection(
        WEEKDAYS,
        "Preferred Day for Visits",
        groups="customer_policy.group_user",
        prefetch="customer_policy",
        help="The day of the week on which the customer prefers to be visited.",
    )
    visit_datum = fields.Selection(
        DATUMS,
        "Coordinates From",
        groups="customer_policy.group_user",
        prefetch="customer_policy",
        help="Which system the coordinates are in: maps in China shift them by some "
        "500 m. Empty: as set for the company.",
    )

    def _auto_init(self):
        for name in ("visit_weekday", "visit_datum"):
            if not column_exists(self.env.cr, "res_partner", name):
                create_column(self.env.cr, "res_partner", name, "varchar")
        return super()._auto_init()

    @api.depends("visit_ids.state", "visit_ids.date_planned", "visit_ids.date_done")
    def _compute_visit_dates(self):
        Visit = self.env["customer.visit"].sudo()
        ids = self.commercial_partner_id._origin.ids
        of_these = [("commercial_partner_id", "in", ids)]
        last = dict(
            Visit._read_group(
                [*of_these, ("state", "=", "done")],
                ["commercial_partner_id"],
                ["date_done:max"],
            )
        )
        ahead = dict(
            Visit._read_group(
                [*of_these, ("state", "in", ("planned", "confirmed"))],
                ["commercial_partner_id"],
                ["date_planned:min"],
            )
        )
        for partner in self:
            customer = partner.commercial_partner_id._origin.sudo()
            partner.last_visit_date = last.get(customer, False)
            partner.next_visit_date = ahead.get(customer, False)

    def _search_last_visit_date(self, operator, value):
        return self._search_visit_date("last", operator, value)

    def _search_next_visit_date(self, operator, value):
        return self._search_visit_date("next", operator, value)

    def _search_visit_date(self, which, operator, value):
        """By the visits' indexes, one look for each customer in question."""
        if operator in ("in", "not in"):
            if set(value) != {False}:
                return NotImplemented
            return [
                ("id", "not in" if operator == "in" else "in", self._visited(which))
            ]
        compare = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}.get(operator)
        if not compare:
            return NotImplemented
        having = SQL("%s %s", SQL(compare), fields.Datetime.to_datetime(value))
        return [("id", "in", self._visited(which, having))]

    @api.model
    def _visited(self, which, having=None):
        """SELECT of contacts whose company was visited, or will be."""
        visits = self.env["customer.visit"]
        state, moment = {
            "last": (SQL("state = 'done'"), SQL("max(date_done)")),
            "next": (
                SQL("state IN ('planned', 'confirmed')"),
                SQL("min(date_planned)"),
            ),
        }[which]
        names = ("state", "date_done", "date_planned", "commercial_partner_id")
        to_flush = [visits._fields[name] for name in names]
        visits.flush_model(names)
        return SQL(
            """(
                SELECT contact.id
                  FROM res_partner contact
                  JOIN (SELECT commercial_partner_id FROM customer_visit
                         WHERE %(state)s GROUP BY commercial_partner_id
                        HAVING %(having)s) visited
                    ON visited.commercial_partner_id = contact.commercial_partner_id
            )""",
            state=state,
            having=SQL("%s %s", moment, having) if having else SQL("TRUE"),
            to_flush=to_flush,
        )

    def _compute_visit_count(self):
        companies = self.filtered(lambda p: p.commercial_partner_id == p)
        counts = companies._count_visits("commercial_partner_id")
        counts |= (self - companies)._count_visits("partner_id")
        for partner in self:
            partner.visit_count = counts.get(partner._origin.id, 0)

    def _count_visits(self, field):
        domain = [(field, "in", self._origin.ids), ("state", "!=", "cancelled")]
        rows = self.env["customer.visit"]._read_group(domain, [field], ["__count"])
        return {partner.id: count for partner, count in rows}

    # ---------------------------------------------------------------------------- CRUD

    def write(self, vals):
        leaving = self.browse()
        if vals.get("active") is False:
            leaving = self.filtered("active")
        res = super().write(vals)
        if leaving:
            leaving._cancel_visits()
        return res

    def _cancel_visits(self):
        """Nobody goes to an archived customer; what took place stays."""
        visits = self.env["customer.visit"].sudo()
        ahead = visits.search(
            [("partner_id", "in", self.ids), ("state", "in", ("planned", "confirmed"))]
        )
        if ahead:
            reason = self.env._("The customer was archived.")
            ahead.write({"state": "cancelled", "reason": reason})
            ahead._take_from_calendar()

    # ------------------------------------------------------------------------- actions

    def action_open_visits(self):
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_visit_action"
        )
        company = self.commercial_partner_id == self
        field = "commercial_partner_id" if company else "partner_id"
        return {
            **action,
            "domain": [(field, "=", self.id)],
            "context": {"default_partner_id": self.id},
        }

    def action_log_visit(self):
        """Open the short form: somebody was in touch with this customer just now."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a Visit"),
            "res_model": "customer.visit.log",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
