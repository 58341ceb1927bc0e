from odoo import models


class CustomerGradeBracket(models.Model):
    _name = "customer.grade.bracket"
    _inherit = ["customer.grade.bracket", "customer.policy.change.mixin"]

    _part_of_setting = "criterion_id"
    _part_key = ("value_from",)
