from odoo import api, fields, models
from odoo.tools import SQL


class CustomerConfidentialityRegister(models.Model):
    """The secrecy register: which customer is classified since when, why, by whom.

    One row per act; it stays when the customer is released, and names nobody to whom
    the customer is hidden.
    """

    _name = "customer.confidentiality.register"
    _inherit = ["customer.policy.protected.mixin"]
    _description = "Secrecy Register"
    _order = "date_from desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        policy_protected=True,
    )
    code = fields.Char(related="partner_id.confidential_code", related_sudo=True)
    level = fields.Selection(
        selection=lambda self: self.env["res.partner"]._classified_levels(),
        required=True,
        policy_protected=True,
    )
    reason = fields.Text(required=True, policy_protected=True)
    date_from = fields.Datetime("Since", required=True, policy_protected=True)
    date_until = fields.Date("Until", index=True, policy_protected=True)
    keeper_id = fields.Many2one(
        "res.users",
        "Keeper",
        index="btree_not_null",
        policy_protected=True,
        help="Answers for the secrecy of this customer and is told before its term ends.",
    )
    classified_by_id = fields.Many2one(
        "res.users", "Classified by", policy_protected=True
    )
    released_by_id = fields.Many2one("res.users", "Released by", policy_protected=True)
    date_released = fields.Datetime(policy_protected=True)
    release_reason = fields.Text(policy_protected=True)
    state = fields.Selection(
        [("active", "In force"), ("released", "Released")],
        default="active",
        required=True,
        policy_protected=True,
    )
    date_noticed = fields.Date("Notice Given", policy_protected=True)
    knower_count = fields.Integer(
        "People Who Know",
        compute="_compute_knower_count",
        help="Internal users to whom this customer is not hidden today.",
    )

    _one_in_force = models.UniqueIndex(
        "(partner_id) WHERE state = 'active'",
        "This customer is classified already: change its level or term instead.",
    )
    _due_idx = models.Index("(date_until) WHERE state = 'active'")

    @api.depends("partner_id")
    def _compute_knower_count(self):
        """One query per internal user, whatever the number of customers."""
        users = self.env["res.users"].sudo().search([("share", "=", False)])
        partners = self.sudo().partner_id
        hidden_from = self.env["customer.confidentiality"]._hidden_from(partners, users)
        for entry in self.sudo():
            entry.knower_count = sum(
                entry.partner_id not in hidden for hidden in hidden_from.values()
            )

    @api.depends("partner_id", "level")
    @api.depends_context("uid")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = entry.sudo().partner_id.confidential_code or ""
