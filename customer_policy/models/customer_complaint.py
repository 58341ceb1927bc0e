from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

KINDS = [
    ("complaint", "Complaint"),
    ("discontent", "Discontent"),
    ("enquiry", "Enquiry"),
    ("suggestion", "Suggestion"),
    ("praise", "Praise"),
]
SEVERITIES = [("general", "General"), ("important", "Important"), ("major", "Major")]
CHANNELS = [
    ("phone", "Phone"),
    ("visit", "Visit in Person"),
    ("email", "E-mail"),
    ("portal", "Portal"),
    ("form", "Public Form"),
    ("letter", "Letter"),
    ("chat", "Chat"),
    ("authority", "Authority or Association"),
    ("forum", "Forum"),
]
STATES = [
    ("new", "New"),
    ("accepted", "Taken Up"),
    ("investigating", "Under Investigation"),
    ("proposed", "Awaiting Decision"),
    ("approved", "Approved"),
    ("executing", "Being Put Right"),
    ("answered", "Answered"),
    ("closed", "Closed"),
    ("unfounded", "Unfounded"),
    ("cancelled", "Cancelled"),
]
FINAL = ("closed", "unfounded", "cancelled")
# What a case says: as it was when it ended, until it is reopened.
CONTENT = frozenset(
    """
    name kind description partner_id contact_name email phone channel category_id
    severity respondent_ids team_id user_id company_id is_anonymous is_confidential
    date_received promise_date plan cause course fault_employee_id conclusion
    countermeasure prevention reply
    """.split()
)
# What decides which deadlines a case has.
DECIDES_CLOCKS = frozenset(
    ("kind", "severity", "category_id", "partner_id", "team_id", "company_id")
)


