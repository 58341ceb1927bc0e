from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

REASONS = [
    ("violation", "Violation"),
    ("suggestion", "Adopted Suggestion"),
    ("leak_report", "Leak Reported in Time"),
    ("merit", "Other Merit"),
    ("correction", "Correction"),
]
# These give what the merit says; other merits may be given freely.
OF_A_MERIT = ("suggestion", "leak_report")


class CustomerPointEntry(models.Model):
    """Points that somebody gained or lost, and why."""

    _name = "customer.point.entry"
    _description = "Entry of Points"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "date desc, id desc"
    _rec_name = "reason"

    period_id = fields.Many2one(
        "customer.point.period",
        "Point Period",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    points = fields.Float(digits=(16, 1), required=True, help="Lost ones are negative.")
    reason = fields.Selection(REASONS, required=True, default="merit")
    merit_id = fields.Many2one(
        "customer.point.merit",
        compute="_compute_merit_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('reason', '=', reason)]",
        help="Says how many points it may give.",
    )
    note = fields.Char()
    penalty_id = fields.Many2one(
        "customer.penalty",
        index="btree_not_null",
        ondelete="restrict",
        policy_protected=True,
        copy=False,
    )

    _penalty_unique = models.UniqueIndex(
        "(penalty_id, reason) WHERE penalty_id IS NOT NULL",
        "The points of a penalty are booked once.",
    )
    _sum_idx = models.Index("(period_id, employee_id) INCLUDE (points)")

    @api.constrains("merit_id", "reason", "points")
    def _check_merit(self):
        for entry in self.filtered(lambda e: e.merit_id or e.reason in OF_A_MERIT):
            merit = entry.merit_id
            if merit.reason != entry.reason:
                raise ValidationError(
                    self.env._("Choose a merit that goes with the reason of the entry.")
                )
            if not merit.points_min <= entry.points <= merit.points_max:
                raise ValidationError(
                    self.env._(
                        "“%(merit)s” gives from %(low)s to %(high)s points.",
                        merit=merit.name,
                        low=f"{merit.points_min:g}",
                        high=f"{merit.points_max:g}",
                    )
                )

    @api.depends("reason", "period_id")
    def _compute_merit_id(self):
        merits = self.env["customer.point.merit"].sudo()
        found = merits.search([("reason", "in", OF_A_MERIT)])
        for entry in self:
            if entry.merit_id.reason == entry.reason:
                entry.merit_id = entry.merit_id
                continue
            alike = found.filtered(
                lambda merit, entry=entry: (
                    merit.reason == entry.reason
                    and merit.company_id <= entry.period_id.company_id
                )
            )
            entry.merit_id = alike[:1]

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._check_may_book()
        return entries

    def write(self, vals):
        self._check_may_book()
        res = super().write(vals)
        self._check_may_book()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_may_book()

    def _check_may_book(self):
        self.period_id._hold_open()
        if closed := self.period_id.filtered(lambda period: period.state == "closed"):
            raise UserError(
                self.env._(
                    "%(period)s is closed. Reopen it, or book it in another period.",
                    period=closed[0].name,
                )
            )
        if self.env.su:
            return
        if self.filtered(lambda entry: entry.reason == "violation"):
            raise UserError(
                self.env._("Points for a violation are booked by its penalty.")
            )
        if self.employee_id.filtered(lambda e: e.sudo().user_id == self.env.user):
            raise UserError(self.env._("Nobody books points for himself or herself."))

    # ---------------------------------------------------------------------- business

    @api.model
    def _book_penalties(self, penalties):
        """Take away the points of penalties, in the period of today."""
        today = fields.Date.context_today(self)
        vals_list = []
        for company, some in penalties.grouped("company_id").items():
            period = self.env["customer.point.period"].sudo()._open_on(company, today)
            vals_list += [
                {
                    "period_id": period.id,
                    "employee_id": penalty.employee_id.id,
                    "date": today,
                    "points": -penalty.points,
                    "reason": "violation",
                    "penalty_id": penalty.id,
                    "note": penalty.violation_id.notice_number,
                }
                for penalty in some
            ]
        self.create(vals_list)

    @api.model
    def _take_back(self, penalties):
        """Give back what a penalty took that is no more; in a closed period's stead
        the one of today."""
        taken = self.search(
            [("penalty_id", "in", penalties.ids), ("reason", "=", "violation")]
        )
        back = self.search(
            [("penalty_id", "in", penalties.ids), ("reason", "=", "correction")]
        )
        left = taken.filtered(lambda entry: entry.penalty_id not in back.penalty_id)
        today = fields.Date.context_today(self)
        periods = self.env["customer.point.period"].sudo()
        self.create(
            [
                {
                    "period_id": (
                        entry.period_id
                        if entry.period_id.state == "open"
                        else periods._open_on(entry.company_id, today)
                    ).id,
                    "employee_id": entry.employee_id.id,
                    "date": today,
                    "points": -entry.points,
                    "reason": "correction",
                    "penalty_id": entry.penalty_id.id,
                    "note": entry.note,
                }
                for entry in left
            ]
        )
