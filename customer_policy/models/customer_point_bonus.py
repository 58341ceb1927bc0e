from odoo import fields, models


class CustomerPointBonus(models.Model):
    """What somebody earns who has so many points at the end."""

    _name = "customer.point.bonus"
    _description = "Bonus for Points"
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
        help="Whoever has at least so many points at the end earns the bonus.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="The currency of the bonus.",
    )
    amount = fields.Monetary(
        "Bonus", required=True, help="What is paid for having so many points."
    )
