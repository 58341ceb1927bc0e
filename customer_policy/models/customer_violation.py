from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import clean_context

from ..tools import violation_process
from .customer_violation_type import SEVERITIES

STATES = [
    ("reported", "Reported"),
    ("investigating", "Under Investigation"),
    ("heard", "Heard"),
    ("decided", "Decided"),
    ("in_force", "In Effect"),
    ("appealed", "Appealed"),
    ("closed", "Closed"),
    ("revoked", "Revoked"),
]
# What the officer finds out, until the case is laid before who decides.
CONTENT = frozenset(
    """
    name employee_id type_id severity partner_id complaint_id date facts loss_amount
    clause_id first_responsible_id is_sealed company_id
    """.split()
)
OPEN_TO_CHANGE = ("reported", "investigating")
READERS = (
    "customer_policy.group_violation_officer,"
    "customer_policy.group_violation_general_manager,"
    "customer_policy.group_auditor"
)


class CustomerViolation(models.Model):
    """Somebody of the staff broke a rule of the policy.

    This file is what a violation is. Its states are in ``…_process``, hearing the
    person in ``…_hearing``, the step of the ladder in ``…_ladder``, the appeal in
    ``…_appeal``, who sees and who decides in ``…_access``, numbers in ``…_number``, a
    leak in ``…_leak``, the work of the person in ``…_hand_over``, those who cannot log
    in in ``…_link``, what the law asks for in ``…_legal``, the seal in ``…_seal``, the
    files in ``…_files``, all that proves it in ``…_bundle``.
    """

    _name = "customer.violation"
    _description = "Violation"
    _inherit = [
        "customer.policy.protected.mixin",
        "customer.policy.number.mixin",
        "customer.policy.case.mixin",
        "customer.complaint.pointer.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, policy_protected=True)
    name = fields.Char("Subject", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="reported",
        group_expand=True,
        copy=False,
        tracking=True,
        policy_protected=True,
    )
    is_over = fields.Boolean(compute="_compute_is_over", store=True)

    # Who and what
    employee_id = fields.Many2one(
        "hr.employee", "Respondent", required=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
        help="The department at the time of the report.",
    )
    first_responsible_id = fields.Many2one(
        "hr.employee",
        ondelete="restrict",
        help="Who was responsible on site, for measures that concern him or her.",
    )
    type_id = fields.Many2one(
        "customer.violation.type",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        compute="_compute_from_type",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    clause_id = fields.Many2one(
        "customer.policy.clause",
        compute="_compute_from_type",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_sealed = fields.Boolean(
        "Not Told yet",
        compute="_compute_from_type",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="The person and the head of department see it only from the hearing on.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    # Not for the person: whoever is complained of does not know the case.
    complaint_id = fields.Many2one(
        "customer.complaint",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=READERS,
    )
    date = fields.Date("Happened on", required=True, default=fields.Date.context_today)
    facts = fields.Text(required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    loss_amount = fields.Monetary("Loss", help="What the company lost by it.")

    # Who handles it
    officer_id = fields.Many2one(
        "res.users", copy=False, ondelete="restrict", policy_protected=True
    )
    proposed_by_id = fields.Many2one(
        "res.users", copy=False, ondelete="restrict", policy_protected=True
    )
    decided_by_id = fields.Many2one(
        "res.users", copy=False, ondelete="restrict", policy_protected=True
    )
    date_decided = fields.Datetime("Decided on", copy=False, policy_protected=True)
    opinion = fields.Text("Reasons", copy=False, policy_protected=True)
    penalty_ids = fields.One2many(
        "customer.penalty", "violation_id", "Penalties", copy=False
    )
    date_in_force = fields.Datetime("In Force since", copy=False, policy_protected=True)
    date_closed = fields.Datetime("Closed On", copy=False, policy_protected=True)
    scan_ids = fields.Many2many(
        "ir.attachment",
        "customer_violation_scan_rel",
        "violation_id",
        "attachment_id",
        "Scans",
        copy=False,
        help="What was handed in, signed or refused on paper.",
    )
    revoke_reason = fields.Text(copy=False, policy_protected=True)
    revoked_by_id = fields.Many2one(
        "res.users", copy=False, ondelete="restrict", policy_protected=True
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "There is a violation with this number already.",
    )
    _loss_positive = models.Constraint(
        "CHECK (loss_amount >= 0)", "A loss cannot be negative."
    )

    # ------------------------------------------------------------------- constraints

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(violation.date > today for violation in self):
            raise ValidationError(
                self.env._("A violation cannot be reported before it happens.")
            )

    @api.constrains("employee_id", "company_id")
    def _check_employee(self):
        for violation in self:
            company = violation.employee_id.sudo().company_id
            if company and company != violation.company_id:
                raise ValidationError(
                    self.env._("The respondent works for another company.")
                )

    # ---------------------------------------------------------------------- computes

    @api.depends("state")
    def _compute_is_over(self):
        for violation in self:
            violation.is_over = violation.state in violation_process.OVER

    @api.depends("employee_id")
    def _compute_department_id(self):
        for violation in self:
            violation.department_id = violation.employee_id.sudo().department_id

    @api.depends("type_id")
    def _compute_from_type(self):
        for violation in self:
            kind = violation.type_id
            violation.severity = kind.severity or "2"
            violation.clause_id = kind.clause_id
            violation.is_sealed = kind.is_leak

    # -------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """The superuser creates it, so that nothing on it names who reported it."""
        if not self.env.su:
            self.check_access("create")
            reporter = {"hidden_reporter_id": self.env.uid}
            vals_list = [
                {**self._checked_report(vals), **reporter} for vals in vals_list
            ]
        quiet = self.with_user(SUPERUSER_ID).with_context(
            clean_context(self.env.context),
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
        )
        violations = super(CustomerViolation, quiet).create(vals_list)
        violations._receive()
        # What is still to be written would name the reporter as who wrote last.
        violations.flush_recordset()
        return violations.with_env(self.env)

    @api.model
    def _report(self, vals_list):
        """Register what somebody reports, who may not see it afterwards."""
        reporter = {"hidden_reporter_id": self.env.uid}
        return self.sudo().create([{**vals, **reporter} for vals in vals_list])

    def _checked_report(self, vals):
        """What goes on as the superuser is what the person may give."""
        self._check_values([vals])
        self._check_incoming_ids([vals])
        values = self._add_missing_default_values(vals)
        for name in vals:
            if field := self._fields.get(name):
                self._check_field_access(field, "write")
        return values

    def write(self, vals):
        self._check_may_change(vals)
        return super().write(vals)

    def _check_may_change(self, vals):
        if self.env.su or CONTENT.isdisjoint(vals):
            return
        self._check_not_barred()
        for violation in self:
            if violation.state not in OPEN_TO_CHANGE:
                raise UserError(
                    self.env._(
                        "%(case)s has been laid before who decides. Send it back "
                        "before you change it.",
                        case=violation.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("A violation is never deleted. Revoke it with a reason.")
        )

    # ---------------------------------------------------------------------- business

    def _receive(self):
        """All that happens when violations come in."""
        for violation in self:
            if not violation._people_who_decide():
                raise UserError(
                    self.env._(
                        "Nobody could decide on this: the respondent, or somebody who "
                        "works for the respondent, is the only violation officer. "
                        "Have another officer or a deciding general manager named."
                    )
                )
        self._fill_numbers()
        self._tell_officers()
