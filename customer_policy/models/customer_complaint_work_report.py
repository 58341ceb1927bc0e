from odoo import models


class CustomerComplaint(models.Model):
    """What work reports look for, by person and day."""

    _inherit = "customer.complaint"

    _received_by_idx = models.Index("(first_responsible_id, date_received)")
    _answered_by_idx = models.Index(
        "(user_id, date_answered) WHERE date_answered IS NOT NULL"
    )
    _closed_by_idx = models.Index(
        "(user_id, date_closed) WHERE date_closed IS NOT NULL"
    )
