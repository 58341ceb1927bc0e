from odoo import fields, models


class CustomerComplaintTeam(models.Model):
    """In which form a team answers."""

    _inherit = "customer.complaint.team"

    reply_rule = fields.Selection(
        [
            ("follow", "In writing where the customer wrote"),
            ("written", "Always in writing"),
            ("free", "As the handler thinks fit"),
        ],
        "Form of Replies",
        required=True,
        default="follow",
        help="A reply in writing is always allowed; this says where it must be.",
    )
