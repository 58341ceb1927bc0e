from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..concurrency import lock
from ..tools.internal_users import internal_users

LONGEST_DAYS = 370


class CustomerVisitPlan(models.Model):
    """The visits of some people in a period, made from the rules.

    This file is the process. Who is there when is in ``…_people``, what is due in
    ``…_needs`` and ``…_events``, what is there already in ``…_situation``, who goes
    when in ``…_generate``, what is written in ``…_store``, large plans in ``…_cron``.
    """

    _name = "customer.visit.plan"
    _description = "Visit Plan"
    _inherit = [
        "customer.policy.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(
        "Until", required=True, default=lambda self: self._default_date_to()
    )
    user_ids = fields.Many2many(
        "res.users",
        "customer_visit_plan_user_rel",
        "plan_id",
        "user_id",
        "People",
        domain=internal_users,
        help="Whose customers are planned for. Empty: everybody's in the company.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("closed", "Concluded")],
        required=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
        policy_protected=True,
    )
    pending_step = fields.Selection(
        [("generate", "Being planned"), ("confirm", "Being confirmed")],
        copy=False,
        index="btree_not_null",
        policy_protected=True,
        help="A large plan is made in the background.",
    )
    pending_user_id = fields.Many2one(
        "res.users", copy=False, ondelete="set null", policy_protected=True
    )
    # What planning last came to: numbers, which everybody reads in their language.
    date_generated = fields.Datetime(
        "Visits Planned On", copy=False, tracking=True, policy_protected=True
    )
    new_count = fields.Integer(
        "Visits Added", copy=False, tracking=True, policy_protected=True
    )
    changed_count = fields.Integer(
        "Visits Put Elsewhere", copy=False, tracking=True, policy_protected=True
    )
    gone_count = fields.Integer(
        "Visits Taken Out", copy=False, tracking=True, policy_protected=True
    )
    left_count = fields.Integer(
        "Visits Without a Place", copy=False, tracking=True, policy_protected=True
    )
    travel_minutes = fields.Integer(
        "Minutes of Way", copy=False, readonly=True, policy_protected=True
    )
    visit_ids = fields.One2many("customer.visit", "plan_id", "Visits", copy=False)
    gap_ids = fields.One2many(
        "customer.visit.plan.gap", "plan_id", "Not Placed", copy=False
    )
    visit_count = fields.Integer(
        "Number of Visits", compute="_compute_counts", compute_sudo=True
    )
    planned_count = fields.Integer(
        "To Confirm", compute="_compute_counts", compute_sudo=True
    )
    done_count = fields.Integer("Done", compute="_compute_counts", compute_sudo=True)
    missed_count = fields.Integer(
        "Missed", compute="_compute_counts", compute_sudo=True
    )
    gap_count = fields.Integer(
        "Number Not Placed", compute="_compute_gap_count", compute_sudo=True
    )

    _period_idx = models.Index(
        "(company_id, date_from, date_to) WHERE state <> 'closed'"
    )
    _check_period = models.Constraint(
        "CHECK (date_from <= date_to)", "A plan ends on the day it begins, or later."
    )

    # ------------------------------------------------------------ defaults, constraints

    @api.model
    def _default_date_from(self):
        """The next month: its plan is made before it begins."""
        today = fields.Date.context_today(self)
        return fields.Date.start_of(fields.Date.add(today, months=1), "month")

    @api.model
    def _default_date_to(self):
        return fields.Date.end_of(self._default_date_from(), "month")

    @api.constrains("date_from", "date_to")
    def _check_length(self):
        for plan in self:
            if (plan.date_to - plan.date_from).days > LONGEST_DAYS:
                raise ValidationError(
                    self.env._(
                        "A plan covers a year at most. Make one for each quarter."
                    )
                )

    @api.constrains("date_from", "date_to", "user_ids", "company_id", "state")
    def _check_overlap(self):
        """Two plans for a person at a time would fight for the same days."""
        for plan in self.filtered(lambda plan: plan.state != "closed"):
            if other := plan._overlapping()[:1]:
                common = plan.user_ids & other.user_ids
                names = ", ".join(
                    (common or plan.user_ids or other.user_ids).mapped("name")[:5]
                )
                raise ValidationError(
                    self.env._(
                        "“%(other)s” plans the same days of %(people)s already. Close "
                        "it, or choose other days or people.",
                        other=other.sudo().name,
                        people=names or self.env._("everybody"),
                    )
                )

    def _overlapping(self):
        domain = (
            Domain("id", "!=", self.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "!=", "closed")
            & Domain("date_from", "<=", self.date_to)
            & Domain("date_to", ">=", self.date_from)
        )
        if self.user_ids:
            domain &= Domain("user_ids", "in", self.user_ids.ids) | Domain(
                "user_ids", "=", False
            )
        return self.sudo().search(domain)

    # ------------------------------------------------------------------------ computes

    @api.depends("date_from", "date_to")
    def _compute_name(self):
        for plan in self:
            if plan.date_from and plan.date_to and not plan.name:
                plan.name = self.env._(
                    "Visits %(first)s – %(last)s",
                    first=format_date(self.env, plan.date_from),
                    last=format_date(self.env, plan.date_to),
                )

    @api.depends("visit_ids.state")
    def _compute_counts(self):
        rows = self.env["customer.visit"]._read_group(
            [("plan_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["plan_id", "state"],
            ["__count"],
        )
        counts = {(plan.id, state): count for plan, state, count in rows}
        for plan in self:
            key = plan._origin.id
            of_plan = [count for (one, _s), count in counts.items() if one == key]
            plan.visit_count = sum(of_plan)
            plan.planned_count = counts.get((key, "planned"), 0)
            plan.done_count = counts.get((key, "done"), 0)
            plan.missed_count = counts.get((key, "missed"), 0)

    @api.depends("gap_ids")
    def _compute_gap_count(self):
        rows = self.env["customer.visit.plan.gap"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
        )
        counts = {plan.id: count for plan, count in rows}
        for plan in self:
            plan.gap_count = counts.get(plan._origin.id, 0)

    # ---------------------------------------------------------------------------- CRUD

    def write(self, vals):
        if {"date_from", "date_to", "company_id"} & vals.keys() and not self.env.su:
            for plan in self:
                if plan.state != "draft" or plan.pending_step:
                    raise UserError(
                        self.env._(
                            "“%(plan)s” is confirmed. Its days stay; make another plan "
                            "for others.",
                            plan=plan.name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        for plan in self:
            if plan.state != "draft" or plan.pending_step:
                raise UserError(
                    self.env._(
                        "“%(plan)s” has been confirmed and stays as a proof. Close it "
                        "instead.",
                        plan=plan.name,
                    )
                )
        self.sudo()._movable().unlink()

    # ------------------------------------------------------------------------- actions

    def action_generate(self):
        """Turn rules into visits; again, where that was done before.

        What was set by hand, confirmed or done stays. A plan with more visits than one
        request can carry is made in the background.
        """
        for plan in self._lock("draft", "confirmed"):
            plan._check_can_generate()
            plan._generate_or_queue()

    def action_restart(self):
        """Forget where visits nobody touched were put, and plan them anew."""
        for plan in self._lock("draft", "confirmed"):
            plan._check_can_generate()
            plan._movable().unlink()
            plan._generate_or_queue()

    def action_confirm(self):
        """Into the calendars; each person is told."""
        for plan in self._lock("draft", "confirmed"):
            plan._check_can_confirm()
            plan._confirm_or_queue()

    def action_close(self):
        """The period is over; nothing of it is ahead."""
        for plan in self._lock("draft", "confirmed"):
            ahead = plan.visit_ids.filtered_domain(
                [("state", "in", ("planned", "confirmed"))]
            )
            if ahead:
                raise UserError(
                    self.env._(
                        "%(count)s visits of “%(plan)s” are still ahead. Do, move or "
                        "cancel them first.",
                        count=len(ahead),
                        plan=plan.name,
                    )
                )
            plan.state = "closed"

    def action_export(self):
        """Plan and results as a workbook, for whoever may read the visits."""
        self.ensure_one()
        self.check_access("read")
        return self.env["customer.report"]._download("visit_plan", plan_id=self.id)

    def action_open_visits(self):
        """Its calendar opens where the plan begins, or today once it goes on."""
        action = self._open("customer_policy.customer_visit_plan_visit_action")
        day = max(self.date_from, min(fields.Date.context_today(self), self.date_to))
        action["context"] |= {
            "initial_date": f"{day} 12:00:00",
            "visit_show_customer": True,
        }
        return action

    def action_open_gaps(self):
        return self._open("customer_policy.customer_visit_plan_gap_action")

    def _open(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "display_name": self.name,
            "domain": [("plan_id", "=", self.id)],
            "context": {"create": False},
        }

    # ------------------------------------------------------------------------ business

    def _movable(self):
        """The visits that planning again may move."""
        return self.env["customer.visit"].search(
            [
                ("plan_id", "in", self.ids),
                ("state", "=", "planned"),
                ("is_touched", "=", False),
            ]
        )

    def _lock(self, *states):
        """The plans as superuser, locked, and in one of ``states``."""
        self.check_access("write")
        lock(self.sudo())
        self.invalidate_recordset(["state", "pending_step"])
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in self:
            if plan.state not in states:
                raise UserError(
                    self.env._(
                        "“%(plan)s” is %(state)s.",
                        plan=plan.name,
                        state=labels[plan.state].lower(),
                    )
                )
            if plan.pending_step:
                raise UserError(
                    self.env._(
                        "“%(plan)s” is being worked on in the background. Wait until "
                        "it is done.",
                        plan=plan.name,
                    )
                )
        return self.sudo()

    def _check_can_generate(self):
        self._check_overlap()
        if self.date_to < self._today():
            raise UserError(
                self.env._(
                    "“%(plan)s” is over: its last day was %(date)s. Make a plan for "
                    "days to come.",
                    plan=self.name,
                    date=format_date(self.env, self.date_to),
                )
            )

    def _check_can_confirm(self):
        if not self.planned_count:
            raise UserError(
                self.env._(
                    "“%(plan)s” holds no visit to confirm. Plan visits first.",
                    plan=self.name,
                )
            )

    def _today(self):
        zone = self.company_id.resource_calendar_id.tz or self.env.user.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))

    def copy_data(self, default=None):
        """The next period of the same length, for the same people."""
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for plan, vals in zip(self, vals_list, strict=True):
            if "date_from" not in default and "date_to" not in default:
                begin = fields.Date.add(plan.date_to, days=1)
                length = plan.date_to - plan.date_from
                vals.update(date_from=begin, date_to=begin + length)
                vals.pop("name", None)
            vals.setdefault("user_ids", [Command.set(plan.user_ids.ids)])
        return vals_list
