from odoo import fields, models


class CustomerComplaintPartMixin(models.AbstractModel):
    """A row of a complaint, seen by those who see the complaint."""

    _name = "customer.complaint.part.mixin"
    _inherit = ["customer.policy.part.mixin"]
    _description = "Part of a Complaint"
    _part_of = "complaint_id"

    complaint_id = fields.Many2one(
        "customer.complaint", required=True, index=True, ondelete="cascade"
    )
