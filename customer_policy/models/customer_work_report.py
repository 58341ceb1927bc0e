from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import work_report

KINDS = [("daily", "Daily Report"), ("weekly", "Weekly Report")]
STATES = [("draft", "Draft"), ("sent", "Sent"), ("read", "Read")]
# What people write; the rest is gathered.
WORDS = (
    "remarks",
    "market",
    "plan",
    "visitor_count",
    "new_visitor_count",
    "other_call_count",
)


class CustomerWorkReport(models.Model):
    """What somebody did in a day or a week: gathered, with own remarks, sent up.

    This file is what a report is. Its figures are gathered in ``…_gather``, states are
    in ``…_process``, who is asked for one in ``…_cron``.
    """

    _name = "customer.work.report"
    _description = "Work Report"
    _inherit = [
        "customer.policy.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, kind desc, id desc"
    _mail_post_access = "read"

    kind = fields.Selection(KINDS, required=True, default="daily")
    user_id = fields.Many2one(
        "res.users",
        "Author",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        "Date", required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_to = fields.Date(
        "Until", compute="_compute_date_to", store=True, precompute=True
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        policy_protected=True,
    )
    date_due = fields.Datetime(
        "Due", compute="_compute_date_due", store=True, precompute=True
    )
    date_sent = fields.Datetime("Sent On", copy=False, policy_protected=True)
    is_late = fields.Boolean("Late", copy=False, policy_protected=True)
    date_gathered = fields.Datetime("Gathered On", copy=False, policy_protected=True)
    date_reminded = fields.Datetime(copy=False, policy_protected=True)
    manager_id = fields.Many2one(
        "res.users",
        "Sent To",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    date_read = fields.Datetime("Read On", copy=False, policy_protected=True)
    read_by_id = fields.Many2one(
        "res.users", ondelete="restrict", copy=False, policy_protected=True
    )
    is_mine = fields.Boolean(compute="_compute_may")
    may_read = fields.Boolean(compute="_compute_may")

    # Figures
    planned_count = fields.Integer("Planned", copy=False, policy_protected=True)
    visit_count = fields.Integer("Visits", copy=False, policy_protected=True)
    call_count = fields.Integer("Calls", copy=False, policy_protected=True)
    missed_count = fields.Integer("Missed", copy=False, policy_protected=True)
    customer_count = fields.Integer("New Customers", copy=False, policy_protected=True)
    received_count = fields.Integer(
        "Complaints Received", copy=False, policy_protected=True
    )
    handled_count = fields.Integer(
        "Complaints Handled", copy=False, policy_protected=True
    )
    open_count = fields.Integer("Complaints Open", copy=False, policy_protected=True)
    kept_count = fields.Integer("Promises Kept", copy=False, policy_protected=True)
    due_count = fields.Integer("Promises Due", copy=False, policy_protected=True)
    visitor_count = fields.Integer(
        "Visitors", copy=False, help="Who came to the company; counted by oneself."
    )
    new_visitor_count = fields.Integer(
        "New Visitors", copy=False, help="Of the visitors, those who came first."
    )
    other_call_count = fields.Integer(
        "Other Calls", copy=False, help="Calls that are no visit in the system."
    )
    line_ids = fields.One2many("customer.work.report.line", "report_id")
    done_line_ids = fields.One2many(
        "customer.work.report.line",
        "report_id",
        "Done",
        domain=[("kind", "!=", "contact")],
    )
    contact_line_ids = fields.One2many(
        "customer.work.report.line",
        "report_id",
        "Customers to Contact",
        domain=[("kind", "=", "contact")],
    )
    day_ids = fields.Many2many(
        "customer.work.report", string="Daily Reports", compute="_compute_day_ids"
    )

    # Words
    remarks = fields.Text(copy=False, help="What else there is to say.")
    market = fields.Text(
        "Market and Feedback",
        copy=False,
        help="What customers and competitors do, and what customers say.",
    )
    plan = fields.Text("Plans", copy=False, help="What comes next.")

    _one_each = models.UniqueIndex(
        "(user_id, kind, date_from, company_id)",
        "There is a report for this day or week already. Open that one.",
    )
    _draft_idx = models.Index("(date_due, id) WHERE state = 'draft'")
    _person_idx = models.Index("(user_id, date_from DESC)")
    _check_counts = models.Constraint(
        "CHECK (COALESCE(visitor_count, 0) >= COALESCE(new_visitor_count, 0)"
        " AND COALESCE(new_visitor_count, 0) >= 0"
        " AND COALESCE(other_call_count, 0) >= 0)",
        "Numbers are not negative, and new visitors are among the visitors.",
    )

    # ------------------------------------------------------------------------ computes

    @api.depends("kind", "user_id", "date_from", "date_to")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        hidden = self._hidden_people()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for report in self:
            days = [str(day) for day in (report.date_from, report.date_to) if day]
            report.display_name = self.env._(
                "%(kind)s %(person)s %(days)s",
                kind=labels.get(report.kind, ""),
                person=(report.user_id - hidden).sudo().name or "",
                days=" – ".join(dict.fromkeys(days)),
            )

    def _hidden_people(self):
        """Colleagues can be contacts whom not everybody may know."""
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._sees_all() or not confidentiality._is_active():
            return self.env["res.users"]
        return confidentiality._hidden_records(self.user_id)

    @api.depends("kind", "date_from")
    def _compute_date_to(self):
        for report in self:
            day = report.date_from
            report.date_to = day and work_report.period(report.kind, day)[1]

    @api.depends("kind", "date_from", "user_id", "company_id")
    def _compute_date_due(self):
        """As it was asked for when the report was begun."""
        settings = self.env["customer.work.report.setting"]
        figures = {company: settings._for(company) for company in self.company_id}
        for report in self:
            setting = figures.get(report.company_id) or settings._for(report.company_id)
            if not report.date_from:
                report.date_due = False
                continue
            moment = work_report.due(
                report.kind, report.date_from, *setting._figures(report.kind)
            )
            report.date_due = report._to_utc(moment) + timedelta(
                hours=setting.grace_hours
            )

    @api.depends("state", "user_id", "manager_id")
    @api.depends_context("uid")
    def _compute_may(self):
        superiors = self._superiors_among(self.env.user)
        for report in self:
            report.is_mine = report.user_id == self.env.user
            report.may_read = report.state == "sent" and report in superiors

    @api.depends("kind", "user_id", "date_from", "company_id")
    @api.depends_context("uid")
    def _compute_day_ids(self):
        """A week has its days under it, as far as one may read them."""
        weeks = self.filtered(lambda report: report.kind == "weekly")
        (self - weeks).day_ids = False
        if not weeks:
            return
        days = self.search(
            [
                ("kind", "=", "daily"),
                ("user_id", "in", weeks.user_id.ids),
                ("date_from", ">=", min(weeks.mapped("date_from"))),
                ("date_from", "<=", max(weeks.mapped("date_to"))),
            ],
            order="date_from",
        )
        for week in weeks:
            week.day_ids = days.filtered(
                lambda day, week=week: (
                    day.user_id == week.user_id
                    and day.company_id == week.company_id
                    and week.date_from <= day.date_from <= week.date_to
                )
            )

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self._check_values(vals_list)
        reports = super().create([self._from_the_first_day(vals) for vals in vals_list])
        if not self.env.su:
            # Whoever begins one sees at once what the system knows.
            reports._gather()
        return reports

    def write(self, vals):
        self._check_may_change(vals)
        self._check_values([vals])
        if "date_from" in vals or "kind" in vals:
            for report in self:
                identity = {"kind": report.kind, "date_from": report.date_from}
                own = self._from_the_first_day({**identity, **vals})
                super(CustomerWorkReport, report).write(own)
            return True
        return super().write(vals)

    @api.model
    def _from_the_first_day(self, vals):
        """A week begins on Monday, whichever of its days is given."""
        kind = vals.get("kind") or self.default_get(["kind"]).get("kind")
        day = fields.Date.to_date(vals.get("date_from"))
        if not day and "date_from" not in vals:
            day = fields.Date.to_date(self.default_get(["date_from"]).get("date_from"))
        if not day:
            return vals
        return {**vals, "date_from": work_report.period(kind, day)[0]}

    def _check_may_change(self, vals):
        content = {"kind", "user_id", "date_from", "company_id", *WORDS}
        content |= {name for name in vals if name.endswith("line_ids")}
        if self.env.su or content.isdisjoint(vals):
            return
        if over := self.filtered(lambda report: report.state != "draft"):
            raise UserError(
                self.env._(
                    "%(report)s is sent: what it says stays as it is. Add a comment "
                    "below it.",
                    report=over[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if not self.env.su and self.filtered(lambda report: report.state != "draft"):
            raise UserError(self.env._("A report that was sent is not deleted."))

    # ------------------------------------------------------------------------ business

    def _zone(self):
        self.ensure_one()
        company = self.company_id.sudo()
        zone = self.user_id.sudo().tz or company.resource_calendar_id.tz
        return pytz.timezone(zone or "UTC")

    def _to_utc(self, moment):
        local = self._zone().localize(moment)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _begin_of(self, day):
        """The first moment of a day where the person is, in UTC."""
        return self._to_utc(datetime.combine(day, time.min))

    def _today(self):
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(self._zone()).date()
