from datetime import timedelta

from odoo import api, fields, models

from ..tools.internal_users import internal_users


class CustomerAccessDecision(models.TransientModel):
    """A custodian looks for the customer that was asked for, and decides."""

    _name = "customer.access.decision"
    _description = "Decide on Access"
    _inherit = ["customer.access.mixin"]

    grant_id = fields.Many2one("customer.access.grant", ondelete="cascade")
    request_text = fields.Char(related="grant_id.request_text")
    reason = fields.Text(related="grant_id.reason")
    date_wished = fields.Datetime(related="grant_id.date_wished")
    asking_user_id = fields.Many2one(related="grant_id.user_id", string="Asked by")
    user_ids = fields.Many2many("res.users", string="People", domain=internal_users)
    grant_reason = fields.Text(
        "Reason for Access", help="What the access is needed for."
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        domain=[("confidentiality_level", ">", "0")],
        help="The company that it belongs to is opened as a whole.",
    )
    level = fields.Selection(
        [("1", "Confidential"), ("2", "Secret"), ("3", "Top Secret")],
        "Up to Level",
        compute="_compute_level",
        store=True,
        readonly=False,
    )
    date_to = fields.Datetime(
        "Until", compute="_compute_date_to", store=True, readonly=False
    )
    note = fields.Text(
        "Answer",
        help="The person who asked reads it, and so do the auditors: name nobody.",
    )

    @api.depends("partner_id")
    def _compute_level(self):
        for decision in self:
            partner = decision.partner_id
            least = partner and self.env["customer.access.grant"]._level_of(partner)
            decision.level = least if least and least > "0" else False

    @api.depends("level", "grant_id")
    def _compute_date_to(self):
        Level = self.env["customer.confidentiality.level"]
        now = fields.Datetime.now()
        for decision in self:
            setting = Level._of(decision.level) if decision.level else Level
            if not setting:
                decision.date_to = False
                continue
            longest = now + timedelta(days=setting.grant_max_days)
            wished = decision.date_wished
            decision.date_to = min(wished, longest) if wished else longest

    def action_grant(self):
        self.ensure_one()
        if self.grant_id:
            self.grant_id.action_grant(
                self.partner_id.id, self.date_to, self.level, self.note
            )
        else:
            Grant = self.env["customer.access.grant"]
            partner = Grant._customer_to_open(self.partner_id.id)
            Grant._grant_directly(
                self.user_ids, partner, self.date_to, self.grant_reason, self.level
            )
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        self.ensure_one()
        self.grant_id.action_refuse(self.note)
        return {"type": "ir.actions.act_window_close"}
