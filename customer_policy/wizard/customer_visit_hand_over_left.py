from odoo import fields, models


class CustomerVisitHandOverLeft(models.TransientModel):
    """A visit that stayed where it was, and why."""

    _name = "customer.visit.hand.over.left"
    _description = "Visit Not Handed Over"

    hand_over_id = fields.Many2one(
        "customer.visit.hand.over", required=True, ondelete="cascade"
    )
    visit_id = fields.Many2one("customer.visit", required=True, ondelete="cascade")
    reason = fields.Char("Why")
