from odoo import fields, models


class CustomerPenaltyStep(models.Model):
    _inherit = "customer.penalty.step"

    notify_role_ids = fields.Many2many(
        "customer.policy.role",
        string="Tell These Roles",
        help="Whoever acts in them is told that the notice was served. The head of "
        "department also reads the facts, others do not.",
    )
