from odoo import api, fields, models
from odoo.fields import Command


class CustomerNeglect(models.Model):
    """A customer whom nobody has been in touch with for long.

    A row comes with the warning and goes with the next word; each is told of once.
    """

    _name = "customer.neglect"
    _description = "Neglected Customer"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "date_contact, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    # Computed, not related: it is shown to those who see the row.
    user_id = fields.Many2one(
        "res.users",
        "Account Manager",
        compute="_compute_user_id",
        compute_sudo=True,
        search="_search_user_id",
    )
    grade_id = fields.Many2one(
        "customer.grade", compute="_compute_user_id", compute_sudo=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, copy=False, policy_protected=True
    )
    date_contact = fields.Date(
        "Last Word", required=True, readonly=True, copy=False, policy_protected=True
    )
    days = fields.Integer("Days Without a Word", compute="_compute_days")
    state = fields.Selection(
        [("warning", "Soon neglected"), ("neglected", "Neglected")],
        required=True,
        readonly=True,
        copy=False,
        policy_protected=True,
    )
    state_told = fields.Selection(
        [("warning", "Soon neglected"), ("neglected", "Neglected")],
        readonly=True,
        copy=False,
        policy_protected=True,
    )

    _partner_unique = models.UniqueIndex(
        "(partner_id, company_id)", "This customer is in the list already."
    )
    _untold_idx = models.Index("(state) WHERE state_told IS DISTINCT FROM state")

    @api.depends("partner_id")
    def _compute_user_id(self):
        for row in self:
            customer = row.partner_id.sudo()
            row.user_id = customer.user_id
            row.grade_id = customer.customer_grade_id

    def _search_user_id(self, operator, value):
        return [("partner_id.user_id", operator, value)]

    @api.depends("date_contact")
    def _compute_days(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.days = (today - row.date_contact).days if row.date_contact else 0

    # ------------------------------------------------------------------------- actions

    def action_reassign(self):
        """Open the step that gives customers to another account manager."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give to Another Account Manager"),
            "res_model": "customer.neglect.reassign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_neglect_ids": [Command.set(self.ids)]},
        }

    def action_open_log(self):
        """Open the short form for a visit to this customer."""
        self.ensure_one()
        return self.partner_id.action_log_visit()
