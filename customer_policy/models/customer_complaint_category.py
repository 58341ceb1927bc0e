from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_complaint import KINDS, SEVERITIES


class CustomerComplaintCategory(models.Model):
    """What a case is about: what is asked for, or what gave rise to it."""

    _name = "customer.complaint.category"
    _description = "Complaint Category"
    _inherit = ["customer.policy.rule.mixin"]
    _parent_store = True
    _order = "sequence, id"
    _rec_name = "complete_name"

    name = fields.Char(
        required=True,
        translate=True,
        help="What a case is about, in the words that staff and customers use.",
    )
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, search="_search_complete_name"
    )
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        "customer.complaint.category",
        index=True,
        ondelete="restrict",
        help="The category that this one is a part of. Empty: it stands at the top.",
    )
    parent_path = fields.Char(index=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: all companies."
    )
    kind = fields.Selection(KINDS, help="Empty: for every kind of case.")
    severity = fields.Selection(
        SEVERITIES, help="Proposed for a case of this category."
    )
    team_id = fields.Many2one(
        "customer.complaint.team",
        help="Handles cases of this category.",
        ondelete="set null",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            above = category.parent_id.complete_name
            category.complete_name = (
                f"{above} / {category.name}" if above else category.name
            )

    def _search_complete_name(self, operator, value):
        return [("name", operator, value)]

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A category cannot be part of itself. Choose another one.")
            )
