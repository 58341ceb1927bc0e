from odoo import models


class CustomerComplaintDeadline(models.Model):
    """Those of a month are counted, met ones included."""

    _inherit = "customer.complaint.deadline"

    _month_idx = models.Index("(date_deadline)")
