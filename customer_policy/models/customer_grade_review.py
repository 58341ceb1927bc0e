from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..concurrency import lock


class CustomerGradeReview(models.Model):
    """A scheme applied to its customers on a day: computed, approved, applied.

    This file is the process. What its lines come to is in ``…_figures``, how they
    come to be in ``…_compute``, how they take effect in ``…_apply``, piece by
    piece in ``…_run``, without people in ``…_cron``, and what-ifs in ``…_simulation``.
    """

    _name = "customer.grade.review"
    _description = "Grade Review"
    _inherit = [
        "customer.policy.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"

    name = fields.Char(compute="_compute_name", search="_search_name")
    scheme_id = fields.Many2one(
        "customer.grade.scheme",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_scheme_id(),
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Amounts are counted in this company's currency.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Documents up to this day count, and new grades begin on it.",
    )
    is_simulation = fields.Boolean(
        "Simulation", help="Shows what would be; it cannot be applied."
    )
    is_automatic = fields.Boolean(
        "Started by Itself", readonly=True, copy=False, policy_protected=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computed", "Computed"),
            ("approved", "Approved"),
            ("applied", "Applied"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        policy_protected=True,
    )
    # What the lines were computed with: later edits of the scheme do not touch them.
    settings = fields.Json(copy=False, policy_protected=True)
    run = fields.Integer(
        copy=False, policy_protected=True, help="Counts how often it was begun anew."
    )
    pending_step = fields.Selection(
        [("compute", "Computing"), ("apply", "Applying")],
        copy=False,
        index="btree_not_null",
        help="A large review is carried out in the background.",
        policy_protected=True,
    )
    applied_line_id = fields.Integer(
        copy=False,
        help="Lines up to this one have taken effect.",
        policy_protected=True,
    )
    approved_by_id = fields.Many2one(
        "res.users", "Approved by", copy=False, policy_protected=True
    )
    date_approved = fields.Datetime("Approved on", copy=False, policy_protected=True)
    date_applied = fields.Datetime("Applied on", copy=False, policy_protected=True)
    skipped_count = fields.Integer("Skipped", copy=False, policy_protected=True)

    line_ids = fields.One2many("customer.grade.review.line", "review_id", "Lines")

    # A second run for the same day would be a twin of the first.
    _open_unique = models.UniqueIndex(
        "(scheme_id, date) WHERE state IN ('draft', 'computed', 'approved')"
        " AND is_simulation IS NOT TRUE",
        "A review of this scheme for this day is open already. Go on with that one, "
        "or cancel it.",
    )

    # ------------------------------------------------------------ defaults, computes

    @api.model
    def _default_scheme_id(self):
        return self.env["customer.grade.scheme"].search(
            [
                ("is_primary", "=", True),
                ("company_id", "in", [False, self.env.company.id]),
            ],
            order="company_id",
            limit=1,
        )

    # Not stored: each reader has the scheme's name in their own language.
    @api.depends("scheme_id.name", "date")
    @api.depends_context("lang")
    def _compute_name(self):
        for review in self:
            date = fields.Date.to_string(review.date) or ""
            review.name = f"{review.scheme_id.name or ''} {date}".strip()

    def _search_name(self, operator, value):
        return [("scheme_id.name", operator, value)]

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        return super()._compute_display_name()

    @api.depends("scheme_id")
    def _compute_company_id(self):
        for review in self:
            review.company_id = (
                review.scheme_id.company_id or review.company_id or self.env.company
            )

    @api.constrains("date")
    def _check_date(self):
        for review in self:
            if review.date > fields.Date.context_today(review):
                raise ValidationError(
                    self.env._(
                        "A review looks back: choose today or an earlier day, not "
                        "%(date)s.",
                        date=format_date(self.env, review.date),
                    )
                )

    @api.constrains("scheme_id", "company_id")
    def _check_company(self):
        for review in self:
            company = review.scheme_id.company_id
            if company and company != review.company_id:
                raise ValidationError(
                    self.env._(
                        "The scheme %(scheme)s belongs to another company than the "
                        "review. Choose a scheme of %(company)s, or one that all "
                        "companies share.",
                        scheme=review.scheme_id.name,
                        company=review.company_id.name,
                    )
                )

    # ------------------------------------------------------------------------- CRUD

    def write(self, vals):
        if {"scheme_id", "company_id", "date", "is_simulation"} & vals.keys():
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        self._check_not_begun()
        if any(review.state == "applied" for review in self):
            raise UserError(
                self.env._(
                    "An applied review is part of the customers' history and cannot "
                    "be deleted."
                )
            )

    # ---------------------------------------------------------------------- actions

    def action_compute(self):
        """Score every customer of the scheme; again, when it has been done before.

        A review with more customers than one request can carry is queued and done
        in the background.
        """
        for review in self._lock("draft", "computed"):
            review._check_settings()
            review._reset_lines()
            review._run_or_queue("compute")

    def action_approve(self):
        """Approve what stands on the lines; the undecided ones as proposed."""
        for review in self._lock("computed"):
            review._check_not_simulation()
            review._approve()

    def action_apply(self):
        """Write the decided grades to the customers, when the say is over."""
        told = self.browse()
        for review in self._lock("computed", "approved"):
            review._check_not_simulation()
            review._check_latest()
            if review.state == "computed":
                if review.needs_approval:
                    raise UserError(
                        self.env._(
                            "%(review)s has not been approved. Look through the "
                            "changes, then approve it.",
                            review=review.display_name,
                        )
                    )
                review._approve()
                if review._is_say_open():
                    told += review
                    continue
            review._check_say_over()
            review._run_or_queue("apply")
        return told._say_notice() if told else None

    def action_cancel(self):
        for review in self._lock("draft", "computed", "approved"):
            review._check_not_begun()
            review.write({"state": "cancelled", "pending_step": False})
            review.activity_ids.unlink()

    def action_draft(self):
        """Take a cancelled or computed review back to be changed."""
        for review in self._lock("cancelled", "computed"):
            review._reset_lines()
            review.write({"state": "draft", "settings": False})

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_review_line_action"
        )
        return {
            **action,
            "name": self.display_name,
            "display_name": self.display_name,
            "domain": [("review_id", "=", self.id)],
        }

    # --------------------------------------------------------------------- business

    @api.model
    def _review_demo_customers(self, scheme_xmlid):
        """Grade the demo customers, where there is anything to grade them by.

        The company's own customers keep what they have: a grade can set their terms.
        Where some are to fall, it waits for a manager and for what others say to it.
        """
        scheme = self.env.ref(scheme_xmlid)
        if self.search_count(
            [("scheme_id", "=", scheme.id), ("state", "=", "computed")]
        ):
            return
        review = self.create({"scheme_id": scheme.id})
        review.action_compute()
        customers = self.env["customer.policy.demo"]._customers()
        review.line_ids.filtered(lambda line: line.partner_id not in customers).unlink()
        if not review.line_ids:
            review.unlink()
        elif not review.down_count:
            review.action_approve()
            review.action_apply()

    def _lock(self, *states):
        """The reviews as superuser, locked, and in one of ``states``.

        :raise UserError: somebody else is at it, or the state does not allow it
        """
        self.check_access("write")
        lock(self)
        self.invalidate_recordset(["state", "pending_step"])
        labels = dict(self._fields["state"]._description_selection(self.env))
        for review in self:
            if review.state not in states:
                raise UserError(
                    self.env._(
                        "%(review)s is %(state)s; this is possible only when it is "
                        "%(states)s.",
                        review=review.display_name,
                        state=labels[review.state].lower(),
                        states=", ".join(labels[state].lower() for state in states),
                    )
                )
            if review.pending_step:
                raise UserError(
                    self.env._(
                        "%(review)s is being worked on in the background. Wait until "
                        "it is done.",
                        review=review.display_name,
                    )
                )
        return self.sudo()

    def _check_draft(self):
        """Its lines were computed for this scheme and day."""
        for review in self:
            if review.state != "draft" or review.pending_step:
                raise UserError(
                    self.env._(
                        "%(review)s has been computed for its scheme and day. Take it "
                        "back to draft to change them.",
                        review=review.display_name,
                    )
                )

    def _check_not_begun(self):
        for review in self:
            if review.state == "approved" and review.applied_line_id:
                raise UserError(
                    self.env._(
                        "%(review)s has been applied in part. Apply it again: it goes "
                        "on where it stopped.",
                        review=review.display_name,
                    )
                )

    def _check_not_simulation(self):
        if self.is_simulation:
            raise UserError(
                self.env._(
                    "A simulation shows what would be and changes no customer. Start "
                    "a review to change grades."
                )
            )

    def _check_latest(self):
        later = self.search(
            [
                ("scheme_id", "=", self.scheme_id.id),
                ("state", "=", "applied"),
                ("date", ">", self.date),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "%(later)s has been applied since. Cancel this older review and "
                    "start a new one.",
                    later=later.display_name,
                )
            )

    def _approve(self):
        self.env["customer.grade.review.line"]._accept_pending(self)
        self.write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "date_approved": fields.Datetime.now(),
            }
        )
        self.activity_ids.action_feedback()
