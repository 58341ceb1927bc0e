from odoo import fields, models


class CustomerPointBand(models.Model):
    """What each lost point between two numbers of points costs."""

    _name = "customer.point.band"
    _description = "Band of Points"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "points_from desc, id"
    _rec_name = "points_from"

    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    points_from = fields.Float(
        "From",
        digits=(16, 1),
        required=True,
        help="The band begins at this many points.",
    )
    points_to = fields.Float(
        "Down to",
        digits=(16, 1),
        required=True,
        help="The band ends at this many points.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="The currency of the amount.",
    )
    amount = fields.Monetary(
        "For Each Point",
        required=True,
        help="What each lost point within the band costs.",
    )

    _order_of_points = models.Constraint(
        "CHECK (points_from > points_to AND amount >= 0)",
        "A band goes down from more points to fewer, and costs nothing or more.",
    )
