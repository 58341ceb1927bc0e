from odoo import models


class CustomerVisit(models.Model):
    """What work reports look for, by person and day."""

    _inherit = "customer.visit"

    _done_by_idx = models.Index("(done_by_id, date_done) WHERE state = 'done'")
    _kept_idx = models.Index(
        "(user_id, date_promise_kept) WHERE date_promise_kept IS NOT NULL"
    )
