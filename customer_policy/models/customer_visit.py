from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("planned", "Planned"),
    ("confirmed", "Confirmed"),
    ("done", "Done"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]
RESULTS = [
    ("satisfied", "Satisfied"),
    ("neutral", "Neither nor"),
    ("dissatisfied", "Dissatisfied"),
]
AHEAD = ("planned", "confirmed")
# What a visit says: as it was when it ended.
CONTENT = frozenset(
    """
    partner_id user_id visit_type_id company_id date_planned duration result report
    needs intention opinion promise promise_date photo_ids signature signed_by
    """.split()
)
# What a plan sets: set by hand, a plan leaves it alone.
SCHEDULE = frozenset(("partner_id", "user_id", "visit_type_id", "date_planned"))


class CustomerVisit(models.Model):
    """Somebody of the staff is in touch with a customer: there, by phone, by letter.

    This file is what a visit is. States are in ``…_process``, being there in
    ``…_check_in``, the report in ``…_report``, what was promised in ``…_promise``, the
    calendar in ``…_calendar``, what did not take place in ``…_missed``, other hands in
    ``…_hand_over``, what nobody planned in ``…_log``.
    """

    _name = "customer.visit"
    _description = "Visit"
    _inherit = [
        "customer.policy.protected.mixin",
        "customer.policy.number.mixin",
        "customer.complaint.pointer.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_planned desc, id desc"
    _rec_name = "number"
    _check_company_auto = True
    _mail_post_access = "read"

    number = fields.Char(readonly=True, copy=False, policy_protected=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="planned",
        copy=False,
        tracking=True,
        group_expand=True,
        policy_protected=True,
    )

    # Whom, who and why
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the Customer",
        store=True,
        precompute=True,
    )
    grade_id = fields.Many2one(
        "customer.grade",
        "Grade Then",
        compute="_compute_grade_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
        help="The grade of the customer when the visit was planned.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Visitor",
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Empty: nobody may know the customer, or nobody was there to take it.",
    )
    visit_type_id = fields.Many2one(
        "customer.visit.type", "Type", required=True, index=True, ondelete="restrict"
    )
    is_on_site = fields.Boolean(related="visit_type_id.is_on_site")
    rule_id = fields.Many2one(
        "customer.visit.rule",
        "For the Rule",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
    )
    merged_rule_ids = fields.Many2many(
        "customer.visit.rule",
        "customer_visit_merged_rule_rel",
        "visit_id",
        "rule_id",
        "Serves As Well",
        copy=False,
        policy_protected=True,
        help="Further rules that would have come to the same customer in these days.",
    )
    complaint_id = fields.Many2one(
        "customer.complaint",
        "After the Complaint",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    occasion_id = fields.Many2one(
        "customer.visit.occasion",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
    )

    # When
    date_planned = fields.Datetime("Planned For", required=True, tracking=True)
    date_planned_end = fields.Datetime(compute="_compute_date_planned_end")
    duration = fields.Float(
        compute="_compute_duration", store=True, readonly=False, precompute=True
    )
    date_due_from = fields.Date("Due From", copy=False, policy_protected=True)
    date_due_until = fields.Date("Due Until", copy=False, policy_protected=True)
    date_confirmed = fields.Datetime("Confirmed On", copy=False, policy_protected=True)
    confirmed_by_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    date_done = fields.Datetime("Done On", copy=False, policy_protected=True)
    date_reported = fields.Datetime("Reported On", copy=False, policy_protected=True)
    done_by_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
        help="Stays, whoever is responsible for the visit later on.",
    )
    date_missed = fields.Datetime("Missed On", copy=False, policy_protected=True)
    is_touched = fields.Boolean(
        "Set by Hand",
        copy=False,
        policy_protected=True,
        help="Planning again leaves it where it is.",
    )
    is_unplanned = fields.Boolean("Not Planned", copy=False, policy_protected=True)
    is_late = fields.Boolean(
        "Late",
        compute="_compute_is_late",
        store=True,
        precompute=True,
        help="Done after the last day on which it was due.",
    )
    reason = fields.Char(
        "Why Changed", copy=False, policy_protected=True, tracking=True
    )

    # The report
    result = fields.Selection(RESULTS, copy=False, tracking=True)
    report = fields.Text("Findings", copy=False)
    needs = fields.Text(copy=False)
    intention = fields.Text(copy=False, help="What the customer means to do next.")
    opinion = fields.Text("Customer's Opinion", copy=False)
    promise = fields.Text(copy=False, help="What the customer was promised.")
    promise_date = fields.Date("Promised For", copy=False, tracking=True)
    photo_ids = fields.Many2many(
        "ir.attachment",
        "customer_visit_photo_rel",
        "visit_id",
        "attachment_id",
        "Photos",
        copy=False,
    )
    signature = fields.Image(
        "Customer's Signature", max_width=1024, max_height=1024, copy=False
    )
    signed_by = fields.Char(copy=False)

    # Being there
    check_in_date = fields.Datetime("Checked In", copy=False, policy_protected=True)
    check_in_latitude = fields.Float(
        digits=(10, 7), copy=False, policy_protected=True, aggregator=None
    )
    check_in_longitude = fields.Float(
        digits=(10, 7), copy=False, policy_protected=True, aggregator=None
    )
    check_in_accuracy = fields.Float(
        "Accuracy (m)", copy=False, policy_protected=True, aggregator=None
    )
    check_in_distance = fields.Float(
        "Distance (m)", copy=False, policy_protected=True, aggregator="avg"
    )
    check_in_state = fields.Selection(
        [
            ("ok", "There"),
            ("far", "Far away"),
            ("unknown", "Customer's place unknown"),
            ("refused", "Position refused"),
            ("unavailable", "No position"),
            ("photo", "By photo"),
        ],
        "Check-In",
        copy=False,
        policy_protected=True,
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "There is a visit with this number already.",
    )
    _no_double = models.UniqueIndex(
        "(company_id, partner_id, rule_id, date_due_from) WHERE rule_id IS NOT NULL"
        " AND date_due_from IS NOT NULL AND state IN ('planned', 'confirmed', 'done')",
        "This visit to the customer is planned already.",
    )
    # What is ahead, by person (plans, "Today") and by time (what was missed).
    _ahead_idx = models.Index(
        "(user_id, date_planned) WHERE state IN ('planned', 'confirmed')"
    )
    _sweep_idx = models.Index("(date_planned) WHERE state IN ('planned', 'confirmed')")
    _person_idx = models.Index("(user_id, date_planned DESC)")
    # When somebody was with a customer last, and will be next.
    _last_idx = models.Index(
        "(commercial_partner_id, date_done DESC) WHERE state = 'done'"
    )
    _next_idx = models.Index(
        "(commercial_partner_id, date_planned) WHERE state IN ('planned', 'confirmed')"
    )
    _check_duration = models.Constraint(
        "CHECK (duration > 0 AND duration <= 24)",
        "A visit takes more than nothing and at most a day.",
    )

    # --------------------------------------------------------------------- constraints

    @api.constrains("date_due_from", "date_due_until")
    def _check_due(self):
        for visit in self:
            first, last = visit.date_due_from, visit.date_due_until
            if first and last and first > last:
                raise ValidationError(
                    self.env._("A visit is due from a day until the same or a later.")
                )

    # ------------------------------------------------------------------------ computes

    @api.depends("number", "partner_id")
    @api.depends_context("visit_show_customer")
    def _compute_display_name(self):
        """A calendar shows nothing but this name on each of its cards."""
        res = super()._compute_display_name()
        if self.env.context.get("visit_show_customer"):
            for visit in self.filtered("partner_id"):
                names = (visit.partner_id.display_name, visit.number)
                visit.display_name = " ".join(filter(None, names))
        return res

    @api.depends("partner_id")
    def _compute_grade_id(self):
        for visit in self:
            visit.grade_id = visit.partner_id.sudo().customer_grade_id

    @api.depends("visit_type_id")
    def _compute_duration(self):
        for visit in self:
            visit.duration = visit.visit_type_id.duration or visit.duration or 1.0

    @api.depends("date_planned", "duration")
    def _compute_date_planned_end(self):
        for visit in self:
            begin = visit.date_planned
            visit.date_planned_end = begin and begin + timedelta(hours=visit.duration)

    @api.depends("date_done", "date_due_until", "user_id")
    def _compute_is_late(self):
        for visit in self:
            done, due = visit.date_done, visit.date_due_until
            visit.is_late = bool(done and due and visit._day_of(done) > due)

    def _day_of(self, moment):
        """The day that a moment falls on where the visitor is."""
        zone = self.user_id.tz or self.company_id.resource_calendar_id.tz or "UTC"
        local = self.with_context(tz=zone)
        return fields.Datetime.context_timestamp(local, moment).date()

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        if not self.env.su:
            visits.sudo().is_touched = True
        visits._receive()
        return visits

    def write(self, vals):
        self._check_may_change(vals)
        res = super().write(vals)
        if not self.env.su and not SCHEDULE.isdisjoint(vals):
            self.filtered(lambda visit: not visit.is_touched).sudo().is_touched = True
        return res

    def _check_may_change(self, vals):
        if self.env.su or CONTENT.isdisjoint(vals):
            return
        for visit in self:
            if visit.state in ("done", "cancelled"):
                raise UserError(
                    self.env._(
                        "The visit %(number)s is over: what it says stays as it is.",
                        number=visit.number,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        if not self.env.su:
            raise UserError(
                self.env._("A visit is never deleted. Cancel it with a reason.")
            )

    # ------------------------------------------------------------------------ business

    def _receive(self):
        """All that happens to visits when they come in, however many at once."""
        self.sudo()._fill_numbers()

    def _fill_numbers(self):
        """The day that a visit is planned for, where the company works, tells its year.

        :return: nothing; set-wise, one draw for each company
        """
        missing = self.filtered(lambda visit: not visit.number)
        for company, visits in missing.grouped("company_id").items():
            moments = [visit.date_planned for visit in visits]
            numbers = self._draw_visit_numbers(company, moments)
            for visit, number in zip(visits, numbers, strict=True):
                visit.number = number

    @api.model
    def _draw_visit_numbers(self, company, moments):
        """For whoever inserts visits in bulk."""
        local = self.with_context(tz=company.sudo().resource_calendar_id.tz or "UTC")
        days = [
            fields.Datetime.context_timestamp(local, moment).date()
            for moment in moments
        ]
        return self._draw_numbers(company, days, "customer.visit")
