from odoo import fields, models


class CustomerComplaint(models.Model):
    """A case may be one of many with the same cause."""

    _inherit = "customer.complaint"

    problem_id = fields.Many2one(
        "customer.complaint.problem",
        "Common Cause",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        groups="customer_policy.group_complaint_officer",
        help="What is found and answered there holds for this case, too.",
    )
