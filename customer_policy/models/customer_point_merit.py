from odoo import fields, models

from .customer_point_entry import REASONS


class CustomerPointMerit(models.Model):
    """What gives points, and how many."""

    _name = "customer.point.merit"
    _description = "Merit"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What earns the points, for example praise by a customer.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    reason = fields.Selection(
        [item for item in REASONS if item[0] not in ("violation", "correction")],
        required=True,
        default="merit",
        help="What the entry says in the person's account of points.",
    )
    points_min = fields.Float(
        "Points from",
        digits=(16, 1),
        required=True,
        default=1,
        help="The least that is given for it.",
    )
    points_max = fields.Float(
        "Points to",
        digits=(16, 1),
        required=True,
        default=1,
        help="The most that is given for it.",
    )

    _range = models.Constraint(
        "CHECK (points_min > 0 AND points_max >= points_min)",
        "A merit gives points, from a lower to a higher number.",
    )
