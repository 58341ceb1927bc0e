from odoo import api, fields, models
from odoo.exceptions import AccessError

from .customer_complaint_figures_mixin import RATIOS
from .customer_complaint_process import MANAGER
from .customer_policy_arguments import check_saved

KIND_COUNTS = {
    "complaint_count": "complaint",
    "discontent_count": "discontent",
    "enquiry_count": "enquiry",
    "suggestion_count": "suggestion",
    "praise_count": "praise",
}


class CustomerComplaintStatistic(models.Model):
    """The cases of one month of one company, as they stood when they were counted.

    Everything counts: cases of hidden customers, and those in which the reader stands
    aside. That leaks nothing: what is stored are sums by team, category, grade, kind
    and severity, never a customer, an employee, a case or its words, and what a figure
    opens is a search that goes by the rules of the reader. Small numbers could still
    hint at one case, therefore only officers, managers and auditors read them.
    """

    _name = "customer.complaint.statistic"
    _description = "Monthly Statistics of Complaints"
    _inherit = [
        "customer.complaint.figures.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, company_id"
    _rec_name = "date_from"
    _mail_post_access = "read"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        policy_protected=True,
        copy=False,
    )
    date_from = fields.Date("Month", required=True, policy_protected=True, copy=False)
    date_to = fields.Date(
        "Until", compute="_compute_date_to", help="The first day of the next month."
    )
    date_computed = fields.Datetime("Counted On", policy_protected=True, copy=False)
    state = fields.Selection(
        [("draft", "Not Ready"), ("ready", "Ready")],
        required=True,
        default="draft",
        tracking=True,
        policy_protected=True,
        copy=False,
    )
    problem = fields.Char("Why It Is Not Ready", policy_protected=True, copy=False)
    target_id = fields.Many2one(
        "customer.complaint.target", policy_protected=True, copy=False
    )
    complaint_count = fields.Integer("Complaints", policy_protected=True, copy=False)
    discontent_count = fields.Integer("Discontent", policy_protected=True, copy=False)
    enquiry_count = fields.Integer("Enquiries", policy_protected=True, copy=False)
    suggestion_count = fields.Integer("Suggestions", policy_protected=True, copy=False)
    praise_count = fields.Integer("Praise", policy_protected=True, copy=False)
    base_count = fields.Integer("Customers Served", policy_protected=True, copy=False)
    manual_base_count = fields.Integer(
        "Customers Served, by Hand",
        copy=False,
        help="Needed where the target says that the number is entered by hand.",
    )
    needs_manual_base = fields.Boolean(compute="_compute_needs_manual_base")
    valid_rate = fields.Float(
        "Valid Complaints (%)",
        digits=(8, 2),
        compute="_compute_valid_rate",
        store=True,
        policy_protected=True,
        aggregator="avg",
        help="Valid complaints received in the month per hundred customers served.",
    )
    max_valid_rate = fields.Float(
        "Target (%)", digits=(5, 2), policy_protected=True, copy=False, aggregator=None
    )
    is_target_met = fields.Boolean(
        "Target Met",
        compute="_compute_valid_rate",
        store=True,
        policy_protected=True,
    )
    line_ids = fields.One2many("customer.complaint.statistic.line", "statistic_id")
    date_told = fields.Date(policy_protected=True, copy=False)
    date_warned = fields.Date(policy_protected=True, copy=False)

    _company_month_unique = models.UniqueIndex(
        "(company_id, date_from)", "The month has been counted already."
    )

    # ------------------------------------------------------------------------ computes

    @api.depends("date_from", "company_id")
    def _compute_display_name(self):
        for statistic in self:
            month = statistic.date_from and statistic.date_from.strftime("%Y-%m")
            names = (month, statistic.company_id.name)
            statistic.display_name = " ".join(name for name in names if name)

    @api.depends("date_from")
    def _compute_date_to(self):
        for statistic in self:
            start = statistic.date_from
            statistic.date_to = start and fields.Date.add(start, months=1)

    @api.depends("target_id.base")
    def _compute_needs_manual_base(self):
        for statistic in self:
            statistic.needs_manual_base = statistic.target_id.sudo().base == "manual"

    @api.depends("valid_count", "base_count", "max_valid_rate")
    def _compute_valid_rate(self):
        for statistic in self:
            rate = statistic._ratio("valid_rate")
            statistic.valid_rate = rate
            statistic.is_target_met = (
                bool(statistic.base_count) and rate < statistic.max_valid_rate
            )

    @api.model
    def _ratios(self):
        return {**RATIOS, "valid_rate": ("valid_count", "base_count", 100)}

    # ---------------------------------------------------------------------------- CRUD

    def write(self, vals):
        res = super().write(vals)
        if "manual_base_count" in vals:
            self.sudo()._count_customers()
        return res

    # ------------------------------------------------------------------------- actions

    def action_compute(self):
        """Count again: cases that were decided since count as they stand now."""
        self._check_manager()
        check_saved(self)
        self.sudo()._count()
        for statistic in self:
            statistic.sudo()._message_log(
                body=self.env._("Counted again by %(user)s", user=self.env.user.name)
            )
        return True

    def action_compute_missing(self):
        """The last two years, as far as there are cases and the month is over."""
        self._check_manager()
        for company in self.env.companies:
            self.sudo()._months_of(company, 24)._count()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_statistic_line_action"
        )
        return {
            **action,
            "name": self.display_name,
            "domain": [("statistic_id", "=", self.id)],
            "context": {},
        }

    def action_open_cases(self):
        """The cases received in the month, as far as the person may see them."""
        self.ensure_one()
        start, stop = self._bounds()
        cases = self.env["customer.complaint"]
        domain = [
            ("company_id", "=", self.company_id.id),
            ("date_received", ">=", start),
            ("date_received", "<", stop),
            ("state", "!=", "cancelled"),
        ]
        return cases._list_of_cases(self.display_name, domain)

    def action_export(self):
        self.ensure_one()
        self.check_access("read")
        return self.env["customer.report"]._download(
            "complaint_statistic", month=self.date_from, company_id=self.company_id.id
        )

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only complaint managers have a month counted again.")
            )
        self.check_access("read")
