from odoo import fields, models

from .customer_complaint import SEVERITIES

ROLES = [
    ("handler", "Handler"),
    ("department_head", "Head of Department"),
    ("general_manager", "General Manager"),
]


class CustomerComplaintApproval(models.Model):
    """A link of the chain that a proposal for a complaint goes through."""

    _name = "customer.complaint.approval"
    _description = "Complaint Approval Rule"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "severity, sequence, id"
    _rec_name = "role"

    severity = fields.Selection(
        SEVERITIES,
        required=True,
        help="The cases whose proposals go through this link of the chain.",
    )
    sequence = fields.Integer(default=10)
    role = fields.Selection(
        [role for role in ROLES if role[0] != "handler"],
        required=True,
        help="The handler's own proposal always comes first.",
    )
    role_id = fields.Many2one(
        "customer.policy.role",
        "Decided by Role",
        index="btree_not_null",
        ondelete="restrict",
        help="Who acts in this role decides instead, the stand-in where the holder is "
        "away or complained of. Needs to be a complaint officer. While nobody in the "
        "role can decide, it is as if none were named.",
    )
    needs_report = fields.Boolean(
        "Needs the Whole Report",
        help="Nothing is proposed before the report says cause, course, conclusion, "
        "counter-measure and prevention.",
    )

    _role_unique = models.UniqueIndex(
        "(severity, role) WHERE active", "A role decides once on each severity."
    )

    def _chain(self, severity):
        """The roles that decide after the handler, in their order."""
        return self.sudo().search([("severity", "=", severity)])
