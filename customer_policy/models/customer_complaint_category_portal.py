from odoo import fields, models


class CustomerComplaintCategory(models.Model):
    _inherit = "customer.complaint.category"

    is_portal = fields.Boolean(
        "Customers Choose It",
        default=True,
        help="Offered on the customer portal. Others are for the assessment only.",
    )
