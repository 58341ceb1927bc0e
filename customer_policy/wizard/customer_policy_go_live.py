from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..concurrency import lock
from ..models.res_company_trial import MANAGER


class CustomerPolicyGoLive(models.TransientModel):
    """From trial mode to earnest: what will begin to count is said first."""

    _name = "customer.policy.go.live"
    _description = "Trial Mode and Going Live"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    is_trial = fields.Boolean(compute="_compute_counts")
    is_live = fields.Boolean(compute="_compute_counts")
    date_planned = fields.Date("Planned For", compute="_compute_counts")
    complaint_count = fields.Integer("Open Cases", compute="_compute_counts")
    late_count = fields.Integer("Clocks Run out", compute="_compute_counts")
    visit_count = fields.Integer("Visits Ahead", compute="_compute_counts")
    past_visit_count = fields.Integer(
        "Visits Not Carried Out", compute="_compute_counts"
    )
    violation_count = fields.Integer("Violations Tried out", compute="_compute_counts")
    acknowledgement_count = fields.Integer(
        "People Who Will Be Asked to Read", compute="_compute_counts"
    )
    document_count = fields.Integer("Documents of the Trial", compute="_compute_counts")
    clocks = fields.Selection(
        [
            ("restart", "Start anew when we go live"),
            ("keep", "Go on; what has run out by then is no breach"),
        ],
        "Clocks of Open Cases",
        required=True,
        default="restart",
    )
    documents = fields.Selection(
        [
            ("keep", "Keep them"),
            ("end", "End them: cancel cases and visits, revoke violations"),
        ],
        "Documents of the Trial",
        required=True,
        default="keep",
        help="What was imported is never ended.",
    )
    reason = fields.Char("Reason for the Log")

    # --------------------------------------------------------------------- computes

    @api.depends("company_id")
    def _compute_counts(self):
        for wizard in self:
            company = wizard.company_id.sudo()
            wizard.is_trial = company.customer_policy_trial
            wizard.is_live = bool(company.customer_policy_go_live) and not (
                wizard.is_trial
            )
            wizard.date_planned = company.customer_policy_go_live
            counts = company._customer_policy_start_counts()
            for name, count in counts.items():
                wizard[name] = count

    # ---------------------------------------------------------------------- actions

    def action_trial(self):
        """Begin to try the policy out."""
        self._check_manager()
        if self.company_id.sudo().customer_policy_trial:
            raise UserError(self.env._("The company is in trial mode already."))
        company = self.company_id.with_context(policy_change_reason=self.reason)
        company.sudo().customer_policy_trial = True
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_go_live(self):
        """Leave trial mode: from this moment on things count."""
        self._check_manager()
        company = self.company_id.sudo()
        lock(company)
        company.invalidate_recordset()
        if not company.customer_policy_trial:
            raise UserError(self.env._("The company is not in trial mode."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why you go live now: it is logged."))
        company = company.with_context(policy_change_reason=self.reason.strip())
        company._customer_policy_start(
            restart=self.clocks == "restart", keep=self.documents == "keep"
        )
        return {"type": "ir.actions.client", "tag": "reload"}

    # --------------------------------------------------------------------- business

    def _check_manager(self):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Only policy managers start a trial or say when the policy goes "
                    "live. Ask one of them."
                )
            )
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("Choose a company that you work for."))
