from odoo import fields, models

from .customer_complaint_approval import ROLES


class CustomerComplaintDecision(models.Model):
    """What somebody in a role said on a proposal. Added by acts, never changed."""

    _name = "customer.complaint.decision"
    _description = "Complaint Decision"
    _inherit = ["customer.policy.protected.mixin", "customer.complaint.part.mixin"]
    _order = "date, id"
    _rec_name = "role"

    role = fields.Selection(ROLES, required=True, policy_protected=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        policy_protected=True,
        copy=False,
    )
    date = fields.Datetime(required=True, policy_protected=True, copy=False)
    opinion = fields.Text(policy_protected=True, copy=False)
    outcome = fields.Selection(
        [
            ("proposed", "Proposal"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("unfounded", "Unfounded"),
        ],
        required=True,
        policy_protected=True,
        copy=False,
    )
