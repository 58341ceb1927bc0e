from odoo import models


class CustomerPenaltyStep(models.Model):
    _name = "customer.penalty.step"
    _inherit = ["customer.penalty.step", "customer.policy.change.mixin"]

    _part_of_setting = "ladder_id"
    _part_key = ("sequence", "target", "measure")