class CustomerComplaint(models.Model):
    """A case: a complaint, or something else that a customer says.

    This file is what a case is. Who complains is in ``…_complainant``, states in
    ``…_process``, clocks in ``…_clock``, who gets it in ``…_assign``, who stands aside
    in ``…_recusal``, cases that say the same in ``…_duplicate``, numbers in
    ``…_number``.
    """

    _name = "customer.complaint"
    _description = "Complaint"
    _inherit = [
        "customer.policy.protected.mixin",
        "customer.policy.case.mixin",
        "portal.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
        "rating.mixin",
    ]
    _order = "date_received desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _mail_post_access = "read"

    number = fields.Char(readonly=True, copy=False, policy_protected=True)
    name = fields.Char("Subject", required=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="complaint", tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="new",
        tracking=True,
        copy=False,
        policy_protected=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True, precompute=True)

    channel = fields.Selection(
        CHANNELS, "Received Through", default="phone", required=True
    )

    # What about
    category_id = fields.Many2one(
        "customer.complaint.category",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="['|', ('kind', '=', False), ('kind', '=', kind)]",
    )
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        compute="_compute_severity",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    description = fields.Html(sanitize_attributes=True, sanitize_form=True)
    respondent_ids = fields.Many2many(
        "hr.employee",
        "customer_complaint_respondent_rel",
        "complaint_id",
        "employee_id",
        "Complained Of",
        help="They stand aside: they neither see nor handle the case nor hear of it.",
    )

    # Who handles it
    team_id = fields.Many2one(
        "customer.complaint.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Handler",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
        domain=[("share", "=", False)],
    )
    date_assigned = fields.Datetime("Assigned", copy=False, policy_protected=True)
    first_responsible_id = fields.Many2one(
        "res.users",
        default=lambda self: self._default_first_responsible_id(),
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
        help="Who registered the case.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        "Responsible Person",
        default=lambda self: self._default_first_responsible_id(),
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
        help="Who registered the case, until somebody accepts a hand-over.",
    )

    # When
    date_received = fields.Datetime(
        "Received On",
        required=True,
        default=fields.Datetime.now,
        copy=False,
        index=True,
    )
    date_accepted = fields.Datetime("Taken Up On", copy=False, policy_protected=True)
    date_answered = fields.Datetime("Answered On", copy=False, policy_protected=True)
    date_closed = fields.Datetime("Closed On", copy=False, policy_protected=True)
    promise_date = fields.Date(
        "Promised For",
        copy=False,
        tracking=True,
        help="When the customer was told to expect an answer or the next word.",
    )
    is_waiting = fields.Boolean(
        "Waiting for the Customer", copy=False, policy_protected=True, tracking=True
    )

    # Findings
    plan = fields.Text(copy=False)
    cause = fields.Text(copy=False)
    course = fields.Text("Course of Events", copy=False)
    fault_employee_id = fields.Many2one(
        "hr.employee", "Person at Fault", copy=False, ondelete="set null"
    )
    conclusion = fields.Text(copy=False)
    countermeasure = fields.Text("Counter-Measure", copy=False)
    prevention = fields.Text(copy=False)
    decision_ids = fields.One2many(
        "customer.complaint.decision", "complaint_id", "Decisions", copy=False
    )
    action_ids = fields.One2many(
        "customer.complaint.action", "complaint_id", "Actions", copy=False
    )
    open_action_count = fields.Integer(compute="_compute_open_action_count")
    reply = fields.Html(copy=False, help="What the customer is answered.")
    reopen_count = fields.Integer("Reopened", copy=False, policy_protected=True)
    merged_into_id = fields.Many2one(
        "customer.complaint",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        policy_protected=True,
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "There is a case with this number already.",
    )
    # How much everybody has to do, and whose turn it is.
    _load_idx = models.Index("(user_id) WHERE is_open IS TRUE")
    _turn_idx = models.Index("(team_id, user_id, id DESC)")

    # --------------------------------------------------------------------- constraints

    @api.constrains("date_received")
    def _check_date_received(self):
        now = fields.Datetime.now()
        if any(complaint.date_received > now for complaint in self):
            raise ValidationError(
                self.env._("A case cannot be received in the future. Correct the date.")
            )

    # ------------------------------------------------------------------------ computes

    @api.model
    def _default_first_responsible_id(self):
        user = self.env.user
        return False if user.share or not user.active else user.id

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"
        return res

    @api.depends("state")
    def _compute_is_open(self):
        for complaint in self:
            complaint.is_open = complaint.state not in FINAL

    @api.depends("category_id")
    def _compute_severity(self):
        for complaint in self:
            proposed = complaint.category_id.severity
            complaint.severity = proposed or complaint.severity or "general"

    @api.depends("category_id", "company_id")
    def _compute_team_id(self):
        for company, complaints in self.grouped("company_id").items():
            teams = self.env["customer.complaint.team"].sudo()
            team = teams._default_team(company, self.env.user)
            for complaint in complaints:
                wanted = complaint.category_id.team_id or complaint.team_id
                if wanted.company_id != company:
                    wanted = team
                complaint.team_id = wanted

    @api.depends("action_ids.state")
    def _compute_open_action_count(self):
        counts = dict(
            self.env["customer.complaint.action"]
            .sudo()
            ._read_group(
                [("complaint_id", "in", self.ids), ("state", "=", "open")],
                ["complaint_id"],
                ["__count"],
            )
        )
        for complaint in self:
            complaint.open_action_count = counts.get(complaint._origin, 0)

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        # Those who get a case are told of all of them at once, see _ask_for_notices.
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        vals_list = [dict(vals) for vals in vals_list]
        commands = [vals.pop("respondent_ids", None) or [] for vals in vals_list]
        complaints = super(CustomerComplaint, quiet).create(vals_list)
        complaints = complaints.with_env(self.env)
        by_id = dict(zip(complaints._ids, commands, strict=True))
        for some in complaints.grouped(lambda c: str(by_id[c.id])).values():
            if of_all := by_id[some[0].id]:
                some._check_respondents(of_all)
                some.sudo().write({"respondent_ids": of_all})
        complaints._receive()
        return complaints

    def write(self, vals):
        self._check_may_change(vals)
        before = {complaint.id: complaint.user_id for complaint in self}
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        if "respondent_ids" in vals:
            vals = dict(vals)
            self.check_access("write")
            commands = vals.pop("respondent_ids") or [Command.clear()]
            self._check_respondents(commands)
            respondents = {"respondent_ids": commands}
            super(CustomerComplaint, quiet.sudo()).write(respondents)
            self._stand_aside()
        res = super(CustomerComplaint, quiet).write(vals)
        if not DECIDES_CLOCKS.isdisjoint(vals):
            self._refresh_clocks()
        if "user_id" in vals:
            self.filtered(lambda c: c.user_id != before[c.id])._after_hand_over()
        return res

    def _check_may_change(self, vals):
        if self.env.su:
            return
        ended = self.filtered(lambda complaint: not complaint.is_open)
        if ended and not CONTENT.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "The case %(number)s is over. Reopen it before you change it.",
                    number=ended[0].number,
                )
            )
        begun = self.filtered(lambda c: c.state not in ("new", "accepted"))
        if begun and "kind" in vals:
            raise UserError(
                self.env._(
                    "Work on the case %(number)s has begun. Its kind can be changed "
                    "only before that.",
                    number=begun[0].number,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "A case is never deleted. Close it, or merge it into another one."
            )
        )

    # ---------------------------------------------------------------------------- mail

    def _creation_message(self):
        return self.env._("Case registered")
