from odoo import models


class CustomerVisit(models.Model):
    """Visits of a month are counted by their last day, or by the day planned."""

    _inherit = "customer.visit"

    _due_month_idx = models.Index("(date_due_until) WHERE date_due_until IS NOT NULL")
    _planned_month_idx = models.Index("(date_planned) WHERE date_due_until IS NULL")
    _missed_month_idx = models.Index("(date_planned) WHERE state = 'missed'")
